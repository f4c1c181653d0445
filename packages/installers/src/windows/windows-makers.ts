/** The packages of Windows for a download: what was built once, with the configuration in its slot. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { residentClientKinds } from '@sekisho/contracts';
import type { MissingTool, PackageMaker } from '../packages.ts';
import { readWindowsManifest, windowsPackagesFolder } from './built-packages.ts';
import { makeSlot, slotBytes } from './stamp-slot.ts';

/** `program`: the client that does not stay. */
export type WindowsPackageKind = 'exe' | 'msi' | 'program';

/** Programs that a build runs, and the Debian packages that bring them. */
const tools: Readonly<Record<WindowsPackageKind, readonly MissingTool[]>> = {
  exe: [{ tool: 'makensis', debianPackage: 'nsis' }],
  msi: [
    { tool: 'wixl', debianPackage: 'wixl' },
    { tool: 'msibuild', debianPackage: 'msitools' },
    { tool: 'makensis', debianPackage: 'nsis' },
  ],
  program: [{ tool: 'makensis', debianPackage: 'nsis' }],
};
export const signingTool: MissingTool = { tool: 'osslsigncode', debianPackage: 'osslsigncode' };

async function isOnPath(tool: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const found = await Promise.allSettled(folders.map((folder) => access(path.join(folder, tool), constants.X_OK)));
  return found.some(({ status }) => status === 'fulfilled');
}

/** The first tool that is not on this machine. */
export async function findMissingTool(needed: readonly MissingTool[]): Promise<MissingTool | null> {
  for (const each of needed) if (!(await isOnPath(each.tool))) return each;
  return null;
}

export const toolsOf = (kind: WindowsPackageKind): readonly MissingTool[] => tools[kind];

function createMaker(kind: WindowsPackageKind, folder: string): PackageMaker {
  const isMsi = kind === 'msi';
  return {
    id: `windows-${kind}`,
    platform: 'windows',
    clientKinds: kind === 'program' ? ['on-demand', 'standalone'] : residentClientKinds,
    extension: isMsi ? '.msi' : '.exe',
    mediaType: isMsi ? 'application/x-msi' : 'application/vnd.microsoft.portable-executable',
    async find() {
      const manifest = await readWindowsManifest(folder);
      const built = manifest?.[kind];
      if (manifest === null || !built) return findMissingTool(tools[kind]);
      const { agentVersion, builtAtMs } = manifest;
      const { bytes, architectures, signed } = built;
      return { agentVersion, builtAtMs, bytes, architectures, signed };
    },
    async stamp(configuration) {
      const built = (await readWindowsManifest(folder))?.[kind];
      if (!built) throw new Error(`windows-${kind} has not been built`);
      const file = path.join(folder, built.fileName);
      const [start, end] = [built.slotAt, built.slotAt + slotBytes];
      const before = { file, start: 0, end: start };
      const after = { file, start: end, end: built.bytes };
      return { parts: [before, makeSlot(configuration), after], bytes: built.bytes };
    },
  };
}

/** @param folder where the build leaves what it made */
export function createWindowsMakers(folder: string = windowsPackagesFolder): readonly PackageMaker[] {
  return (['exe', 'msi', 'program'] as const).map((kind) => createMaker(kind, folder));
}
