/** Who may make, change and delete whom among administrators. Pure. */
import type { AdministratorRole, ErrorCode, Permission } from '@sekisho/contracts';
import { permissionsOfRole } from './role-permissions.rules.ts';

export interface Asker {
  readonly administratorId: string;
  readonly permissions: ReadonlySet<Permission>;
}

export interface Wanted {
  readonly role: AdministratorRole;
  readonly groupIds: readonly number[];
}

export interface Managed extends Wanted {
  readonly id: string;
  /** Has a password: somebody can log in. */
  readonly active: boolean;
}

/** Nobody gives away, or takes over, rights beyond their own: an API token may have fewer than its owner. */
export function hasPowerOver(asker: Asker, role: AdministratorRole): boolean {
  return permissionsOfRole(role).every((permission) => asker.permissions.has(permission));
}

export function refusalOfWanted(asker: Asker, wanted: Wanted): ErrorCode | null {
  if (!hasPowerOver(asker, wanted.role)) return 'permission-denied';
  return wanted.role === 'group' && wanted.groupIds.length === 0 ? 'groups-missing' : null;
}

/** @param activeOrganizationAdministrators how many there are now, the managed one included. `to` null: deleted. */
export function refusalOfManaging(
  asker: Asker,
  managed: Managed,
  to: Wanted | null,
  activeOrganizationAdministrators: number,
): ErrorCode | null {
  if (!hasPowerOver(asker, managed.role)) return 'permission-denied';
  const leaves = to === null || (managed.role === 'organization' && to.role === 'group');
  if (leaves && managed.role === 'organization' && managed.active && activeOrganizationAdministrators <= 1)
    return 'last-organization-administrator';
  if (asker.administratorId === managed.id && (to === null || to.role !== managed.role)) return 'own-account';
  return to === null ? null : refusalOfWanted(asker, to);
}

/** Whether what the managed one may do changes, so that sessions begun before must end. */
export function changesRights(managed: Managed, to: Wanted): boolean {
  const before = managed.role === 'group' ? managed.groupIds : [];
  const after = to.role === 'group' ? to.groupIds : [];
  return managed.role !== to.role || before.length !== after.length || after.some((id) => !before.includes(id));
}
