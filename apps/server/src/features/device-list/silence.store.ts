/** Which devices have fallen silent, in SQL: noted beside their contact, and taken back by the next contact itself. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';

export interface PolicyInterval {
  readonly organizationId: string;
  readonly code: string;
  readonly checkInIntervalMs: number;
}

/** Of all organizations. */
export async function selectIntervals(db: Db): Promise<readonly PolicyInterval[]> {
  const { rows } = await sql<PolicyInterval>`select organization_id as "organizationId", code,
    (settings ->> 'checkInIntervalMs')::integer as "checkInIntervalMs" from policies`.execute(db);
  return rows;
}

export interface Due extends Pick<PolicyInterval, 'organizationId' | 'code'> {
  readonly lastSeenBefore: Date;
}

/** Devices that check in just now are left to the next time. @returns how many, `most` at most */
export async function noteSilence(db: Db, due: readonly Due[], most: number): Promise<number> {
  const { numAffectedRows } = await sql`with silent as materialized (
      select c.organization_id, c.device_id from device_contact c
      join unnest(${uuidArray(due.map(({ organizationId }) => organizationId))}::uuid[], ${due.map(({ code }) => code)}::text[],
        ${due.map(({ lastSeenBefore }) => lastSeenBefore)}::timestamptz[]) as v(organization_id, code, before)
        on c.organization_id = v.organization_id and c.policy_code = v.code
      where c.silent_since = 'infinity' and c.last_seen_at < v.before
      limit ${most} for update of c skip locked)
    update device_contact c set silent_since = c.last_seen_at from silent s
    where c.organization_id = s.organization_id and c.device_id = s.device_id`.execute(db);
  return Number(numAffectedRows ?? 0);
}
