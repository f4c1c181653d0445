/** What is shipped as its vendors built it: the Node runtime and koffi's native file, out of npm's per-platform packages. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import type { AgentArchitecture } from './downloads.ts';
import { exists, fetchPackage, type PinnedPackage } from './npm-packages.ts';
import { repositoryFolder } from './workspace-paths.ts';

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

/** @throws when package-lock.json does not have it */
export async function readPinned(name: string): Promise<PinnedPackage> {
  const text = await readFile(path.join(repositoryFolder, 'package-lock.json'), 'utf8');
  const entry = Parse(LockFile, JSON.parse(text)).packages[`node_modules/${name}`];
  if (entry?.version === undefined || entry.integrity === undefined) {
    throw new Error(`package-lock.json does not pin ${name}`);
  }
  return { name, version: entry.version, integrity: entry.integrity };
}

interface FoundPackage {
  readonly folder: string;
  readonly version: string;
  readonly integrity: string;
}

/** `null` when it is not on this machine and `mayFetch` is false. */
async function findPackage(name: string, mayFetch: boolean): Promise<FoundPackage | null> {
  const pinned = await readPinned(name);
  const { version, integrity } = pinned;
  const installed = path.join(repositoryFolder, 'node_modules', name);
  const isInstalled = await exists(path.join(installed, 'package.json'));
  if (!isInstalled && !mayFetch) return null;
  return { folder: isInstalled ? installed : await fetchPackage(pinned), version, integrity };
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
