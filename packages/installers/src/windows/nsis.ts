/** Makes installer, uninstaller and the client that does not stay by NSIS: fast and large for tests, or as small as it gets. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { renderNsisTexts } from './nsis-texts.ts';
import type { WindowsProgramFile } from './program.ts';
import type { WindowsArchitecture } from './runtimes.ts';
import { slotBytes, slotHeaderBytes, slotMagic } from './stamp-slot.ts';

const run = promisify(execFile);
export const nsisFolder = path.join(import.meta.dirname, 'nsis');

export interface NsisOptions {
  readonly version: string;
  /** `x86-unicode` runs on every Windows, ARM's too; `amd64-unicode` where there is no 32-bit part, as in tests. */
  readonly target: 'x86-unicode' | 'amd64-unicode';
  /** LZMA takes some half a minute an architecture. */
  readonly compressed: boolean;
}

async function makensis(script: string, definitions: Readonly<Record<string, string>>, compressed: boolean) {
  const compression = compressed
    ? ['-XSetCompressor /FINAL lzma', '-XSetCompressorDictSize 64']
    : ['-XSetCompress off'];
  const defined = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
  const file = path.join(nsisFolder, script);
  await run('makensis', ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', ...compression, ...defined, file], {
    maxBuffer: 16 * 1024 * 1024,
  });
}

const definitionsOf = ({ version, target }: NsisOptions, outFile: string, texts: string) => ({
  TARGET: target,
  VERSION: version,
  FILE_VERSION: `${version.split('-')[0]}.0`,
  NSIS_FILES: nsisFolder,
  OUT_FILE: outFile,
  TEXTS: texts,
});

async function writeTexts(scratch: string): Promise<string> {
  const texts = path.join(scratch, 'texts.nsh');
  await writeFile(texts, renderNsisTexts());
  return texts;
}

/** What opens the client window. @throws with what makensis said */
export async function makeWindowStarter(scratch: string, options: NsisOptions): Promise<string> {
  const outFile = path.join(scratch, 'Sekisho.exe');
  await makensis('window.nsi', definitionsOf(options, outFile, await writeTexts(scratch)), options.compressed);
  return outFile;
}

/** @throws with what makensis said */
export async function makeUninstaller(scratch: string, options: NsisOptions): Promise<string> {
  const outFile = path.join(scratch, 'uninstall.exe');
  await makensis('uninstaller.nsi', definitionsOf(options, outFile, await writeTexts(scratch)), options.compressed);
  return outFile;
}

const programOfConsole = 3;

/**
 * The run-as tool (I13), a program of the console: whoever types its name sees what it says, and the prompt waits for it. NSIS makes
 * programs for windows alone; which of the two it is stands at one place of its head (PE format, optional header, Subsystem).
 */
export async function makeRunAs(scratch: string, options: NsisOptions): Promise<string> {
  const outFile = path.join(scratch, 'run-as.exe');
  const slot = { SLOT_BYTES: String(slotBytes), SLOT_MAGIC: slotMagic };
  const definitions = { ...definitionsOf(options, outFile, await writeTexts(scratch)), ...slot };
  await makensis('run-as.nsi', definitions, options.compressed);
  const program = await readFile(outFile);
  const optionalHeader = program.readUInt32LE(0x3c) + 24;
  program.writeUInt16LE(programOfConsole, optionalHeader + 68);
  await writeFile(outFile, program);
  return outFile;
}

/** What is of one processor alone; the rest is the same for all. */
const ofArchitecture = ['node.exe', 'koffi.node', 'version.json'];

export type WindowsProgram = ReadonlyMap<WindowsArchitecture, readonly WindowsProgramFile[]>;

/** What is installed: under `common` for all, under the name of an architecture for that one. */
export async function writeStage(stage: string, program: WindowsProgram): Promise<void> {
  for (const [architecture, files] of program) {
    for (const { name, content } of files) {
      const file = path.join(stage, ofArchitecture.includes(name) ? architecture : 'common', name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

type StampedScript = 'installer' | 'run-once';

/** @param stage what is inside; that of the installer has `uninstall.exe` beside it */
export async function makeStamped(
  script: StampedScript,
  scratch: string,
  stage: string,
  architectures: readonly WindowsArchitecture[],
  options: NsisOptions,
): Promise<string> {
  const outFile = path.join(scratch, `${script}.exe`);
  const has = Object.fromEntries(architectures.map((name) => [`HAS_${name.toUpperCase()}`, '1']));
  const slot = { SLOT_BYTES: String(slotBytes), SLOT_HEADER_BYTES: String(slotHeaderBytes), SLOT_MAGIC: slotMagic };
  const definitions = { ...definitionsOf(options, outFile, await writeTexts(scratch)), ...slot, ...has, STAGE: stage };
  await makensis(`${script}.nsi`, definitions, options.compressed);
  return outFile;
}
