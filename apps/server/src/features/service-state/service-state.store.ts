/** The only SQL on server processes, and what is read of the installation's own tables; bounded, whatever their size. */
import { sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';

export interface ProcessRow {
  readonly id: string;
  readonly host: string;
  readonly process_id: number;
  readonly version: string;
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly live_connections: number;
  readonly resident_bytes: string;
  readonly lag_ms: number;
}

/** Rows that nobody renews are taken away. By the database's clock, for machines' clocks differ. */
export async function beat(db: Db, row: Omit<ProcessRow, 'seen_at' | 'resident_bytes'> & { residentBytes: number }) {
  await sql`insert into server_processes
      (id, host, process_id, version, started_at, seen_at, live_connections, resident_bytes, lag_ms)
    values (${row.id}, ${row.host}, ${row.process_id}, ${row.version}, ${row.started_at}, now(), ${row.live_connections},
      ${row.residentBytes}, ${row.lag_ms})
    on conflict (id) do update set seen_at = now(), live_connections = excluded.live_connections,
      resident_bytes = excluded.resident_bytes, lag_ms = excluded.lag_ms`.execute(db);
  await sql`delete from server_processes where seen_at < now() - interval '1 minute'`.execute(db);
}

export async function leave(db: Db, id: string): Promise<void> {
  await sql`delete from server_processes where id = ${id}`.execute(db);
}

export async function selectProcesses(db: Db): Promise<readonly ProcessRow[]> {
  const { rows } = await sql<ProcessRow>`select * from server_processes where seen_at > now() - interval '1 minute'
    order by host, started_at, id limit 1000`.execute(db);
  return rows;
}

export interface InstallationFacts {
  readonly now: Date;
  readonly schema_version: string;
  readonly database_version: string;
  readonly database_bytes: string;
  readonly oldest_transaction: Date | null;
  readonly outbox_messages: string;
  readonly outbox_oldest: Date | null;
  readonly jobs_waiting: number;
  readonly jobs_oldest: Date | null;
  readonly unsealed_entries: string;
  readonly unsealed_oldest: Date | null;
}

/** More than this is not counted. */
const countedAtMost = 10_000;

export async function selectFacts(db: Db, organizationId: string): Promise<InstallationFacts> {
  const { rows } = await sql<InstallationFacts>`select now() as now,
    (select max(name) from schema_migrations) as schema_version,
    current_setting('server_version') as database_version,
    pg_database_size(current_database()) as database_bytes,
    (select min(xact_start) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as oldest_transaction,
    (select count(*) from (select 1 from outbox limit ${countedAtMost}) as o) as outbox_messages,
    (select created_at from outbox order by id limit 1) as outbox_oldest,
    (select coalesce(sum(ready_count), 0)::integer from pgboss.queue) as jobs_waiting,
    (select min(oldest) from pgboss.queue q, lateral (select min(j.start_after) as oldest from pgboss.job j
      where j.name = q.name and j.state < 'active' and not j.blocked) as due where oldest < now()) as jobs_oldest,
    (select count(*) from (select 1 from audit_log where organization_id = ${organizationId} and sequence is null
      limit ${countedAtMost}) as a) as unsealed_entries,
    (select at from audit_log where organization_id = ${organizationId} and sequence is null order by id limit 1)
      as unsealed_oldest`.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new Error('no row');
  return facts;
}
