/** The only SQL on who holds a record: taken over by a clone that comes back, under a key of its own. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface HeldContact {
  readonly deviceId: string;
  /** The last contact, the registration, or when the holder changed: whatever is latest. */
  readonly heardAt: Date;
}

/** Locked until the commit. Left out are those that somebody else is writing just now: nobody waits for anybody. */
export async function holdContacts(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<readonly HeldContact[]> {
  const { rows } = await sql<HeldContact>`select c.device_id as "deviceId",
      greatest(c.last_seen_at, d.registered_at, d.holder_since) as "heardAt"
    from device_contact c join devices d on d.organization_id = c.organization_id and d.id = c.device_id
    where c.organization_id = ${organizationId} and c.device_id = any(${uuidArray(deviceIds)}::uuid[]) and c.active
    order by c.device_id for update of c skip locked`.execute(tx);
  return rows;
}

export interface NewHolder {
  readonly deviceId: string;
  readonly publicKey: Buffer;
  /** Hexadecimal. */
  readonly publicKeyHash: string;
}

export interface TakenRecord {
  readonly deviceId: string;
  readonly policyCode: string;
  readonly deviceRevision: number;
  readonly holder: number;
}

/**
 * Other keys, other holders: from the commit on nothing of the holders before is stored. What they had fetched counts no longer; numbers
 * of items and orders go on rising. The contacts are locked.
 */
export async function updateHolders(
  tx: Tx,
  organizationId: string,
  holders: readonly NewHolder[],
  at: Date,
): Promise<readonly TakenRecord[]> {
  if (holders.length === 0) return [];
  const { rows } = await sql<TakenRecord>`update devices d set public_key = v.public_key,
      public_key_hash = v.public_key_hash, holder = d.holder + 1, holder_since = ${at}, former_key = d.public_key
    from unnest(${uuidArray(holders.map(({ deviceId }) => deviceId))}::uuid[],
      ${holders.map(({ publicKey }) => publicKey)}::bytea[],
      ${holders.map(({ publicKeyHash }) => Buffer.from(publicKeyHash, 'hex'))}::bytea[])
      as v(id, public_key, public_key_hash)
    where d.organization_id = ${organizationId} and d.id = v.id
    returning d.id as "deviceId", d.policy_code as "policyCode", d.device_revision::float8 as "deviceRevision",
      d.holder`.execute(tx);
  await sql`update device_contact c set holder = v.holder, report_hash = 0, fetched_revision = null,
      fetched_policy_code = null
    from unnest(${uuidArray(rows.map(({ deviceId }) => deviceId))}::uuid[],
      ${numberArray(rows.map(({ holder }) => holder))}::integer[]) as v(device_id, holder)
    where c.organization_id = ${organizationId} and c.device_id = v.device_id`.execute(tx);
  return rows;
}

/** In any organization. */
export async function selectHoldersChangedSince(
  db: Db,
  since: Date,
): Promise<readonly { readonly deviceId: string; readonly holder: number }[]> {
  const { rows } = await sql<{ deviceId: string; holder: number }>`select id as "deviceId", holder from devices
    where holder > 0 and holder_since >= ${since}`.execute(db);
  return rows;
}
