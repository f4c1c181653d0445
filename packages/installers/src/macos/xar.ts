/**
 * Writes the head of a xar archive, the outer form of a flat package: a table of contents in XML, packed, with a checksum of itself and of each
 * file. What is in the files follows in the heap; the last may be one that lies on disk already (the description is of the xar project).
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
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
const checksumBytes = 20;
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

function tableOf(files: readonly XarFile[]): Buffer {
  let id = 0;
  const nextId = () => {
    id += 1;
    return String(id);
  };
  const checksum = element('checksum', { style: checksumStyle }, [
    element('size', {}, String(checksumBytes)),
    element('offset', {}, '0'),
  ]);
  const created = element('creation-time', {}, createdAt);
  const toc = element('toc', {}, [created, checksum, ...describeFiles(gather(files), nextId)]);
  return Buffer.from(xmlDocument(element('xar', {}, [toc])));
}

/** Everything up to what lies on disk, which only the last file may. */
export function xarHead(files: readonly XarFile[]): Buffer {
  const contents = files.map(({ content }) => content);
  if (contents.slice(0, -1).some((content) => 'sha1' in content)) throw new Error('only the last file may lie on disk');
  const table = tableOf(files);
  const packed = deflateSync(table, { level: 9 });
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 0);
  header.writeUInt16BE(headerBytes, 4);
  header.writeUInt16BE(1, 6);
  header.writeBigUInt64BE(BigInt(packed.length), 8);
  header.writeBigUInt64BE(BigInt(table.length), 16);
  header.writeUInt32BE(checksumNumber, 24);
  const inside = contents.filter((content): content is Uint8Array => !('sha1' in content));
  return Buffer.concat([header, packed, sha1Of(packed), ...inside]);
}
