/** The only SQL on the removal of silent clones: what an organization has chosen, and which clones are due. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface UpkeepRow {
  readonly silentDays: number | null;
  readonly lastRunAt: Date | null;
  readonly lastRemoved: number;
}

export async function selectUpkeep(db: Db | Tx, organizationId: string): Promise<UpkeepRow> {
  const { rows } = await sql<UpkeepRow>`select silent_days as "silentDays", last_run_at as "lastRunAt",
      last_removed as "lastRemoved"
    from clone_upkeep where organization_id = ${organizationId}`.execute(db);
  return rows[0] ?? { silentDays: null, lastRunAt: null, lastRemoved: 0 };
}

export async function upsertSilentDays(tx: Tx, organizationId: string, silentDays: number | null): Promise<void> {
  await sql`insert into clone_upkeep (organization_id, silent_days) values (${organizationId}, ${silentDays})
    on conflict (organization_id) do update set silent_days = excluded.silent_days`.execute(tx);
}

export async function updateLastRun(db: Db, organizationId: string, at: Date, removed: number): Promise<void> {
  await sql`update clone_upkeep set last_run_at = ${at}, last_removed = ${removed}
    where organization_id = ${organizationId}`.execute(db);
}

export interface DueClone {
  readonly deviceId: string;
  readonly computerName: string;
  readonly heardAt: Date;
  /** How many are due, beyond the limit as well. */
  readonly due: number;
}

const heardAt = sql`greatest(c.last_seen_at, d.registered_at, d.holder_since)`;

/**
 * Copies of a master that nobody has heard of since. Not due are a master, and whatever was copied from: their disks come back with
 * that key; what somebody has ordered anything for, or what is locked or wiped. The lock by timer ends with any contact.
 */
const due = (organizationId: string, until: Date) => sql`from linked_clones k
  join device_list l on l.organization_id = k.organization_id and l.device_id = k.device_id
  join devices d on d.organization_id = k.organization_id and d.id = k.device_id
  join device_contact c on c.organization_id = k.organization_id and c.device_id = k.device_id
  where k.organization_id = ${organizationId} and k.original_id is not null and d.state = 'active'
    and l.client_kind = 'linked-clone' and l.open_command is null and l.wiped is null
    and l.lock_mode in ('unlocked', 'timer') and ${heardAt} < ${until}::timestamptz
    and not exists (select from linked_clones o
      where o.organization_id = k.organization_id and o.original_id = k.device_id)`;

/** Those heard of longest ago first. @param among only these are asked about */
export async function selectDue(
  db: Db | Tx,
  organizationId: string,
  until: Date,
  limit: number,
  among: readonly string[] | null = null,
): Promise<DueClone[]> {
  const only = among === null ? sql`` : sql`and k.device_id = any(${uuidArray(among)}::uuid[])`;
  const { rows } = await sql<DueClone>`select k.device_id as "deviceId", l.computer_name as "computerName",
      ${heardAt} as "heardAt", (count(*) over ())::integer as due ${due(organizationId, until)} ${only}
    order by "heardAt", k.device_id limit ${limit}`.execute(db);
  return rows;
}
