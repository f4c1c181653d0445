/** What an administrator may do today: by role, groups and the organization's rule for log-in. Pure. */
import type { Permission } from '@sekisho/contracts';
import { permissionsOfRole } from './role-permissions.rules.ts';

/** A row of the view `administrator_access`. */
export interface AccessRow {
  readonly organization_id: string;
  readonly id: string;
  readonly login_id: string;
  readonly role: 'organization' | 'group';
  readonly group_ids: number[];
  readonly has_second_factor: boolean;
  readonly second_factor_required: boolean;
}

export interface Rights {
  readonly permissions: ReadonlySet<Permission>;
  /** `null`: the whole organization. */
  readonly groupIds: readonly number[] | null;
}

function groupIdsOf({ role, group_ids }: AccessRow): readonly number[] | null {
  return role === 'organization' ? null : group_ids;
}

/** Whoever lacks the second factor that the organization wants may do nothing but set one up. */
export function rightsOfSession(access: AccessRow): Rights {
  const locked = access.second_factor_required && !access.has_second_factor;
  return { permissions: new Set(locked ? [] : permissionsOfRole(access.role)), groupIds: groupIdsOf(access) };
}

/** A token never exceeds its owner, also when the owner's rights shrink after it was made. */
export function rightsOfToken(access: AccessRow, given: readonly Permission[]): Rights {
  const ofRole = new Set<Permission>(permissionsOfRole(access.role));
  return { permissions: new Set(given.filter((name) => ofRole.has(name))), groupIds: groupIdsOf(access) };
}
