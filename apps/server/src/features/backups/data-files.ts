/** Which files of the data folder belong to a backup, and how they come back. Keys and the recovery key's file never do. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface BackedFolder {
  /** As it is called in a backup. */
  readonly name: string;
  readonly path: string;
}

/** Name in the backup → path. */
export async function listFiles(folders: readonly BackedFolder[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const name of (await readdir(folder.path).catch(() => [])).sort()) {
      const file = path.join(folder.path, name);
      if ((await stat(file)).isFile()) files.set(`${folder.name}/${name}`, file);
    }
  }
  return files;
}

/** One that stands there already says what was true before the restore: it stays beside the new one. */
export async function putFile(
  folders: readonly BackedFolder[],
  name: string,
  content: AsyncIterable<Buffer>,
  suffix: string,
): Promise<void> {
  const folder = folders.find((each) => name.startsWith(`${each.name}/`));
  const fileName = path.basename(name);
  if (folder === undefined || name !== `${folder.name}/${fileName}`) {
    for await (const _ of content);
    return;
  }
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  const file = path.join(folder.path, fileName);
  await rename(file, `${file}.before-${suffix}`).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
  });
  await pipeline(content, createWriteStream(file, { mode: 0o600, flush: true }));
}
