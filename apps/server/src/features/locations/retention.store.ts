/** Weeks of tracks and what policies keep of them, in SQL. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { Week } from './weeks.rules.ts';

const prefix = 'device_locations_';

export async function makeWeeks(tx: Tx, weeks: readonly Week[]): Promise<void> {
  for (const week of weeks) await sql`select make_location_week(${week}::date)`.execute(tx);
}

export async function dropWeek(tx: Tx, week: Week): Promise<void> {
  await sql`select drop_location_week(${week}::date)`.execute(tx);
}

/** Those there are, oldest first. */
export async function selectWeeks(db: Db): Promise<readonly Week[]> {
  const { rows } = await sql<{
    week: string;
  }>`select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as week
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'device_locations'::regclass and c.relname ~ ${`^${prefix}\\d{8}$`}
    order by c.relname`.execute(db);
  return rows.map(({ week }) => week);
}

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

/** What the policies of their devices do not keep any more, of one week or, with `null`, of what is in none. @returns how many */
export async function deleteExpiredTracks(tx: Tx, week: Week | null, now: Date): Promise<number> {
  const partition = sql.table(week === null ? `${prefix}rest` : prefix + week.replaceAll('-', ''));
  const { numAffectedRows } = await sql`delete from ${partition} l using ${expired(now)}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export async function deleteExpiredLast(tx: Tx, now: Date): Promise<void> {
  await sql`delete from last_locations l using ${expired(now)}`.execute(tx);
}

const days = sql`(p.settings #>> '{location,retentionDays}')::integer`;

const expired = (now: Date) => sql`devices d
  join policies p on p.organization_id = d.organization_id and p.code = d.policy_code
  where l.organization_id = d.organization_id and l.device_id = d.id
    and l.at < ${now}::timestamptz - make_interval(days => ${days})`;
