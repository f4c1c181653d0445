/** The part of the composition root for backups: which files of the data folder belong to them. */
import { auditCheckpointsFolder } from './features/audit/index.ts';
import { type BackedFolder, backUp, restore as restoreBackup } from './features/backups/index.ts';
import type { RunBareCommand } from './platform/run-command.ts';

const backedFolders = (dataFolder: string): readonly BackedFolder[] => [
  { name: 'audit-checkpoints', path: auditCheckpointsFolder(dataFolder) },
];

/** `backup` at the command line. */
export const backup: RunBareCommand = (ports, input) => backUp(ports, backedFolders(ports.settings.data), input);

/** `restore` at the command line. */
export const restore: RunBareCommand = (ports, input) =>
  restoreBackup(ports, backedFolders(ports.settings.data), input);
