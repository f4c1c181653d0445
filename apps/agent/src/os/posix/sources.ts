/** Where facts come from: files below a root, programs, and what the kernel says of file systems and addresses. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, stat, statfs } from 'node:fs/promises';
import { hostname, machine, networkInterfaces, release } from 'node:os';
import path from 'node:path';

export interface SpaceOfFileSystem {
  readonly sizeBytes: number;
  readonly freeBytes: number;
}

/** Everything answers `null` (or an empty list) for what is not there: a container has no firmware tables, and says so. */
export interface Sources {
  readText(file: string): Promise<string | null>;
  readBytes(file: string): Promise<Uint8Array | null>;
  listFolder(folder: string): Promise<string[]>;
  readLink(file: string): Promise<string | null>;
  /** Epoch milliseconds of the last change. */
  modifiedAt(file: string): Promise<number | null>;
  /** Number of the account. */
  ownerOf(file: string): Promise<number | null>;
  spaceOf(mountPoint: string): Promise<SpaceOfFileSystem | null>;
  /** Standard output, or `null` when the program is missing, fails, or takes longer than `timeoutMs`. */
  run(program: string, args: readonly string[], timeoutMs?: number): Promise<string | null>;
  /** Addresses by interface, as the kernel lists them. */
  addresses(): ReadonlyMap<string, readonly string[]>;
  hostname(): string;
  /** `uname -m` */
  machine(): string;
  /** `uname -r` */
  kernel(): string;
}

const programTimeoutMs = 20_000;
const largestOutputBytes = 32 * 1024 * 1024;

type Environment = Readonly<Record<string, string>>;

function runProgram(
  program: string,
  args: readonly string[],
  timeoutMs: number,
  environment: Environment,
): Promise<string | null> {
  // One locale for all machines: numbers, dates and words of programs never depend on the language of the user.
  const locale = { LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' };
  const env = { ...environment, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...locale };
  const options = { env, timeout: timeoutMs, maxBuffer: largestOutputBytes, cwd: '/', encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout) => resolve(error === null ? stdout : null));
  });
}

const orNull = <T>(promise: Promise<T>): Promise<T | null> => promise.catch(() => null);

/** The sources of this machine; `root` is another folder, and programs have an environment, only in tests. */
export function createSources(root = '/', environment: Environment = {}): Sources {
  const at = (file: string) => (root === '/' ? file : path.join(root, file));
  return {
    readText: (file) => orNull(readFile(at(file), 'utf8')),
    readBytes: (file) => orNull(readFile(at(file))),
    listFolder: (folder) => readdir(at(folder)).catch(() => []),
    readLink: (file) => orNull(readlink(at(file))),
    modifiedAt: async (file) => (await orNull(stat(at(file))))?.mtimeMs ?? null,
    ownerOf: async (file) => (await orNull(stat(at(file))))?.uid ?? null,
    async spaceOf(mountPoint) {
      const space = await orNull(statfs(at(mountPoint)));
      if (space === null) return null;
      return { sizeBytes: space.blocks * space.bsize, freeBytes: space.bavail * space.bsize };
    },
    run: (program, args, timeoutMs = programTimeoutMs) => runProgram(program, args, timeoutMs, environment),
    addresses: () =>
      new Map(
        Object.entries(networkInterfaces()).map(([name, list]) => [name, (list ?? []).map(({ address }) => address)]),
      ),
    hostname,
    machine,
    kernel: release,
  };
}
