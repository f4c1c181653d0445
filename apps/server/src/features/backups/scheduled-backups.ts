/** The backup of the day, and one after each change of the trust set: a server restored from before it could not speak to devices. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../../platform/config/settings.ts';
import type { Platform } from '../../platform/feature.ts';
import { defineJobQueue } from '../../platform/jobs/jobs.ts';
import { loadMasterKey, masterKeyFileOf } from '../../platform/keys/master-key.ts';
import type { BackedFolder } from './data-files.ts';
import { backupFileName, makeBackup, readPassphrase } from './make-backup.ts';

const backupQueue = defineJobQueue<null>('backup');
const longestMs = 12 * 3_600_000;

export type ScheduledBackupPorts = Pick<
  Platform,
  'db' | 'connection' | 'clock' | 'ids' | 'randomness' | 'version' | 'log' | 'jobs'
> & {
  readonly settings: Pick<
    Settings,
    'data' | 'masterKeyFile' | 'backupFolder' | 'backupHour' | 'backupsKept' | 'backupPassphraseFile'
  >;
  readonly folders: readonly BackedFolder[];
};

export interface ScheduledBackups {
  /** One more, soon; however often it is asked for until it begins. Nothing where no folder is set. */
  ask(): Promise<void>;
}

/** While the feature is made. */
export function scheduleBackups(ports: ScheduledBackupPorts): ScheduledBackups {
  const { settings, jobs } = ports;
  const folder = settings.backupFolder;
  if (folder === undefined) return { ask: async () => {} };
  jobs.define(backupQueue, { retries: 1, timeoutMs: longestMs }, () => backUpInto(ports, folder));
  jobs.schedule(backupQueue, `7 ${settings.backupHour} * * *`, null);
  return { ask: () => jobs.send(backupQueue, null, { onceKey: 'asked-for' }) };
}

async function backUpInto(ports: ScheduledBackupPorts, folder: string): Promise<void> {
  const { settings, log, randomness } = ports;
  const passphraseFile = settings.backupPassphraseFile;
  const made = await makeBackup(
    {
      ...ports,
      masterKey: await loadMasterKey({ file: masterKeyFileOf(settings), mayCreate: false }, randomness),
      tell: (line) => log.debug(line),
    },
    {
      by: 'schedule',
      to: folder,
      passphrase: passphraseFile === undefined ? null : await readPassphrase(passphraseFile),
    },
  );
  log.info({ file: made.file, bytes: made.bytes }, 'a backup was made');
  await deleteOldest(folder, settings.backupsKept);
}

/** Only what has the name that we give; the name says the time. */
export async function deleteOldest(folder: string, kept: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => backupFileName.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - kept))) await rm(path.join(folder, name));
}
