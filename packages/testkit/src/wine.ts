/** Windows as far as Wine is one: a prefix of a test's own, programs run in it, its drive C: and its registry. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Made once a machine: it takes longer than most tests. */
const templateFolder = path.resolve(import.meta.dirname, '../../installers/.cache/wine-prefix');

export interface WineEnded {
  /** The lowest eight bits of a program's exit code, which is all that Linux keeps. */
  readonly code: number;
  readonly output: string;
}

export interface WineDrive {
  readonly folder: string;
  /** As Wine has it: `hd` is fixed, `floppy` can be taken out. */
  readonly type: 'hd' | 'floppy' | 'cdrom' | 'network';
}

export interface Wine {
  /** Of drive C: on this machine. */
  readonly drive: string;
  readonly environment: Readonly<Record<string, string>>;
  run(program: string, ...args: readonly string[]): Promise<WineEnded>;
  /** As one line of `reg query`, or `null`. */
  registryValue(key: string, name: string): Promise<string | null>;
  /** A drive such as `f:` goes, as when its medium is taken out. */
  pullOut(letter: string): Promise<void>;
  /** It is there again. */
  plugIn(letter: string, folder: string): Promise<void>;
  /** Ends everything in it and removes it. */
  close(): Promise<void>;
}

const environmentOf = (prefix: string, more: Readonly<Record<string, string>>) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? tmpdir(),
  LC_ALL: 'C.UTF-8',
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // Neither Mono nor a browser is offered, no menus are made on this machine.
  WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
  WINEPREFIX: prefix,
  ...more,
});

/** Programs of Node write only into files there, and read only from nothing. */
async function runIn(env: NodeJS.ProcessEnv, folder: string, words: readonly string[]): Promise<WineEnded> {
  const file = path.join(await mkdtemp(path.join(folder, 'output-')), 'output.txt');
  const output = await open(file, 'w');
  try {
    const child = spawn('wine', words, { env, cwd: folder, stdio: ['ignore', output.fd, output.fd] });
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code: code ?? -1, output: await readFile(file, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('wine is missing: install the Debian packages wine and wine64', { cause: error });
  } finally {
    await output.close();
  }
}

/** Wine makes Desktop, Documents and others of a person's own folders on this machine, and follows links as if they were folders. */
async function removeLinks(folder: string): Promise<void> {
  // Never `recursive`, which looks behind links.
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isSymbolicLink()) await unlink(file);
    else if (entry.isDirectory()) await removeLinks(file);
  }
}

/** Without `z:`, nothing that runs there reaches the rest of this machine by a drive. */
async function makeDrives(prefix: string, drives: Readonly<Record<string, WineDrive>>): Promise<void> {
  await rm(path.join(prefix, 'dosdevices/z:'));
  await removeLinks(path.join(prefix, 'drive_c/users'));
  const types = Object.entries(drives).map(([letter, { type }]) => `"${letter}"="${type}"\n`);
  await appendFile(path.join(prefix, 'system.reg'), `\n[Software\\\\Wine\\\\Drives]\n${types.join('')}`);
  for (const [letter, { folder }] of Object.entries(drives))
    await symlink(folder, path.join(prefix, 'dosdevices', letter));
}

async function makePrefix(prefix: string): Promise<void> {
  const env = environmentOf(prefix, {});
  const booted = await runIn(env, path.dirname(prefix), ['wineboot', '-i']);
  // Node wants a Windows that is not too old.
  const set = await runIn(env, path.dirname(prefix), ['winecfg', '-v', 'win10']);
  if (booted.code !== 0 || set.code !== 0) throw new Error(`wine does not start: ${booted.output}${set.output}`);
  await run('wineserver', ['-w'], { env });
}

async function ensureTemplate(): Promise<void> {
  const isThere = await access(templateFolder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await mkdir(path.dirname(templateFolder), { recursive: true });
  const scratch = await mkdtemp(path.join(path.dirname(templateFolder), 'wine-'));
  try {
    await makePrefix(path.join(scratch, 'prefix'));
    await rename(path.join(scratch, 'prefix'), templateFolder).catch((error: NodeJS.ErrnoException) => {
      // Another test was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * @param more of the environment, such as `DISPLAY`
 * @param drives folders of this machine under letters such as `e:`; where they are given, the whole of it is none of them
 * @throws where Wine is not installed
 */
export async function openWine(
  more: Readonly<Record<string, string>> = {},
  drives: Readonly<Record<string, WineDrive>> | null = null,
): Promise<Wine> {
  await ensureTemplate();
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-wine-'));
  const prefix = path.join(folder, 'prefix');
  await cp(templateFolder, prefix, { recursive: true, verbatimSymlinks: true });
  const environment = environmentOf(prefix, more);
  if (drives !== null) await makeDrives(prefix, drives);
  const inPrefix = (...words: readonly string[]) => runIn(environment, folder, words);
  // Services end with the last program that is none.
  const keeper: ChildProcess = spawn('wine', ['cmd'], { env: environment, stdio: ['pipe', 'ignore', 'ignore'] });
  return {
    drive: path.join(prefix, 'drive_c'),
    environment,
    run: inPrefix,
    async registryValue(key, name) {
      const { code, output } = await inPrefix('reg', 'query', key, '/v', name);
      return code === 0 ? (output.split(/\r?\n/).find((line) => line.includes(name)) ?? null) : null;
    },
    pullOut: (letter) => unlink(path.join(prefix, 'dosdevices', letter)),
    plugIn: (letter, medium) => symlink(medium, path.join(prefix, 'dosdevices', letter)),
    async close() {
      keeper.stdin?.end();
      await run('wineserver', ['-k'], { env: environment }).catch(() => undefined);
      await run('wineserver', ['-w'], { env: environment }).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `C:\a\b` of a file below drive C:, or `Z:\…` of any other on this machine. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}
