/** What is counted of the whole installation: from kept counts and indexes, never more than `countedMost` rows of a kind. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

/** What is more is told as this many: enough to alarm somebody, and cheap at any size. */
export const countedMost = 100_000;
const timeoutMs = 5_000;
/** Written by every check-in or every command. */
const hotTables = ['commands', 'device_contact', 'device_counts', 'device_list', 'inventory_sections', 'outbox'];

export interface Waiting {
  readonly count: number;
  /** 0: nothing waits. */
  readonly oldestAgeSeconds: number;
}

export interface ServiceFigures {
  readonly outbox: Waiting;
  readonly unsealed: Waiting;
  readonly approvals: Waiting;
  readonly jobs: readonly (Waiting & { readonly queue: string; readonly active: number; readonly failed: number })[];
  readonly commands: readonly (Waiting & { readonly kind: string })[];
  readonly licences: { readonly registered: number; readonly contracted: number; readonly organizationsFull: number };
  readonly fallenSilent: number;
  readonly database: DatabaseFigures;
  readonly tables: readonly { readonly table: string; readonly live: number; readonly dead: number }[];
}

export interface DatabaseFigures {
  readonly bytes: number;
  readonly connections: number;
  readonly connectionsMost: number;
  readonly oldestTransactionSeconds: number;
  readonly transactionIdAge: number;
}

/** Age of a moment; 0 where there is none, and for what a clock far ahead has written. */
const ageOf = (moment: RawBuilder<unknown>) =>
  sql`greatest(0, coalesce(extract(epoch from now() - ${moment}), 0))::float8`;

async function selectOne<Row>(tx: Tx, query: RawBuilder<Row>): Promise<Row> {
  const [row] = (await query.execute(tx)).rows;
  if (row === undefined) throw new Error('a statement that always has a row had none');
  return row;
}

const selectOutbox = (tx: Tx) =>
  selectOne(
    tx,
    sql<Waiting>`select count(*)::integer as count, ${ageOf(sql`min(created_at)`)} as "oldestAgeSeconds"
      from (select created_at from outbox order by id limit ${countedMost}) as waiting`,
  );

const selectUnsealed = (tx: Tx) =>
  selectOne(
    tx,
    sql<Waiting>`select count(*)::integer as count, ${ageOf(sql`min(at)`)} as "oldestAgeSeconds"
      from (select at from audit_log where sequence is null limit ${countedMost}) as unsealed`,
  );

/** What approvers have not decided yet. */
const selectApprovals = (tx: Tx) =>
  selectOne(
    tx,
    sql<Waiting>`select count(*)::integer as count, ${ageOf(sql`min(asked_at)`)} as "oldestAgeSeconds"
      from (select asked_at from approval_requests where state = 'open' limit ${countedMost}) as asked`,
  );

/** The counts are kept by pg-boss itself, once a minute. */
const selectJobs = (tx: Tx) =>
  sql<ServiceFigures['jobs'][number]>`select q.name as queue, q.ready_count as count, q.active_count as active,
      q.failed_count as failed, (select ${ageOf(sql`min(j.start_after)`)} from pgboss.job j
        where j.name = q.name and j.state < 'active' and not j.blocked) as "oldestAgeSeconds"
    from pgboss.queue q where q.name not like '\\_\\_%'`.execute(tx);

const selectCommands = (tx: Tx) =>
  sql<ServiceFigures['commands'][number]>`with recursive kinds as (
      (select kind from commands where state in ('issued', 'delivered') order by kind limit 1)
      union all
      select (select c.kind from commands c where c.state in ('issued', 'delivered') and c.kind > k.kind
        order by c.kind limit 1) from kinds k where k.kind is not null)
    select kind, count, ${ageOf(sql`oldest`)} as "oldestAgeSeconds" from kinds, lateral (
      select count(*)::integer as count, min(issued_at) as oldest from (
        select issued_at from commands c where c.state in ('issued', 'delivered') and c.kind = kinds.kind
        order by issued_at limit ${countedMost}) as under_way) as counted
    where kind is not null`.execute(tx);

const selectLicences = (tx: Tx) =>
  selectOne(
    tx,
    sql<ServiceFigures['licences']>`select coalesce(sum(registered_devices), 0)::float8 as registered,
      coalesce(sum(contracted_devices), 0)::float8 as contracted,
      (count(*) filter (where registered_devices >= contracted_devices))::integer as "organizationsFull"
      from organization_licences`,
  );

/** Devices heard of within the hour that are silent now. */
const selectFallenSilent = (tx: Tx) =>
  selectOne(
    tx,
    sql<{ count: number }>`select count(*)::integer as count from (
      select from organizations o join device_contact c on c.organization_id = o.id
      where c.silent_since > now() - interval '1 hour' and c.silent_since < 'infinity' limit ${countedMost}) as silent`,
  );

const selectDatabase = (tx: Tx) =>
  selectOne(
    tx,
    sql<DatabaseFigures>`select pg_database_size(current_database())::float8 as bytes,
      (select count(*)::integer from pg_stat_activity where backend_type = 'client backend') as connections,
      current_setting('max_connections')::integer as "connectionsMost",
      (select ${ageOf(sql`min(xact_start)`)} from pg_stat_activity
        where datname = current_database()) as "oldestTransactionSeconds",
      (select max(age(datfrozenxid)) from pg_database) as "transactionIdAge"`,
  );

const selectTables = (tx: Tx) =>
  sql<ServiceFigures['tables'][number]>`select relname as table, n_live_tup::float8 as live, n_dead_tup::float8 as dead
    from pg_stat_user_tables where schemaname = 'public' and relname = any(${hotTables}::text[])`.execute(tx);

/** Rejects where the database cannot be reached, or takes longer than a figure is worth. */
export function readServiceFigures(db: Db): Promise<ServiceFigures> {
  return db.transaction().execute(async (tx) => {
    await sql`set local transaction read only`.execute(tx);
    await sql.raw(`set local statement_timeout = ${timeoutMs}`).execute(tx);
    return {
      outbox: await selectOutbox(tx),
      unsealed: await selectUnsealed(tx),
      approvals: await selectApprovals(tx),
      jobs: (await selectJobs(tx)).rows,
      commands: (await selectCommands(tx)).rows,
      licences: await selectLicences(tx),
      fallenSilent: (await selectFallenSilent(tx)).count,
      database: await selectDatabase(tx),
      tables: (await selectTables(tx)).rows,
    };
  });
}
