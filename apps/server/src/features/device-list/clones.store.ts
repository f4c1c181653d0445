/** What the list says of linked clones: those of a name, what is ordered for them, and how a record looks that has a new holder. */
import type { LockMode } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

export interface ListedOrders {
  readonly deviceId: string;
  readonly state: 'active' | 'deregistered';
  readonly lockMode: LockMode;
  readonly openCommand: 'lock' | 'unlock' | 'wipe' | null;
  readonly wiped: 'complete' | 'incomplete' | null;
}

export interface ListedClone extends ListedOrders {
  readonly computerName: string;
  readonly policyCode: string;
}

const orders = sql`device_id as "deviceId", state, lock_mode as "lockMode", open_command as "openCommand", wiped`;

/** The linked clones of these names that are not deregistered. */
export async function selectClonesByName(
  tx: Tx,
  organizationId: string,
  computerNames: readonly string[],
): Promise<ListedClone[]> {
  const { rows } = await sql<ListedClone>`select ${orders}, computer_name as "computerName", policy_code as "policyCode"
    from device_list where organization_id = ${organizationId} and computer_name = any(${[...computerNames]}::text[])
      and client_kind = 'linked-clone' and state = 'active'`.execute(tx);
  return rows;
}

export async function selectOrders(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ListedOrders[]> {
  const { rows } = await sql<ListedOrders>`select ${orders} from device_list
    where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
  return rows;
}

/** What their holders before have reported is over. */
export async function resetReports(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  await sql`update device_list set lock_mode = 'unlocked', lock_screen = 'none', released_until = null, released_by = null,
      sim_registered = null, sim_present = null, logon_user = null
    where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
}
