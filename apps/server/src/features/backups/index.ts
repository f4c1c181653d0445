/** Backups: made by hand and by the clock, restored by hand, and what has to happen before a restored server serves anybody. */
export { backUp } from './backup.command.ts';
export type { BackedFolder } from './data-files.ts';
export { restore } from './restore.command.ts';
