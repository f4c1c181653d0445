/** Opens a backup: with which key, entry by entry, and whether all of it is what its manifest says. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { type Entry, readEntries } from './backup-entries.ts';
import { BackupFault } from './backup-fault.ts';
import { type BackupHeader, type BackupSecret, openHeader, readHeader } from './backup-header.ts';
import { ByteReader } from './byte-reader.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { openChunks } from './sealed-chunks.ts';

export interface OpenedBackup {
  readonly header: BackupHeader;
  readonly manifest: Manifest;
  /** Base64; `null`: it is not inside. */
  readonly masterKey: string | null;
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new BackupFault('not-a-backup', `${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

export function peekHeader(file: string): Promise<BackupHeader> {
  return readHeader(new ByteReader(bytesOf(file)));
}

/** Throws `backup-foreign`, `passphrase-wrong`, `backup-damaged`, `backup-truncated`. */
export async function* entriesIn(file: string, secret: BackupSecret): AsyncGenerator<Entry> {
  const sealed = new ByteReader(bytesOf(file));
  const key = await openHeader(await readHeader(sealed), secret);
  const decompress = createZstdDecompress();
  const opened = Readable.from(openChunks(key, sealed), { objectMode: false });
  // What goes wrong on the way in is what the reader is to hear of.
  opened.once('error', (cause) => decompress.destroy(cause));
  decompress.once('close', () => opened.destroy());
  yield* readEntries(new ByteReader(opened.pipe(decompress)));
}

/** Reads all of it and believes nothing before. Throws as `entriesIn`. */
export async function verifyBackup(file: string, secret: BackupSecret): Promise<OpenedBackup> {
  const header = await peekHeader(file);
  const found = new Map<string, string>();
  let masterKey: string | null = null;
  let manifest: Manifest | null = null;
  for await (const { kind, name, content } of entriesIn(file, secret)) {
    if (manifest !== null) throw differs();
    if (kind === 'table' || kind === 'file') found.set(`${kind} ${name}`, await measure(content));
    else if (kind === 'key') masterKey = (await textOf(content)).trim();
    else manifest = parseManifest(await textOf(content));
  }
  if (manifest === null) throw differs();
  const promised = [
    ...manifest.tables.map((table) => [`table ${table.name}`, `${table.bytes} ${table.sha256}`] as const),
    ...manifest.files.map((each) => [`file ${each.name}`, `${each.bytes} ${each.sha256}`] as const),
  ];
  const whole = promised.length === found.size && promised.every(([entry, content]) => found.get(entry) === content);
  if (!whole) throw differs();
  return { header, manifest, masterKey };
}

async function measure(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
  }
  return `${bytes} ${hash.digest('hex')}`;
}

async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of content) all.push(piece);
  return Buffer.concat(all).toString();
}

const differs = () => new BackupFault('backup-damaged', 'What is in the backup is not what its list says');
