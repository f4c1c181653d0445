/** `backup --to FILE|DIR [--with-keys PASSPHRASE-FILE]`: everything in one sealed file, without stopping anything. */
import { openDatabase } from '../../platform/database/connections.ts';
import { reachDatabase } from '../../platform/database/open-database.ts';
import { loadMasterKey, masterKeyFileOf } from '../../platform/keys/master-key.ts';
import type { BareCommandPorts, CommandInput } from '../../platform/run-command.ts';
import { BackupFault } from './backup-fault.ts';
import type { BackedFolder } from './data-files.ts';
import { makeBackup, readPassphrase } from './make-backup.ts';
import { rowsOf } from './manifest.ts';

/** Neither migrates the database nor makes a key: what is there is what is kept. */
export async function backUp(
  ports: BareCommandPorts,
  folders: readonly BackedFolder[],
  { flags }: CommandInput,
): Promise<readonly string[]> {
  const { settings, environment, log } = ports;
  const to = flags.get('--to');
  if (to === undefined) throw new BackupFault('target-unusable', 'Say where the backup goes: --to FILE or --to DIR');
  const passphraseFile = flags.get('--with-keys');
  const passphrase = passphraseFile === undefined ? null : await readPassphrase(passphraseFile);
  await using opened = new AsyncDisposableStack();
  const from = { databaseUrl: settings.databaseUrl, dataFolder: settings.data };
  const reached = await reachDatabase(from, environment.randomness, log);
  opened.defer(() => reached.release());
  const pool = openDatabase(reached.application, log, 1);
  opened.defer(() => pool.close());
  const masterKey = await loadMasterKey({ file: masterKeyFileOf(settings), mayCreate: false }, environment.randomness);
  const made = await makeBackup(
    {
      ...environment,
      version: ports.version,
      connection: reached.application,
      db: pool.db,
      folders,
      masterKey,
      tell: ports.print,
    },
    { by: 'command', to, passphrase },
  );
  const mebibytes = (made.bytes / 1024 / 1024).toFixed(1);
  return [
    `Backup of ${made.manifest.snapshotAt}: ${made.file} (${rowsOf(made.manifest).toLocaleString('en')} rows, ${mebibytes} MiB)`,
    passphrase === null
      ? `The keys are not in it: it opens only with the key-encryption key, ${masterKeyFileOf(settings)}. Keep a copy of that file elsewhere.`
      : 'The keys are in it: it opens with the passphrase alone. Keep the two apart.',
  ];
}
