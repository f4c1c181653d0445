/** Makes a backup: one snapshot of the database read by COPY, the files that belong to it, compressed and sealed on the way to the disk. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ConnectionOptions } from '../../platform/database/connections.ts';
import { type EntryHeader, writeEntry } from './backup-entries.ts';
import { BackupFault } from './backup-fault.ts';
import type { MadeHeader } from './backup-header.ts';
import * as catalog from './catalog.query.ts';
import type { Manifest } from './manifest.ts';
import { sealChunks } from './sealed-chunks.ts';

export interface BackupSource {
  readonly connection: ConnectionOptions;
  /** Of the data folder, by the name under which they are put back. */
  readonly files: ReadonlyMap<string, string>;
  /** The key-encryption key in base64; `null`: it is not in the backup. */
  readonly masterKey: string | null;
  readonly createdAt: string;
  readonly version: string;
}

export type TellProgress = (line: string) => void;

export interface WrittenBackup {
  readonly manifest: Manifest;
  readonly bytes: number;
}

/** Fast, and a quarter of the size as a rule; the sealed secrets and hashes in the rows do not get smaller by any. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const tellEveryBytes = 256 * 1024 * 1024;

/** A value goes in as the text it comes out as. */
const plainSettings = `set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1`;

/** The file is whole under its name, or not there. */
export async function writeBackup(
  source: BackupSource,
  header: MadeHeader,
  file: string,
  tell: TellProgress,
): Promise<WrittenBackup> {
  const draft = `${file}.partial`;
  const written: { manifest: Manifest | null } = { manifest: null };
  const key = header.key;
  try {
    await pipeline(
      Readable.from(
        entriesOf(source, tell, (manifest) => (written.manifest = manifest)),
        { objectMode: false },
      ),
      createZstdCompress(compression),
      async function* (compressed: AsyncIterable<Buffer>) {
        yield Buffer.from(header.text);
        yield* sealChunks(key, compressed);
      },
      createWriteStream(draft, { mode: 0o600, flush: true }),
    );
    const { size } = await stat(draft);
    await rename(draft, file);
    if (written.manifest === null) throw new Error('a backup without a manifest');
    return { manifest: written.manifest, bytes: size };
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}

interface Measured {
  bytes: number;
  sha256: string;
}

async function* entriesOf(
  source: BackupSource,
  tell: TellProgress,
  done: (manifest: Manifest) => void,
): AsyncGenerator<Buffer> {
  // Files before the snapshot: they speak of nothing that the database does not know yet.
  const files: Manifest['files'] = [];
  for (const [name, path] of source.files) {
    const measured = { bytes: 0, sha256: '' };
    yield* measuredEntry({ kind: 'file', name }, readNow(path), measured);
    files.push({ name, ...measured });
  }
  if (source.masterKey !== null) {
    yield* writeEntry({ kind: 'key', name: 'master.key' }, pieces(Buffer.from(source.masterKey)));
  }
  const client = new pg.Client(source.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    const { createdAt, version } = source;
    const manifest: Manifest = { createdAt, version, ...(yield* databaseEntries(client, tell)), files };
    yield* writeEntry({ kind: 'manifest', name: 'manifest' }, pieces(Buffer.from(JSON.stringify(manifest))));
    done(manifest);
  } finally {
    await client.end();
  }
}

type DatabaseFacts = Omit<Manifest, 'createdAt' | 'version' | 'files'>;

async function* databaseEntries(client: pg.Client, tell: TellProgress): AsyncGenerator<Buffer, DatabaseFacts> {
  await client.query('begin isolation level repeatable read read only');
  await client.query(plainSettings);
  const { rows } = await client.query<{ at: Date }>('select now() as at');
  const migrations = await migrationsOf(client);
  const tables: Manifest['tables'] = [];
  for (const table of await catalog.selectTables(client)) {
    const measured = { bytes: 0, sha256: '' };
    const copy = client.query(copyTo(copyStatement(table)));
    yield* measuredEntry({ kind: 'table', name: table.name }, watched(copy, table, tell), measured);
    tables.push({ name: table.name, columns: [...table.columns], rows: copy.rowCount, ...measured });
    if (copy.rowCount > 0) tell(`${table.name}: ${copy.rowCount.toLocaleString('en')} rows`);
  }
  // Sequences are outside every snapshot; read last, they are above all that was read.
  const partitions = await catalog.selectPartitions(client);
  const sequences = await catalog.selectSequences(client);
  await client.query('commit');
  return { snapshotAt: (rows[0]?.at ?? new Date(0)).toISOString(), migrations, tables, partitions, sequences };
}

async function migrationsOf(client: pg.Client): Promise<Manifest['migrations']> {
  if ((await catalog.selectOccupancy(client)) !== 'in-use')
    throw new BackupFault(
      'database-not-set-up',
      'There is nothing to back up: no server has been started on this database',
    );
  return catalog.selectMigrations(client);
}

function copyStatement({ name, columns, partitioned }: catalog.StoredTable): string {
  const table = `public.${pg.escapeIdentifier(name)}`;
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  return partitioned ? `copy (select ${list} from ${table}) to stdout` : `copy ${table} (${list}) to stdout`;
}

async function* watched(
  copy: AsyncIterable<Buffer>,
  { name, estimatedRows }: catalog.StoredTable,
  tell: TellProgress,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  let told = 0;
  for await (const piece of copy) {
    bytes += piece.length;
    if (bytes - told >= tellEveryBytes) {
      told = bytes;
      const about = estimatedRows > 0 ? ` of about ${Math.round(estimatedRows).toLocaleString('en')} rows` : '';
      tell(`${name}: ${Math.round(bytes / 1024 / 1024)} MiB${about} …`);
    }
    yield piece;
  }
}

async function* measuredEntry(
  header: EntryHeader,
  content: AsyncIterable<Buffer>,
  measured: Measured,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  async function* measure() {
    for await (const piece of content) {
      hash.update(piece);
      measured.bytes += piece.length;
      yield piece;
    }
  }
  yield* writeEntry(header, measure());
  measured.sha256 = hash.digest('hex');
}

/** As long as it is now: what is appended meanwhile is left to the next backup. */
async function* readNow(path: string): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  if (size > 0) yield* createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>;
}

async function* pieces(...all: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* all;
}
