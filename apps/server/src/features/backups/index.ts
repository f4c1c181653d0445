/** Backups: made by hand and by the clock, restored by hand, and what has to happen before a restored server serves anybody. */
import type { Feature, Platform } from '../../platform/feature.ts';
import { type AfterRestorePorts, settleRestore } from './after-restore.ts';
import { watchBackups } from './backup-metrics.ts';
import { type ScheduledBackupPorts, scheduleBackups } from './scheduled-backups.ts';

export type { AfterRestorePorts } from './after-restore.ts';
export { backUp } from './backup.command.ts';
export { selectLastBackups as lastBackups } from './backups.store.ts';
export type { BackedFolder } from './data-files.ts';
export { restore } from './restore.command.ts';

export interface BackupsPorts extends AfterRestorePorts, ScheduledBackupPorts, Pick<Platform, 'metrics' | 'timers'> {
  /** Calls back whenever a trust set has changed, anywhere; returns how to stop. */
  readonly onTrustChanged: (changed: () => void) => () => void;
}

export function backupsFeature(ports: BackupsPorts): Feature {
  const scheduled = scheduleBackups(ports);
  let words: readonly string[] = [];
  let stopListening = () => {};
  let stopWatching = () => {};
  return {
    name: 'backups',
    async start() {
      words = await settleRestore(ports);
      stopWatching = watchBackups(ports);
      stopListening = ports.onTrustChanged(() => {
        scheduled.ask().catch((err: unknown) => ports.log.error({ err }, 'no backup could be asked for'));
      });
    },
    async stop() {
      stopWatching();
      stopListening();
    },
    announce: async () => words,
  };
}
