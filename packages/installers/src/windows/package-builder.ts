/** Builds the packages of Windows from the agent's program: installer and .msi, signed where there is a key, each with an empty slot. */
import { appendFile, copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuiltFile } from './built-packages.ts';
import { makeMsi } from './msi.ts';
import {
  makeInstaller,
  makeRunAs,
  makeUninstaller,
  type NsisOptions,
  type WindowsProgram,
  writeStage,
} from './nsis.ts';
import { locateSlot, type Signer, signFile, signWithSlot } from './signing.ts';
import { makeSlot } from './stamp-slot.ts';

export interface BuildPlan {
  /** Where the packages go. */
  readonly folder: string;
  /** A folder of its own for what comes between. */
  readonly scratch: string;
  /** Told apart by it; who is still fetching one goes on with it. */
  readonly name: string;
  readonly program: WindowsProgram;
  readonly signer: Signer | null;
}

type Finishing = Pick<BuildPlan, 'folder' | 'name' | 'signer'>;

async function finish(
  plan: Finishing,
  made: string,
  extension: string,
  architectures: readonly string[],
  what = 'client',
) {
  const fileName = `${what}-${plan.name}${extension}`;
  const content = await readFile(made);
  const slotAt = locateSlot(content);
  await mkdir(plan.folder, { recursive: true });
  await copyFile(made, path.join(plan.folder, `${fileName}.new`));
  await rename(path.join(plan.folder, `${fileName}.new`), path.join(plan.folder, fileName));
  return { fileName, bytes: content.length, slotAt, architectures: [...architectures], signed: plan.signer !== null };
}

/** Seven bytes at most follow the slot: there the installer looks for it. */
async function checkEnd(file: string, { slotAt }: BuiltFile): Promise<void> {
  const behind = (await stat(file)).size - slotAt - makeSlot(null).length;
  if (behind > 7) throw new Error('a timestamp of this size leaves the installer no way to its configuration');
}

/** One file for every architecture of the program. */
export async function buildExe(plan: BuildPlan, options: NsisOptions): Promise<BuiltFile> {
  const { scratch, program, signer } = plan;
  const stage = path.join(scratch, 'exe');
  await writeStage(stage, program);
  const uninstaller = await makeUninstaller(scratch, options);
  if (signer !== null) await signFile(signer, uninstaller);
  await copyFile(uninstaller, path.join(stage, 'uninstall.exe'));
  const architectures = [...program.keys()];
  const made = await makeInstaller(scratch, stage, architectures, options);
  if (signer === null) await appendFile(made, makeSlot(null));
  else await signWithSlot(signer, made);
  const built = await finish(plan, made, '.exe', architectures);
  await checkEnd(made, built);
  return built;
}

/** One file for every architecture, as it is none of ours that runs but Windows' own. */
export async function buildRunAs(plan: Omit<BuildPlan, 'program'>, options: NsisOptions): Promise<BuiltFile> {
  const made = await makeRunAs(plan.scratch, options);
  if (plan.signer === null) await appendFile(made, makeSlot(null));
  else await signWithSlot(plan.signer, made);
  const built = await finish(plan, made, '.exe', [], 'run-as');
  await checkEnd(made, built);
  return built;
}

/** For x64 alone: Windows Installer knows one architecture a package. @returns `null` without a program for it */
export async function buildMsi(plan: BuildPlan, version: string): Promise<BuiltFile | null> {
  const files = plan.program.get('x64');
  if (files === undefined) return null;
  const stage = path.join(plan.scratch, 'msi');
  for (const { name, content } of files) {
    await mkdir(path.dirname(path.join(stage, name)), { recursive: true });
    await writeFile(path.join(stage, name), content);
  }
  const made = path.join(plan.scratch, 'client.msi');
  await makeMsi(stage, files, version, made);
  if (plan.signer !== null) await signWithSlot(plan.signer, made);
  return finish(plan, made, '.msi', ['x64']);
}
