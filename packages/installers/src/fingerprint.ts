/** Tells whether anything that goes into an archive has changed since the last build. */
import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installersFolder, repositoryFolder } from './workspace-paths.ts';

const sourceFolders = [
  'apps/agent/src',
  'packages/agent-core/src',
  'packages/contracts/src',
  'packages/installers/src',
  'packages/lock/src',
  'packages/messages/src',
  'packages/trust/src',
];

async function addFolder(hash: Hash, folder: string): Promise<void> {
  const entries = await readdir(path.join(repositoryFolder, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  files.sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, file] of files.entries()) {
    hash.update(`${path.relative(repositoryFolder, file)}\n${contents[index]?.length ?? 0}\n`);
    hash.update(contents[index] ?? '');
  }
}

/** Over the sources, the pinned packages and what is asked for. Reads about a megabyte. */
export async function fingerprintSources(asked: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(asked));
  for (const file of ['apps/agent/package.json', 'package-lock.json', 'LICENSE']) {
    hash.update(await readFile(path.join(repositoryFolder, file)));
  }
  for (const folder of sourceFolders) await addFolder(hash, folder);
  hash.update(installersFolder);
  return hash.digest('hex');
}
