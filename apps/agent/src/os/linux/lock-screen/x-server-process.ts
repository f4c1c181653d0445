// Reads from /proc which process is the X server of a display, and which authority files it and its clients use.

import type { MachineFiles } from './machine-files.ts';

export interface ServerProcess {
  readonly pid: string;
  readonly argv: readonly string[];
}

const PID = /^\d+$/;
const X_SERVER = /^X(org|vfb|nest|ephyr|wayland|vnc|tigervnc|tightvnc|spice|dummy)?(\.bin)?$/i;

/** The server that listens on the socket with this inode; where the inode is unknown, the one started as `:N`. */
export async function serverOf(
  files: MachineFiles,
  procDirectory: string,
  display: string,
  inode: string | undefined,
): Promise<ServerProcess | undefined> {
  const servers: ServerProcess[] = [];
  for (const pid of await pidsOf(files, procDirectory)) {
    const argv = await nulSeparated(files, `${procDirectory}/${pid}/cmdline`);
    const program = argv[0]?.split('/').at(-1) ?? '';
    if (X_SERVER.test(program)) servers.push({ pid, argv });
  }
  if (inode === undefined) return servers.find((server) => server.argv.includes(display));
  for (const server of servers) {
    if (await holdsSocket(files, `${procDirectory}/${server.pid}/fd`, inode)) return server;
  }
  return undefined;
}

export function isWaylandServer(server: ServerProcess): boolean {
  return /(^|\/)Xwayland$/.test(server.argv[0] ?? '');
}

/** From the argument `vt7`, else from the controlling terminal in /proc/N/stat. */
export async function terminalOfServer(
  files: MachineFiles,
  procDirectory: string,
  { pid, argv }: ServerProcess,
): Promise<number | undefined> {
  const argument = argv.map((each) => /^vt(\d+)$/.exec(each)?.[1]).find((number) => number !== undefined);
  if (argument !== undefined) return Number(argument);
  const stat = Buffer.from(await files.readFile(`${procDirectory}/${pid}/stat`).catch(() => new Uint8Array()));
  // The name in parentheses may hold anything: what counts comes after the last one. Major number 4 are the terminals.
  const terminal = Number(stat.toString('utf8').split(')').at(-1)?.trim().split(' ')[4] ?? 0);
  const minor = terminal & 0xff;
  return terminal >> 8 === 4 && minor > 0 && minor < 64 ? minor : undefined;
}

/** The file after `-auth`. */
export function cookieFilesOf(server: ServerProcess): string[] {
  const at = server.argv.indexOf('-auth');
  const path = at < 0 ? undefined : server.argv[at + 1];
  return path?.startsWith('/') ? [path] : [];
}

/** The authority files of the programs that run on the display, from their environment. */
export async function environmentOf(files: MachineFiles, procDirectory: string, display: string): Promise<string[]> {
  const paths = new Set<string>();
  for (const pid of await pidsOf(files, procDirectory)) {
    const variables = new Map<string, string>();
    for (const entry of await nulSeparated(files, `${procDirectory}/${pid}/environ`)) {
      const equals = entry.indexOf('=');
      if (equals > 0) variables.set(entry.slice(0, equals), entry.slice(equals + 1));
    }
    const shown = variables
      .get('DISPLAY')
      ?.replace(/^unix/, '')
      .replace(/\.\d+$/, '');
    if (shown !== display) continue;
    const home = variables.get('HOME');
    const path = variables.get('XAUTHORITY') ?? (home === undefined ? undefined : `${home}/.Xauthority`);
    if (path?.startsWith('/')) paths.add(path);
  }
  return [...paths];
}

async function pidsOf(files: MachineFiles, procDirectory: string): Promise<string[]> {
  const names = await files.readDirectory(procDirectory).catch(() => []);
  return names.filter((name) => PID.test(name));
}

/** Empty for a process that ended meanwhile or hides from us. */
async function nulSeparated(files: MachineFiles, path: string): Promise<string[]> {
  const bytes = await files.readFile(path).catch(() => new Uint8Array());
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
}

async function holdsSocket(files: MachineFiles, directory: string, inode: string): Promise<boolean> {
  for (const name of await files.readDirectory(directory).catch(() => [])) {
    const target = await files.readLink(`${directory}/${name}`).catch(() => '');
    if (target === `socket:[${inode}]`) return true;
  }
  return false;
}
