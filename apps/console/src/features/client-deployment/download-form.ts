/** What is asked before a download: how long and for how many devices its file works. Checked by the server's own schema. Pure. */
import {
  type ClientArchitecture,
  clientArchitectures,
  type InstallerDownload,
  InstallerDownloadCreate,
  type InstallerDownloadState,
  type InstallerPackageId,
} from '@sekisho/contracts';
import type { TextKey } from '../../i18n/wording.ts';
import { schemaFaults } from '../../ui/schema-faults.ts';

export type DownloadValues = {
  packageId: InstallerPackageId;
  /** For the name of the file alone. */
  architecture: ClientArchitecture | null;
  groupId: number | undefined;
  days: number | string;
  /** Empty: as many as are contracted. */
  maximum: number | string;
};

export function newDownload(packageId: InstallerPackageId): DownloadValues {
  return { packageId, architecture: null, groupId: undefined, days: 30, maximum: '' };
}

export function toDownloadCreate({ packageId, architecture, groupId, days, maximum }: DownloadValues) {
  return {
    packageId,
    groupId: groupId ?? -1,
    ...(architecture === null ? {} : { architecture }),
    expiresInDays: Number(days),
    maximumUses: maximum === '' ? null : Number(maximum),
  } satisfies InstallerDownloadCreate;
}

/** What files of a package can be named for. */
export function nameable(built: readonly string[]): ClientArchitecture[] {
  return clientArchitectures.filter((each) => built.includes(each));
}

/** What the file will be named for: what was asked for, or the only one there is. */
export function namedArchitecture(asked: ClientArchitecture | null, built: readonly string[]) {
  return asked ?? (built.length === 1 ? nameable(built)[0] : undefined) ?? null;
}

export type DownloadFaults = Partial<Record<'days' | 'maximum', TextKey>>;

export function downloadFaults(values: DownloadValues): DownloadFaults {
  const wrong = schemaFaults(InstallerDownloadCreate, { ...toDownloadCreate(values), groupId: 0 });
  return {
    ...(wrong.has('/expiresInDays') ? { days: 'deploy.download.expires.wrong' as const } : {}),
    ...(wrong.has('/maximumUses') ? { maximum: 'deploy.download.maximum.wrong' as const } : {}),
  };
}

type Life = Pick<InstallerDownload, 'revokedAt' | 'expiresAt' | 'uses' | 'maximumUses'>;

/** Whether somebody can still register with it, and if not, why. */
export function downloadState(
  { revokedAt, expiresAt, uses, maximumUses }: Life,
  nowMs: number,
): InstallerDownloadState {
  if (revokedAt !== null) return 'revoked';
  if (Date.parse(expiresAt) <= nowMs) return 'expired';
  return maximumUses !== null && uses >= maximumUses ? 'used-up' : 'usable';
}
