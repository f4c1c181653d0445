/** Every statement of this process explained while somebody listens: carried out once more before, within what is rolled back. */
import pg from 'pg';
import { nodesOf, type PlanNode, planOf, readBy, reads } from '../lists/recorded-plans.ts';

export interface ExplainedStatement {
  readonly text: string;
  /** Of 8 KiB, again at each touch; those of triggers are not among them. */
  readonly pages: number;
  /** By table, with its partitions: from end to end or by an index; what triggers and functions read is among it. */
  readonly rowsRead: ReadonlyMap<string, number>;
}

export interface ExplainedSql extends Disposable {
  /** Since the last time. */
  take(): readonly ExplainedStatement[];
}

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;
interface RowsOfTable {
  readonly table: string;
  readonly rows: number;
}

/** Of this transaction, and of those before that are not told of yet: what one statement reads is the difference. */
const rowsSoFar = `select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as rows
  from pg_stat_xact_user_tables where schemaname = 'public'`;
/** A lock of a session would be held twice; the job queue has tables of its own. */
const leftAlone = /advisory_lock|advisory_unlock|pgboss|pg_stat_|pg_terminate_backend/;

function rowsReadBy(plan: PlanNode, from: readonly RowsOfTable[], to: readonly RowsOfTable[]): Map<string, number> {
  const before = new Map(from.map(({ table, rows }) => [table, rows]));
  const read = new Map<string, number>();
  const note = (table: string, rows: number) => {
    const whole = table.replace(/_(\d{8}|rest)$/, '');
    if (rows > 0) read.set(whole, Math.max(read.get(whole) ?? 0, rows));
  };
  for (const { table, rows } of to) note(table, rows - (before.get(table) ?? 0));
  // What an index alone answers is counted nowhere else.
  for (const node of nodesOf(plan)) if (node['Relation Name'] !== undefined) note(node['Relation Name'], readBy(node));
  return read;
}

/** @returns `null`: what the database refuses, it refuses to the server as well */
async function explain(query: Query, text: string, values: unknown[], within: boolean) {
  await query(within ? 'savepoint explained' : 'begin');
  try {
    const { rows: from } = await query(rowsSoFar);
    const { rows } = await query(`explain (analyze, buffers, timing off, format json) ${text}`, values);
    const { rows: to } = await query(rowsSoFar);
    const plan = rows[0]['QUERY PLAN'][0].Plan as PlanNode;
    return { text, pages: planOf(text, plan).buffers, rowsRead: rowsReadBy(plan, from, to) };
  } catch {
    return null;
  } finally {
    await query(within ? 'rollback to savepoint explained' : 'rollback');
  }
}

/** One at a time. */
export function explainSql(): ExplainedSql {
  const original = pg.Client.prototype.query;
  const inTransaction = new WeakSet<pg.Client>();
  let explained: ExplainedStatement[] = [];
  pg.Client.prototype.query = function explaining(this: pg.Client, ...given: unknown[]) {
    const [what, values] = given as [string | { text?: string; values?: unknown[] }, unknown[] | undefined];
    const text = (typeof what === 'string' ? what : what.text) ?? '';
    if (/^\s*(begin|start transaction)[^;]*$/i.test(text)) inTransaction.add(this);
    if (/^\s*(commit|rollback)\s*$/i.test(text)) inTransaction.delete(this);
    const go = () => original.apply(this, given as never) as unknown;
    if (!reads.test(text) || leftAlone.test(text) || typeof given.at(-1) === 'function') return go();
    const own = (typeof what === 'string' ? values : (what.values ?? values)) ?? [];
    const query = original.bind(this) as unknown as Query;
    return explain(query, text, own, inTransaction.has(this)).then((statement) => {
      if (statement !== null) explained.push(statement);
      return go();
    });
  } as typeof original;
  return {
    take() {
      const taken = explained;
      explained = [];
      return taken;
    },
    [Symbol.dispose]() {
      pg.Client.prototype.query = original;
    },
  };
}
