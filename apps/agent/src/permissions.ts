/** Permissions that people grant or refuse in the system's own settings; only macOS asks for any. */

export const permissionNames = [
  'background',
  'full-disk-access',
  'location',
  'notifications',
  'screen-recording',
] as const;
export type PermissionName = (typeof permissionNames)[number];

export interface Permission {
  readonly name: PermissionName;
  /** `not-used`: nothing of this version needs it. */
  readonly state: 'granted' | 'missing' | 'unknown' | 'not-used';
}

/** Nothing of this version needs them, whatever people decided. */
export const unusedPermissions: readonly PermissionName[] = ['notifications', 'screen-recording'];
