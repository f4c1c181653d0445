/** What is shipped as its vendors built it: the Node runtime and koffi's native file, out of npm's per-platform packages. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import type { AgentArchitecture } from './downloads.ts';
import { cacheFolder, repositoryFolder } from './workspace-paths.ts';

const run = promisify(execFile);

export interface Runtime {
  readonly architecture: AgentArchitecture;
  readonly version: string;
  readonly binaryPath: string;
  readonly licencePath: string;
  /** Names the very package: its integrity in package-lock.json. */
  readonly integrity: string;
}

const LockFile = Type.Object({
  packages: Type.Record(
    Type.String(),
    Type.Object({ version: Type.Optional(Type.String()), integrity: Type.Optional(Type.String()) }),
  ),
});

async function readPinned(name: string): Promise<{ version: string; integrity: string }> {
  const text = await readFile(path.join(repositoryFolder, 'package-lock.json'), 'utf8');
  const entry = Parse(LockFile, JSON.parse(text)).packages[`node_modules/${name}`];
  if (entry?.version === undefined || entry.integrity === undefined) {
    throw new Error(`package-lock.json does not pin ${name}`);
  }
  return { version: entry.version, integrity: entry.integrity };
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Fetches a package of another architecture by npm and checks it against package-lock.json before it is unpacked. */
async function fetchPackage(name: string, version: string, integrity: string): Promise<string> {
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
    if (`sha512-${digest}` !== integrity) throw new Error(`${wanted} is not what package-lock.json pins`);
    await run('tar', ['-xzf', archive, '-C', scratch]);
    await rename(path.join(scratch, 'package'), folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

interface PinnedPackage {
  readonly folder: string;
  readonly version: string;
  readonly integrity: string;
}

/** `null` when it is not on this machine and `mayFetch` is false. */
async function findPackage(name: string, mayFetch: boolean): Promise<PinnedPackage | null> {
  const { version, integrity } = await readPinned(name);
  const installed = path.join(repositoryFolder, 'node_modules', name);
  const isInstalled = await exists(path.join(installed, 'package.json'));
  if (!isInstalled && !mayFetch) return null;
  return { folder: isInstalled ? installed : await fetchPackage(name, version, integrity), version, integrity };
}

/** The runtime for an architecture; `null` when it is not on this machine and `mayFetch` is false. */
export async function findRuntime(architecture: AgentArchitecture, mayFetch: boolean): Promise<Runtime | null> {
  const found = await findPackage(`node-linux-${architecture}`, mayFetch);
  if (found === null) return null;
  const { folder, version, integrity } = found;
  const binaryPath = path.join(folder, 'bin/node');
  return { architecture, version, integrity, binaryPath, licencePath: path.join(folder, 'LICENSE') };
}

/** koffi's native file for an architecture, through which the window calls the desktop's library. */
export async function readKoffi(architecture: AgentArchitecture, mayFetch: boolean): Promise<Uint8Array> {
  const found = await findPackage(`@koromix/koffi-linux-${architecture}`, mayFetch);
  if (found === null) throw new Error(`koffi-linux-${architecture} is not installed: run 'npm ci' again`);
  return readFile(path.join(found.folder, `linux_${architecture}/koffi.node`));
}
