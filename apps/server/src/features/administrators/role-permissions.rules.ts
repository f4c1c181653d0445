/** What each role of administrators may do. */
import { type Permission, permissions } from '@sekisho/contracts';

const ofGroupAdministrators: readonly Permission[] = [
  'devices.read',
  'devices.write',
  'devices.command',
  'inventory.read',
  'policies.read',
  'groups.read',
  'history.read',
];

export function permissionsOfRole(role: 'organization' | 'group'): readonly Permission[] {
  return role === 'organization' ? permissions : ofGroupAdministrators;
}
