/** Whether a statement says which organization it is about: every spread table in it must be bound to one. On PostgreSQL's own parse tree. */
import { distributedTables } from '@sekisho/server/platform/database/sharding.rules';

type Node = Readonly<Record<string, unknown>>;
type Loose = { [key: string]: Loose } & Loose[];

/** A table, function, subquery or common table expression of a statement. */
interface Relation {
  readonly table: string;
  readonly isSpread: boolean;
  /** The relations whose organization is the same as this one's; itself at first. */
  same: Relation;
  bound: boolean;
}

interface Scope {
  readonly parent: Scope | null;
  readonly relations: Map<string, Relation>;
  readonly named: Map<string, Relation>;
}

const spread = new Set<string>(distributedTables);
const key = 'organization_id';

const rootOf = (relation: Relation): Relation => (relation.same === relation ? relation : rootOf(relation.same));

function unite(left: Relation, right: Relation): void {
  const [one, other] = [rootOf(left), rootOf(right)];
  one.bound ||= other.bound;
  other.same = one;
}

/** The spread tables of a statement that are bound to no organization. */
export function unboundTables(statement: Node): string[] {
  const all: Relation[] = [];

  function add(scope: Scope, alias: string, table: string, bound = false): Relation {
    const relation = { table, isSpread: spread.has(table), bound } as Relation;
    relation.same = relation;
    all.push(relation);
    scope.relations.set(alias, relation);
    return relation;
  }

  function find(scope: Scope | null, alias: string | null): Relation | null {
    if (scope === null) return null;
    if (alias !== null) return scope.relations.get(alias) ?? find(scope.parent, alias);
    const own = [...scope.relations.values()];
    const owners = own.length === 1 ? own : own.filter(({ isSpread }) => isSpread);
    return owners[0] ?? find(scope.parent, null);
  }

  /** The relation whose organization an expression is; `true` for a value from outside. */
  function ownerOf(scope: Scope, node: Loose | undefined): Relation | true | null {
    if (node?.['ParamRef'] !== undefined || node?.['A_Const'] !== undefined) return true;
    if (node?.['TypeCast'] !== undefined) return ownerOf(scope, node['TypeCast']?.['arg']);
    const fields = (node?.['ColumnRef']?.['fields'] ?? []) as unknown as Loose[];
    const names = fields.map((field) => String(field['String']?.['sval'] ?? ''));
    const owner = find(scope, names.length > 1 ? (names[0] ?? null) : null);
    const isKey = names.at(-1) === key || (names.at(-1) === 'id' && owner?.table === 'organizations');
    return isKey ? owner : null;
  }

  function hold(scope: Scope, condition: Loose | undefined): void {
    const { BoolExpr: both, A_Expr: comparison } = condition ?? ({} as Loose);
    if (both !== undefined && (both['boolop'] as unknown) === 'AND_EXPR')
      for (const part of both['args'] ?? []) hold(scope, part);
    if ((comparison?.['name']?.[0]?.['String']?.['sval'] as unknown) !== '=') return;
    const [left, right] = [ownerOf(scope, comparison?.['lexpr']), ownerOf(scope, comparison?.['rexpr'])];
    if (left === null || right === null) return;
    if (left === true) {
      if (right !== true) rootOf(right).bound = true;
    } else if (right === true) rootOf(left).bound = true;
    else unite(left, right);
  }

  function from(scope: Scope, item: Loose): void {
    const { RangeVar: table, RangeFunction: call, RangeSubselect: inner, JoinExpr: join } = item;
    const aliasOf = (node: Loose | undefined, fallback: string) => String(node?.['alias']?.['aliasname'] ?? fallback);
    if (table !== undefined) {
      const name = String(table['relname']).replace(/_(rest|\d{8})$/, '');
      const known = named(scope, name);
      const relation = add(scope, aliasOf(table, String(table['relname'])), name);
      if (known !== null) unite(known, relation);
    }
    // Batches are of one organization where the database is spread.
    if (call !== undefined) add(scope, aliasOf(call, 'call'), '(values)', true);
    if (inner !== undefined) {
      const relation = add(scope, aliasOf(inner, 'part'), '(part)');
      for (const exposed of select(inner['subquery'], scope)) unite(exposed, relation);
    }
    if (join !== undefined) {
      from(scope, join['larg'] as Loose);
      from(scope, join['rarg'] as Loose);
      hold(scope, join['quals']);
      within(scope, join['quals']);
    }
  }

  function named(scope: Scope | null, name: string): Relation | null {
    return scope === null ? null : (scope.named.get(name) ?? named(scope.parent, name));
  }

  /** Subqueries wherever they stand. */
  function within(scope: Scope, node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    const { SubLink: link } = node as Loose;
    if (link !== undefined) select(link['subselect'], scope);
    for (const [name, part] of Object.entries(node))
      if (name !== 'subselect' && name !== 'subquery') within(scope, part);
  }

  /** @returns relations whose organization it gives */
  function select(node: Loose | undefined, parent: Scope | null): Relation[] {
    const [[kind, body] = ['', {} as Loose]] = Object.entries(node ?? {}) as [string, Loose][];
    return statementOf(kind, body, parent);
  }

  function statementOf(kind: string, body: Loose, parent: Scope | null): Relation[] {
    const scope: Scope = { parent, relations: new Map(), named: new Map() };
    for (const cte of (body['withClause']?.['ctes'] ?? []) as Loose[]) {
      const { ctename, ctequery } = cte['CommonTableExpr'] as Loose;
      const relation = add({ ...scope, relations: new Map() }, String(ctename), '(part)');
      for (const exposed of select(ctequery, scope)) unite(exposed, relation);
      scope.named.set(String(ctename), relation);
    }
    if (body['larg'] !== undefined)
      return [...statementOf(kind, body['larg'], scope), ...statementOf(kind, body['rarg'] as Loose, scope)];
    if (body['relation'] !== undefined) from(scope, { RangeVar: body['relation'] } as unknown as Loose);
    for (const item of (body['fromClause'] ?? body['usingClause'] ?? []) as Loose[]) from(scope, item);
    hold(scope, body['whereClause']);
    for (const part of ['targetList', 'whereClause', 'fromClause', 'valuesLists', 'sortClause'])
      within(scope, body[part]);
    if (kind === 'InsertStmt') insert(scope, body);
    return exposedBy(scope, (body['targetList'] ?? body['returningClause']?.['exprs'] ?? []) as Loose[]);
  }

  function insert(scope: Scope, body: Loose): void {
    const [target] = scope.relations.values();
    const columns = ((body['cols'] ?? []) as Loose[]).map((column) => String(column['ResTarget']?.['name']));
    const source = body['selectStmt']?.['SelectStmt'];
    const exposed = select(body['selectStmt'], scope);
    if (target === undefined) return;
    const place = columns.indexOf(key);
    const values = (source?.['valuesLists']?.[0]?.['List']?.['items'] ?? source?.['targetList'] ?? []) as Loose[];
    const given = values[place]?.['ResTarget']?.['val'] ?? values[place];
    if (ownerOf(scope, given) === true) rootOf(target).bound = true;
    else for (const relation of exposed) unite(target, relation);
  }

  function exposedBy(scope: Scope, targets: readonly Loose[]): Relation[] {
    const values = targets.map((target) => target['ResTarget']?.['val']);
    const isStar = (value: Loose | undefined) =>
      ((value?.['ColumnRef']?.['fields'] ?? []) as unknown as Loose[]).some((field) => field['A_Star'] !== undefined);
    if (values.some(isStar)) return [...scope.relations.values()];
    return values.flatMap((value) => {
      const owner = ownerOf(scope, value);
      return owner === null || owner === true ? [] : [owner];
    });
  }

  for (const [kind, body] of Object.entries(statement) as [string, Loose][])
    if (/^(Select|Insert|Update|Delete)Stmt$/.test(kind)) statementOf(kind, body, null);
  return [...new Set(all.filter((one) => one.isSpread && !rootOf(one).bound).map(({ table }) => table))].sort();
}
