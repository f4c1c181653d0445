/** What policies keep of positions, in SQL. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';

export interface Retention {
  readonly shortestDays: number;
  readonly longestDays: number;
}

/** Over all policies of all organizations; `null` while there is none. */
export async function selectRetention(db: Db): Promise<Retention | null> {
  const { rows } = await sql<{ shortest: number | null; longest: number | null }>`select
      min(${days})::integer as shortest, max(${days})::integer as longest from policies p`.execute(db);
  const { shortest = null, longest = null } = rows[0] ?? {};
  return shortest === null || longest === null ? null : { shortestDays: shortest, longestDays: longest };
}

/** What the policies of their devices do not keep any more, of one partition. @returns how many */
export async function deleteExpiredTracks(db: Db, partition: RawBuilder<unknown>, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${partition} l using ${expired(now)}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

export async function deleteExpiredLast(db: Db, now: Date): Promise<void> {
  await sql`delete from last_locations l using ${expired(now)}`.execute(db);
}

const days = sql`(p.settings #>> '{location,retentionDays}')::integer`;

/** In no session's time zone: Citus deletes by nothing that depends on the session. */
const expired = (now: Date) => sql`devices d
  join policies p on p.organization_id = d.organization_id and p.code = d.policy_code
  where l.organization_id = d.organization_id and l.device_id = d.id
    and l.at < timezone('UTC', timezone('UTC', ${now}::timestamptz) - make_interval(days => ${days}))`;
