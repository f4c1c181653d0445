/** Backups: made by hand and by the clock, restored by hand, and what has to happen before a restored server serves anybody. */
import type { Feature } from '../../platform/feature.ts';
import { type AfterRestorePorts, settleRestore } from './after-restore.ts';

export type { AfterRestorePorts } from './after-restore.ts';
export { backUp } from './backup.command.ts';
export type { BackedFolder } from './data-files.ts';
export { restore } from './restore.command.ts';

export function backupsFeature(ports: AfterRestorePorts): Feature {
  let words: readonly string[] = [];
  return {
    name: 'backups',
    async start() {
      words = await settleRestore(ports);
    },
    announce: async () => words,
  };
}
