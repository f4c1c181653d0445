/** What the packages of Linux put where: the program, its runtimes, its service and its menu entry. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gatherCommonFiles, gatherFilesFor } from '../program-files.ts';
import type { Runtime } from '../runtime.ts';
import type { TarEntry } from '../tar.ts';
import { plainFilesFolder } from '../workspace-paths.ts';

export interface PayloadEntry {
  /** Absolute. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** `null`: a folder, or a link. */
  readonly content: Uint8Array | null;
  readonly link: string | null;
  /** Packed by itself and kept from build to build under this name: a runtime. */
  readonly packedAs: string | null;
}

export const programPrefix = '/opt/sekisho';

const file = (at: string, content: Uint8Array, mode = 0o644): PayloadEntry => {
  return { path: at, mode, content, link: null, packedAs: null };
};

const ofProgram = (folder: string) => (entry: TarEntry) =>
  file(path.posix.join(folder, entry.name), entry.content, entry.executable === true ? 0o755 : 0o644);

async function forRuntime(runtime: Runtime): Promise<PayloadEntry[]> {
  const folder = `${programPrefix}/runtime/${runtime.architecture}`;
  const packedAs = createHash('sha256').update(runtime.integrity).digest('hex').slice(0, 16);
  const node = { ...file(`${folder}/node`, await readFile(runtime.binaryPath), 0o755), packedAs };
  return [node, ...(await gatherFilesFor(runtime)).map(ofProgram(folder))];
}

/** Folders that are ours alone; the others are on every machine. */
const isOurs = (folder: string) => folder.startsWith(programPrefix);

/** Every folder above a file, from the root on. */
function foldersAbove(at: string): string[] {
  const above = path.posix.dirname(at);
  return above === '/' ? [] : [...foldersAbove(above), above];
}

export function folderEntry(at: string): PayloadEntry {
  return { path: at, mode: 0o755, content: null, link: null, packedAs: null };
}

export async function gatherPayload(runtimes: readonly Runtime[]): Promise<PayloadEntry[]> {
  const agent = `${programPrefix}/agent`;
  const placed = async (name: string) => {
    const text = await readFile(path.join(plainFilesFolder, name), 'utf8');
    return Buffer.from(text.replaceAll('@PREFIX@', programPrefix));
  };
  const command: PayloadEntry = {
    ...folderEntry('/usr/bin/sekisho-agent'),
    mode: 0o777,
    link: `${agent}/sekisho-agent`,
  };
  const files = [
    ...(await gatherCommonFiles()).map(ofProgram(agent)),
    ...(await Promise.all(runtimes.map(forRuntime))).flat(),
    command,
    file('/usr/lib/systemd/system/sekisho-agent.service', await placed('sekisho-agent.service')),
    file('/usr/share/applications/sekisho.desktop', await placed('sekisho.desktop')),
    file('/usr/share/icons/hicolor/scalable/apps/sekisho.svg', await placed('sekisho.svg')),
  ];
  const folders = [...new Set(files.flatMap((entry) => foldersAbove(entry.path)))].map(folderEntry);
  return [...folders, ...files].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** What an rpm package says is its own: no folder that others have too. */
export function ownEntries<T extends { readonly path: string; readonly mode: number }>(
  entries: readonly T[],
  isFolder: (entry: T) => boolean,
): T[] {
  return entries.filter((entry) => !isFolder(entry) || isOurs(entry.path));
}
