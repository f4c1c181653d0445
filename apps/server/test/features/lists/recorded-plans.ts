/** A database that answers as always and notes of every query how it was carried out: what was read, sorted and touched. */
import { CopyCursor } from '@sekisho/server/platform/database/copied-rows';
import type { Db, PlatformTables } from '@sekisho/server/platform/database/tables';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Sort Method'?: string;
  readonly Plans?: readonly PlanNode[];
}

export interface RecordedPlan {
  readonly query: string;
  /** Tables of which a scan from end to end read more than a page. */
  readonly scanned: readonly string[];
  /** The most rows that one step sorted as a whole: keeping the first of many is no such step. */
  readonly sorted: number;
  /** Pages of 8 KiB touched, again at each touch. */
  readonly buffers: number;
  readonly text: string;
}

export interface RecordingDatabase extends AsyncDisposable {
  readonly db: Db;
  /** Since the last time. */
  take(): readonly RecordedPlan[];
}

const copied = /^\s*copy \(([\s\S]*)\)\s*to stdout/;
/** What has a plan. */
export const reads = /^\s*(select|with|update|insert|delete)\b(?![^;]*set_config)/i;

export function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

const rowsOf = (node: PlanNode | undefined) => (node === undefined ? 0 : node['Actual Rows'] * node['Actual Loops']);

const pageSize = 1_000;
export const readBy = (node: PlanNode) => rowsOf(node) + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
const isFullSort = (node: PlanNode) => node['Node Type'] === 'Sort' && node['Sort Method'] !== 'top-N heapsort';

export function planOf(query: string, root: PlanNode): RecordedPlan {
  const nodes = nodesOf(root);
  return {
    query,
    scanned: nodes.flatMap((node) =>
      node['Node Type'] === 'Seq Scan' && readBy(node) > pageSize ? [node['Relation Name'] ?? ''] : [],
    ),
    sorted: Math.max(0, ...nodes.map((node) => (isFullSort(node) ? rowsOf(node.Plans?.[0]) : 0))),
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    text: JSON.stringify(root, null, 1),
  };
}

/** Every statement is carried out twice, the first time within what is rolled back. */
export function recordPlans(connection: pg.ClientConfig): RecordingDatabase {
  const pool = new pg.Pool({ ...connection, max: 2 });
  let plans: RecordedPlan[] = [];
  const connect = async () => {
    const client = await pool.connect();
    const note = async (text: string, values: readonly unknown[]) => {
      const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${text}`, [...values]);
      plans.push(planOf(text, rows[0]['QUERY PLAN'][0].Plan));
    };
    const query = async (text: string, values: unknown[]) => {
      if (reads.test(text)) await note(text, values);
      return client.query(text, values);
    };
    const copy = (cursor: CopyCursor<unknown>) => {
      const begun = note(copied.exec(cursor.text)?.[1] ?? '', []).then(() => void client.query(cursor));
      return { read: () => begun.then(() => cursor.read()), close: () => begun.then(() => cursor.close()) };
    };
    return {
      query: (what: string | CopyCursor<unknown>, values: unknown[]) =>
        typeof what === 'string' ? query(what, values) : copy(what),
      release: () => client.release(),
    };
  };
  const recorded = { connect, end: () => pool.end() } as unknown as pg.Pool;
  const db = new Kysely<PlatformTables>({ dialect: new PostgresDialect({ pool: recorded, cursor: CopyCursor }) });
  return {
    db,
    take() {
      const taken = plans;
      plans = [];
      return taken;
    },
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}
