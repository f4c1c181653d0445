/** Packages of other systems and architectures: fetched by npm, checked against their pinned integrity before they are unpacked, kept. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './workspace-paths.ts';

const run = promisify(execFile);

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** As npm writes it: `sha512-` and Base64. */
  readonly integrity: string;
}

export const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** The unpacked package's folder. @throws when what npm gives is not what is pinned */
export async function fetchPackage({ name, version, integrity }: PinnedPackage): Promise<string> {
  const folder = path.join(cacheFolder, `${name.replaceAll('/', '-')}-${version}`);
  if (await exists(path.join(folder, 'package.json'))) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(path.join(cacheFolder, 'fetch-'));
  try {
    const wanted = `${name}@${version}`;
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', scratch, wanted], { cwd: scratch });
    const archive = path.join(scratch, stdout.trim().split('\n').at(-1) ?? '');
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) throw new Error(`${wanted} is not what is pinned`);
    await run('tar', ['-xzf', archive, '-C', scratch]);
    await rename(path.join(scratch, 'package'), folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!(await exists(path.join(folder, 'package.json')))) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}
