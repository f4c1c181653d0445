/** The part of the composition root for backups: which files of the data folder belong to them, and who is told after a restore. */
import { auditCheckpointsFolder } from './features/audit/index.ts';
import {
  type AfterRestorePorts,
  type BackedFolder,
  backUp,
  backupsFeature,
  restore as restoreBackup,
} from './features/backups/index.ts';
import { restoreJump } from './features/check-in/index.ts';
import type { Organizations } from './features/organizations/index.ts';
import type { Policies } from './features/policies/index.ts';
import { trustChanged } from './features/trust/index.ts';
import type { Tx } from './platform/database/tables.ts';
import type { Feature, Platform } from './platform/feature.ts';
import type { RunBareCommand } from './platform/run-command.ts';
import type { People } from './wiring-people.ts';

const backedFolders = (dataFolder: string): readonly BackedFolder[] => [
  { name: 'audit-checkpoints', path: auditCheckpointsFolder(dataFolder) },
];

/** `backup` at the command line. */
export const backup: RunBareCommand = (ports, input) => backUp(ports, backedFolders(ports.settings.data), input);

/** `restore` at the command line. */
export const restore: RunBareCommand = (ports, input) =>
  restoreBackup(ports, backedFolders(ports.settings.data), input);

export interface BackupWiring extends Pick<AfterRestorePorts, 'endWipes' | 'endUnlocks'> {
  readonly organizations: Organizations;
  readonly people: Pick<People, 'sessions' | 'apiTokens' | 'accountLinks'>;
  readonly policies: Policies;
  readonly approvals: { readonly outdateEvery: (tx: Tx) => Promise<number> };
}

export function assembleBackups(platform: Platform, wiring: BackupWiring): Feature {
  const { organizations, people, policies, approvals, endWipes, endUnlocks } = wiring;
  return backupsFeature({
    ...platform,
    organizationIds: async () => (await organizations.listAll()).map(({ id }) => id),
    jumpSettingsNumber: (tx, organizationId) => organizations.jumpSettingsNumber(tx, organizationId, restoreJump),
    signPoliciesAnew: policies.signAnew,
    endSessions: people.sessions.endEvery,
    endLinks: people.accountLinks.voidEvery,
    endApiTokens: people.apiTokens.revokeEvery,
    endRequests: approvals.outdateEvery,
    endWipes,
    endUnlocks,
    folders: backedFolders(platform.settings.data),
    // Of the lost messages that may be, the backup of the day takes care.
    onTrustChanged: (changed) => platform.bus.subscribe(trustChanged, { onMessages: changed, onGap: () => {} }),
  });
}
