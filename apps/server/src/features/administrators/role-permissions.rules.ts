/** What each role of administrators may do. */
import { type Permission, permissions } from '@sekisho/contracts';

const ofGroupAdministrators: readonly Permission[] = [
  'devices.read',
  'devices.write',
  'devices.command',
  'devices.wipe',
  'devices.import',
  'locations.read',
  'inventory.read',
  'inventory.collect',
  'policies.read',
  'groups.read',
  'history.read',
  'installers.read',
  'installers.download',
  'approvals.read',
  'approvals.write',
];

export function permissionsOfRole(role: 'organization' | 'group'): readonly Permission[] {
  return role === 'organization' ? permissions : ofGroupAdministrators;
}
