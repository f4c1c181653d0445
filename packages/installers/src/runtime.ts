/** The Node runtime that is shipped: the vendor's own binary, unmodified, as npm's per-platform package carries it. */
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

async function readPinned(architecture: AgentArchitecture): Promise<{ version: string; integrity: string }> {
  const text = await readFile(path.join(repositoryFolder, 'package-lock.json'), 'utf8');
  const entry = Parse(LockFile, JSON.parse(text)).packages[`node_modules/node-linux-${architecture}`];
  if (entry?.version === undefined || entry.integrity === undefined) {
    throw new Error(`package-lock.json does not pin node-linux-${architecture}`);
  }
  return { version: entry.version, integrity: entry.integrity };
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Fetches the package of another architecture by npm and checks it against package-lock.json before it is unpacked. */
async function fetchRuntime(architecture: AgentArchitecture, version: string, integrity: string): Promise<string> {
  const folder = path.join(cacheFolder, `node-linux-${architecture}-${version}`);
  if (await exists(path.join(folder, 'bin/node'))) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(path.join(cacheFolder, 'fetch-'));
  try {
    const name = `node-linux-${architecture}@${version}`;
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', scratch, name], { cwd: scratch });
    const archive = path.join(scratch, stdout.trim().split('\n').at(-1) ?? '');
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) throw new Error(`${name} is not what package-lock.json pins`);
    await run('tar', ['-xzf', archive, '-C', scratch]);
    await rename(path.join(scratch, 'package'), folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** The runtime for an architecture; `null` when it is not on this machine and `mayFetch` is false. */
export async function findRuntime(architecture: AgentArchitecture, mayFetch: boolean): Promise<Runtime | null> {
  const { version, integrity } = await readPinned(architecture);
  const installed = path.join(repositoryFolder, 'node_modules', `node-linux-${architecture}`);
  const isInstalled = await exists(path.join(installed, 'bin/node'));
  if (!isInstalled && !mayFetch) return null;
  const folder = isInstalled ? installed : await fetchRuntime(architecture, version, integrity);
  const binaryPath = path.join(folder, 'bin/node');
  return { architecture, version, integrity, binaryPath, licencePath: path.join(folder, 'LICENSE') };
}
