/** The table made for lists, and the columns of contacts that lists read beside it. */
import type { DeviceClientKind, LockMode } from '@sekisho/contracts';
import type { Generated } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface DeviceListTable {
  organization_id: string;
  device_id: string;
  computer_name: string;
  user_name: Generated<string>;
  note: Generated<string>;
  group_id: number | null;
  group_name: string | null;
  policy_code: string;
  device_revision: string;
  state: Generated<'active' | 'deregistered'>;
  lock_mode: Generated<LockMode>;
  lock_screen: Generated<string>;
  released_until: Date | null;
  released_by: 'key' | 'ssid' | null;
  sim_registered: string | null;
  sim_present: string | null;
  open_command: 'lock' | 'unlock' | 'wipe' | null;
  wiped: 'complete' | 'incomplete' | null;
  registered_again_at: Date | null;
  registered_again_as: string | null;
  logon_user: string | null;
  platform: 'linux' | 'windows' | 'macos';
  client_kind: Generated<DeviceClientKind>;
  architecture: string;
  os_name: string;
  os_version: string;
  manufacturer: string;
  model: string;
  hardware_serial_number: string;
  addresses: string[];
  agent_version: string;
  registered_at: Date;
}

export const deviceListTablesOf = (db: Db | Tx) => db.$extendTables<{ device_list: DeviceListTable }>();
