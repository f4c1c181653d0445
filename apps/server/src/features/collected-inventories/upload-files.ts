/** An upload as the files in it: one inventory, or an archive of many. It is put on disk first, without a name: nothing is left of it. */
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type ArchiveFaultCode, type ImportFaultCode, icrtMaxBytes, importMaxFiles } from '@sekisho/contracts';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import type { Randomness } from '../../platform/ids.ts';

export interface UploadedFile {
  readonly name: string;
  /** Told by the archive's directory alone. */
  readonly fault: ImportFaultCode | null;
  /** @throws when it cannot be read: the archive is damaged there */
  read(): Promise<Buffer>;
}

export interface OpenedUpload extends AsyncDisposable {
  readonly files: readonly UploadedFile[];
}

/** Nothing of the archive is read. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault';
  readonly code: ArchiveFaultCode;
  constructor(code: ArchiveFaultCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** What all files together may unpack to. */
const mostUnpackedBytes = 16 * 1024 * 1024 * 1024;
/** Texts of inventories shrink to a twentieth; a file of zeros to a thousandth. */
const mostRatio = 100;
const ratioCountsFromBytes = 64 * 1024;
/** What systems leave in folders and archives by themselves. */
const leftovers = /(^|\/)(__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** @param fileName of an upload that is no archive */
export async function openUpload(
  content: AsyncIterable<Uint8Array>,
  {
    folder,
    fileName,
    randomness,
  }: { readonly folder: string; readonly fileName: string; readonly randomness: Randomness },
): Promise<OpenedUpload> {
  const handle = await openNameless(folder, randomness);
  try {
    let bytes = 0;
    for await (const part of content) {
      await handle.write(part, 0, part.length, bytes);
      bytes += part.length;
    }
    const isArchive = (await readAt(handle, 0, 2)).toString('latin1') === 'PK';
    const files = isArchive ? await filesOf(handle, bytes) : [single(handle, fileName, bytes)];
    return { files, [Symbol.asyncDispose]: () => handle.close() };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** Its name is taken away at once: the file goes with this process. */
async function openNameless(folder: string, randomness: Randomness): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `import-${Buffer.from(randomness.bytes(12)).toString('hex')}`);
  const handle = await open(file, 'wx+', 0o600);
  await rm(file);
  return handle;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer: bytes, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return bytes.subarray(0, bytesRead);
}

function single(handle: FileHandle, name: string, bytes: number): UploadedFile {
  return { name, fault: bytes > icrtMaxBytes ? 'too-large' : null, read: () => readAt(handle, 0, bytes) };
}

async function filesOf(handle: FileHandle, bytes: number): Promise<UploadedFile[]> {
  const zip = await fromFdPromise(handle.fd, { autoClose: false }).catch((cause: unknown) => {
    throw new ArchiveFault('archive-damaged', cause);
  });
  const entries = await readDirectory(zip);
  if (entries.length === 0) throw new ArchiveFault('archive-empty');
  const sumOf = (of: (entry: Entry) => number) => entries.reduce((sum, entry) => sum + of(entry), 0);
  if (sumOf((entry) => entry.uncompressedSize) > mostUnpackedBytes) throw new ArchiveFault('archive-unpacks-too-large');
  // Many entries of one and the same bytes: small, and without end.
  if (sumOf((entry) => entry.compressedSize) > bytes) throw new ArchiveFault('archive-overlaps');
  return entries.map((entry) => ({ name: entry.fileName, fault: faultOf(entry), read: () => readEntry(zip, entry) }));
}

async function readDirectory(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > 2 * importMaxFiles) throw new ArchiveFault('archive-too-many-files');
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/') && !leftovers.test(entry.fileName)) entries.push(entry);
    }
  } catch (cause) {
    throw new ArchiveFault('archive-damaged', cause);
  }
  if (entries.length > importMaxFiles) throw new ArchiveFault('archive-too-many-files');
  return entries;
}

function faultOf(entry: Entry): ImportFaultCode | null {
  const { compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) return 'file-encrypted';
  if (uncompressedSize > icrtMaxBytes) return 'too-large';
  const isTight = uncompressedSize > ratioCountsFromBytes && uncompressedSize > mostRatio * compressedSize;
  if (isTight) return 'packed-too-tightly';
  return entry.canDecodeFileData() ? null : 'damaged';
}

/** No more than the directory says: a stream that goes on beyond it is an error. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return buffer(await zip.openReadStreamPromise(entry));
}
