/** What the build leaves for every download of a version: the packages, each with an empty slot, and what is told of them. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { downloadsFolder } from '../workspace-paths.ts';

export const windowsPackagesFolder = path.join(downloadsFolder, 'windows');
const manifestName = 'manifest.json';

const BuiltFile = Type.Object({
  fileName: Type.String({ pattern: '^[A-Za-z0-9.-]+$' }),
  bytes: Type.Integer(),
  /** Offset of the slot that a download fills. */
  slotAt: Type.Integer(),
  architectures: Type.Array(Type.String()),
  signed: Type.Boolean(),
});
export type BuiltFile = Static<typeof BuiltFile>;

const WindowsManifest = Type.Object({
  agentVersion: Type.String(),
  fingerprint: Type.String(),
  builtAtMs: Type.Integer(),
  /** `null`: the tool for it was missing. */
  exe: Type.Union([BuiltFile, Type.Null()]),
  msi: Type.Union([BuiltFile, Type.Null()]),
  runAs: Type.Union([BuiltFile, Type.Null()]),
  /** The client that does not stay. */
  program: Type.Union([BuiltFile, Type.Null()]),
});
export type WindowsManifest = Static<typeof WindowsManifest>;

/** `null` where nothing has been built in full. */
export async function readWindowsManifest(folder: string): Promise<WindowsManifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(folder, manifestName), 'utf8'));
    if (!Check(WindowsManifest, value)) return null;
    for (const built of [value.exe, value.msi, value.program, value.runAs]) {
      if (built !== null && (await stat(path.join(folder, built.fileName))).size !== built.bytes) return null;
    }
    return value;
  } catch {
    return null;
  }
}

const namesOf = (manifest: WindowsManifest | null) =>
  [manifest?.exe, manifest?.msi, manifest?.program, manifest?.runAs].map((built) => built?.fileName);

/** Last of all: what is there without it is no package. Packages of the build before stay for whoever is fetching them. */
export async function writeWindowsManifest(folder: string, manifest: WindowsManifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  const before = await readWindowsManifest(folder);
  const file = path.join(folder, manifestName);
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.new`, file);
  const kept = [manifestName, ...namesOf(before), ...namesOf(manifest)];
  for (const name of await readdir(folder)) {
    if (!kept.includes(name)) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
