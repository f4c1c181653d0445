/** What may be made, fetched and registered with: decisions about installers. Pure. */
import { type ClientArchitecture, type ClientKind, type ClientPlatform, clientArchitectures } from '@sekisho/contracts';

export type UseRefusal = 'installer-expired' | 'installer-revoked' | 'installer-used-up';

export interface DownloadState {
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/** Why nobody registers with it or fetches its file any more; `null`: they may, as long as uses are left. */
export function refusalOf({ expiresAt, revokedAt }: DownloadState, now: Date): UseRefusal | null {
  if (revokedAt !== null) return 'installer-revoked';
  return expiresAt <= now ? 'installer-expired' : null;
}

/** `null`: any number. */
export function usesLeftOf({ uses, maximumUses }: { uses: number; maximumUses: number | null }): number | null {
  return maximumUses === null ? null : Math.max(0, maximumUses - uses);
}

/** Group administrators make and see installers of their own groups alone; 0 is the whole organization. */
export function isInGroups(groupIds: readonly number[] | null, groupId: number): boolean {
  return groupIds === null || groupIds.includes(groupId);
}

export interface PackageTarget {
  readonly platform: ClientPlatform;
  readonly clientKinds: readonly ClientKind[];
}

/** Whether a package makes an installer of a setting. */
export function isFit(target: PackageTarget, setting: { platform: ClientPlatform; clientKind: ClientKind }): boolean {
  return target.platform === setting.platform && target.clientKinds.includes(setting.clientKind);
}

/** What the file is named for: what was asked for, or the only one there is. */
export function namedArchitecture(
  asked: ClientArchitecture | undefined,
  built: readonly string[],
): ClientArchitecture | null {
  const only = built.length === 1 ? clientArchitectures.find((each) => built.includes(each)) : undefined;
  return asked ?? only ?? null;
}
