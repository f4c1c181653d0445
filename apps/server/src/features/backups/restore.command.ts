/** `restore --from FILE …`: verifies a backup whole, then puts database, files and, where they are inside, keys back. */
import path from 'node:path';
import { createFileOnce } from '../../platform/create-file-once.ts';
import { readMigrations } from '../../platform/database/migrations.ts';
import { reachDatabase } from '../../platform/database/open-database.ts';
import { loadMasterKey, masterKeyFileOf } from '../../platform/keys/master-key.ts';
import { fingerprintOf } from '../../platform/keys/sealer.ts';
import type { BareCommandPorts, CommandInput } from '../../platform/run-command.ts';
import { BackupFault } from './backup-fault.ts';
import type { BackupSecret } from './backup-header.ts';
import { type BackedFolder, putFile } from './data-files.ts';
import { readPassphrase } from './make-backup.ts';
import { rowsOf } from './manifest.ts';
import { entriesIn, type OpenedBackup, peekHeader, verifyBackup } from './read-backup.ts';
import { restoreDatabase } from './restore-database.ts';

export async function restore(
  ports: BareCommandPorts,
  folders: readonly BackedFolder[],
  { flags }: CommandInput,
): Promise<readonly string[]> {
  const { settings, environment, log } = ports;
  const from = flags.get('--from');
  if (from === undefined) throw new BackupFault('not-a-backup', 'Say which backup: --from FILE');
  const file = path.resolve(from);
  const secret = await secretFor(ports, file, flags.get('--passphrase-file'));
  const backup = await verifyBackup(file, secret);
  const { manifest } = backup;
  ports.print(`The backup of ${manifest.snapshotAt} is whole: ${rowsOf(manifest).toLocaleString('en')} rows.`);
  await placeKey(ports, backup);
  await using opened = new AsyncDisposableStack();
  const reached = await reachDatabase(
    { databaseUrl: settings.databaseUrl, dataFolder: settings.data },
    environment.randomness,
    log,
  );
  opened.defer(() => reached.release());
  const restoredAt = new Date(environment.clock.now());
  const keepTokens = flags.get('--api-tokens') === 'keep';
  await restoreDatabase({
    access: reached,
    manifest,
    migrations: await readMigrations(ports.migrationsFolder),
    entries: entriesIn(file, secret),
    over: flags.get('--over') === 'yes',
    putFile: (name, content) => putFile(folders, name, content, restoredAt.toISOString().replaceAll(':', '')),
    // The server settles it at its next start, before it serves anybody.
    conclude: async (client) => {
      await client.query('insert into restores (id, backup_at, restored_at, api_tokens_kept) values ($1, $2, $3, $4)', [
        environment.ids.next(),
        manifest.snapshotAt,
        restoredAt,
        keepTokens,
      ]);
    },
    tell: ports.print,
  });
  return [
    `Restored: everything as it was at ${manifest.snapshotAt}. What happened later is not known here any more.`,
    'Start the server: it takes devices along and says what has ended. Then see the guide for what people have to do again.',
  ];
}

/** Throws `passphrase-missing`, `MasterKeyError`. */
async function secretFor(
  ports: BareCommandPorts,
  file: string,
  passphraseFile: string | undefined,
): Promise<BackupSecret> {
  const { openedBy } = await peekHeader(file);
  if (openedBy === 'installation') {
    const place = { file: masterKeyFileOf(ports.settings), mayCreate: false };
    return { kind: 'installation', masterKey: await loadMasterKey(place, ports.environment.randomness) };
  }
  if (passphraseFile === undefined)
    throw new BackupFault('passphrase-missing', 'This backup opens with a passphrase: --passphrase-file FILE');
  return { kind: 'passphrase', passphrase: await readPassphrase(passphraseFile) };
}

/** A key that is there already stays, and must be the one. Throws `key-differs`, `backup-damaged`. */
async function placeKey(ports: BareCommandPorts, { header, masterKey }: OpenedBackup): Promise<void> {
  if (masterKey === null) return;
  if (fingerprintOf(Buffer.from(masterKey, 'base64')) !== header.fingerprint)
    throw new BackupFault('backup-damaged', 'The key in the backup is not the one it names');
  const { randomness } = ports.environment;
  const file = masterKeyFileOf(ports.settings);
  await createFileOnce(file, `${masterKey}\n`, randomness);
  if (fingerprintOf(await loadMasterKey({ file, mayCreate: false }, randomness)) !== header.fingerprint)
    throw new BackupFault('key-differs', `${file} holds another key than the backup: move it away, it may be needed`);
}
