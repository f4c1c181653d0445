/**
 * Writes the head of a xar archive, the outer form of a flat package: a table of contents in XML, packed, with a checksum of itself and of each
 * file. What is in the files follows in the heap; the last may be one that lies on disk already (the description is of the xar project).
 */
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { element, type XmlNode, xmlDocument } from './xml.ts';

export interface XarFile {
  /** Slashes between; folders come about by it. */
  readonly path: string;
  readonly content: Uint8Array | XarFileOnDisk;
}

export interface XarFileOnDisk {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha1: string;
}

const magic = 'xar!';
const headerBytes = 28;
export const checksumBytes = 20;
/** Far more than the table of any package of ours. */
const mostTableBytes = 16 * 1024 * 1024;
const checksumStyle = 'sha1';
/** In the header: 1 is SHA-1. */
const checksumNumber = 1;
const createdAt = '2026-01-01T00:00:00';

export const sha1Of = (content: Uint8Array) => createHash('sha1').update(content).digest();

const measure = (content: Uint8Array | XarFileOnDisk): XarFileOnDisk =>
  'sha1' in content ? content : { bytes: content.length, sha1: sha1Of(content).toString('hex') };

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: { readonly name: string; readonly offset: number; readonly content: XarFileOnDisk }[];
}

const emptyFolder = (): Folder => ({ folders: new Map(), files: [] });

/** The heap begins with the checksum of the table. */
function gather(files: readonly XarFile[]): Folder {
  const root = emptyFolder();
  let offset = checksumBytes;
  for (const { path, content } of files) {
    const names = path.split('/');
    const name = names.pop() ?? '';
    let folder = root;
    for (const each of names) {
      const next = folder.folders.get(each) ?? emptyFolder();
      folder.folders.set(each, next);
      folder = next;
    }
    const measured = measure(content);
    folder.files.push({ name, offset, content: measured });
    offset += measured.bytes;
  }
  return root;
}

const ownership = [
  element('uid', {}, '0'),
  element('user', {}, 'root'),
  element('gid', {}, '0'),
  element('group', {}, 'wheel'),
];

function describeFiles(folder: Folder, nextId: () => string): XmlNode[] {
  const folders = [...folder.folders].map(([name, inside]) =>
    element('file', { id: nextId() }, [
      element('name', {}, name),
      element('type', {}, 'directory'),
      element('mode', {}, '0755'),
      ...ownership,
      ...describeFiles(inside, nextId),
    ]),
  );
  const files = folder.files.map(({ name, offset, content: { bytes, sha1 } }) => {
    const data = element('data', {}, [
      element('archived-checksum', { style: checksumStyle }, sha1),
      element('extracted-checksum', { style: checksumStyle }, sha1),
      element('encoding', { style: 'application/octet-stream' }, []),
      element('size', {}, String(bytes)),
      element('offset', {}, String(offset)),
      element('length', {}, String(bytes)),
    ]);
    const about = [element('name', {}, name), element('type', {}, 'file'), element('mode', {}, '0644'), ...ownership];
    return element('file', { id: nextId() }, [...about, data]);
  });
  return [...folders, ...files];
}

/** Where something lies that is no file. */
export const inHeap = (offset: number, size: number): XmlNode[] => [
  element('offset', {}, String(offset)),
  element('size', {}, String(size)),
];

function tableOf(files: readonly XarFile[]): Buffer {
  let id = 0;
  const nextId = () => {
    id += 1;
    return String(id);
  };
  const checksum = element('checksum', { style: checksumStyle }, inHeap(0, checksumBytes));
  const created = element('creation-time', {}, createdAt);
  const toc = element('toc', {}, [created, checksum, ...describeFiles(gather(files), nextId)]);
  return Buffer.from(xmlDocument(element('xar', {}, [toc])));
}

/** Header and packed table, and the checksum that the heap begins with. */
export function sealTable(table: Buffer): { readonly head: Buffer; readonly checksum: Buffer } {
  const packed = deflateSync(table, { level: 9 });
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 0);
  header.writeUInt16BE(headerBytes, 4);
  header.writeUInt16BE(1, 6);
  header.writeBigUInt64BE(BigInt(packed.length), 8);
  header.writeBigUInt64BE(BigInt(table.length), 16);
  header.writeUInt32BE(checksumNumber, 24);
  return { head: Buffer.concat([header, packed]), checksum: sha1Of(packed) };
}

/** @throws for what is no archive as it is written here */
export function openTable(archive: Buffer): { readonly table: Buffer; readonly heapAt: number } {
  const isXar = archive.length > headerBytes && archive.toString('latin1', 0, 4) === magic;
  if (!isXar || archive.readUInt16BE(4) !== headerBytes || archive.readUInt32BE(24) !== checksumNumber)
    throw new Error('this is no package of ours');
  const heapAt = headerBytes + Number(archive.readBigUInt64BE(8));
  const packed = archive.subarray(headerBytes, heapAt);
  if (!archive.subarray(heapAt, heapAt + checksumBytes).equals(sha1Of(packed)))
    throw new Error('the package is damaged');
  return { table: inflateSync(packed, { maxOutputLength: mostTableBytes }), heapAt };
}

/** Everything up to what lies on disk, which only the last file may. */
export function xarHead(files: readonly XarFile[]): Buffer {
  const contents = files.map(({ content }) => content);
  if (contents.slice(0, -1).some((content) => 'sha1' in content)) throw new Error('only the last file may lie on disk');
  const { head, checksum } = sealTable(tableOf(files));
  const inside = contents.filter((content): content is Uint8Array => !('sha1' in content));
  return Buffer.concat([head, checksum, ...inside]);
}
