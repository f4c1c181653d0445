/** Builds the packages of Windows from the agent's program: installer, .msi, and the client that does not stay, signed where there is a key, each with an empty slot. */
import { appendFile, copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuiltFile } from './built-packages.ts';
import { makeMsi } from './msi.ts';
import {
  makeRunAs,
  makeStamped,
  makeUninstaller,
  makeWindowStarter,
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

async function finish(plan: Finishing, made: string, fileName: string, architectures: readonly string[]) {
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

async function stampable(plan: Finishing, made: string, fileName: string, architectures: readonly string[]) {
  if (plan.signer === null) await appendFile(made, makeSlot(null));
  else await signWithSlot(plan.signer, made);
  const built = await finish(plan, made, fileName, architectures);
  await checkEnd(made, built);
  return built;
}

async function makeSigned(make: typeof makeUninstaller, { scratch, signer }: BuildPlan, options: NsisOptions) {
  const made = await make(scratch, options);
  if (signer !== null) await signFile(signer, made);
  return made;
}

/** One file for every architecture of the program. */
export async function buildExe(plan: BuildPlan, options: NsisOptions): Promise<BuiltFile> {
  const { scratch, program } = plan;
  const stage = path.join(scratch, 'exe');
  await writeStage(stage, program);
  for (const make of [makeUninstaller, makeWindowStarter]) {
    const made = await makeSigned(make, plan, options);
    await copyFile(made, path.join(stage, path.basename(made)));
  }
  const architectures = [...program.keys()];
  const made = await makeStamped('installer', scratch, stage, architectures, options);
  return stampable(plan, made, `client-${plan.name}.exe`, architectures);
}

/** What only a client that stays needs. */
const ofResidents = [
  'launch.cjs',
  'licences/lock-screen-font.txt',
  'lock-screen.cjs',
  'lock-screen.ttf',
  'sekisho-agent.cmd',
  'sekisho.ico',
  'setup.cjs',
  'window.cjs',
  'window.manifest',
];

/** The client that collects once and goes (I03, I04): one file for every architecture, and for both kinds. */
export async function buildRunOnce(plan: BuildPlan, options: NsisOptions): Promise<BuiltFile> {
  const { scratch, program } = plan;
  const stage = path.join(scratch, 'once');
  const needed = [...program].map(([architecture, files]) => {
    return [architecture, files.filter(({ name }) => !ofResidents.includes(name))] as const;
  });
  await writeStage(stage, new Map(needed));
  const architectures = [...program.keys()];
  const made = await makeStamped('run-once', scratch, stage, architectures, options);
  return stampable(plan, made, `run-once-${plan.name}.exe`, architectures);
}

/** One file for every architecture, as it is none of ours that runs but Windows' own. */
export async function buildRunAs(plan: Omit<BuildPlan, 'program'>, options: NsisOptions): Promise<BuiltFile> {
  const made = await makeRunAs(plan.scratch, options);
  return stampable(plan, made, `run-as-${plan.name}.exe`, []);
}

/** For x64 alone: Windows Installer knows one architecture a package. @returns `null` without a program for it */
export async function buildMsi(plan: BuildPlan, options: NsisOptions): Promise<BuiltFile | null> {
  const program = plan.program.get('x64');
  if (program === undefined) return null;
  const stage = path.join(plan.scratch, 'msi');
  const starter = await makeSigned(makeWindowStarter, plan, options);
  const files = [...program, { name: path.basename(starter), content: await readFile(starter) }];
  for (const { name, content } of files) {
    await mkdir(path.dirname(path.join(stage, name)), { recursive: true });
    await writeFile(path.join(stage, name), content);
  }
  const made = path.join(plan.scratch, 'client.msi');
  await makeMsi(stage, files, options.version, made);
  if (plan.signer !== null) await signWithSlot(plan.signer, made);
  return finish(plan, made, `client-${plan.name}.msi`, ['x64']);
}
