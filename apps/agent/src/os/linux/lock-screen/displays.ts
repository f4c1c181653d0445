// Finds the X displays of this machine and the authority files that let root connect to them.

import type { MachineFiles } from './machine-files.ts';
import { cookieFilesOf, environmentOf, isWaylandServer, serverOf, terminalOfServer } from './x-server-process.ts';

export interface DisplayAddress {
  readonly protocol: 'x11' | 'wayland';
  /** `:0`, or the socket of a Wayland compositor. */
  readonly display: string;
  readonly socketPath: string;
  /** Authority files to try, the likeliest first. */
  readonly authorityPaths: readonly string[];
  /** Changes when another server takes the same display number. */
  readonly serverKey: string;
  /** The virtual terminal of its server; `undefined` for one without, such as Xvfb. */
  readonly terminal: number | undefined;
  /** Whose compositor it is; `undefined` for X11, where it does not matter. */
  readonly uid: number | undefined;
}

export interface DisplaySource {
  /** The displays with a running server, those of Xwayland left out: a window there covers nothing. */
  list(): Promise<DisplayAddress[]>;
}

export interface LocalDisplaysOptions {
  readonly files: MachineFiles;
  readonly now: () => number;
  readonly socketDirectory?: string;
  readonly procDirectory?: string;
  /** Only these displays, for a machine that is shared with others. */
  readonly only?: readonly string[];
}

const SOCKET_NAME = /^X(\d+)$/;
/** A server without `-auth` may get its authority file from a session that starts later. */
const LOOK_AGAIN_MS = 5_000;

interface Known {
  readonly serverKey: string;
  readonly lookedAt: number;
  readonly final: boolean;
  readonly address: DisplayAddress | undefined;
}

export function localDisplays(options: LocalDisplaysOptions): DisplaySource {
  const { files, now, only } = options;
  const socketDirectory = options.socketDirectory ?? '/tmp/.X11-unix';
  const procDirectory = options.procDirectory ?? '/proc';
  const known = new Map<string, Known>();

  const look = async (number: string, inode: string | undefined): Promise<Known> => {
    const display = `:${number}`;
    const socketPath = `${socketDirectory}/X${number}`;
    const serverKey = inode ?? 'unknown';
    const remember = (address: DisplayAddress | undefined, final: boolean): Known => {
      return { serverKey, lookedAt: now(), final, address };
    };
    if (inode === undefined && !(await files.isListening(socketPath))) return remember(undefined, false);
    const server = await serverOf(files, procDirectory, display, inode);
    if (server !== undefined && isWaylandServer(server)) return remember(undefined, true);
    const fromServer = server === undefined ? [] : cookieFilesOf(server);
    const fromSessions = fromServer.length > 0 ? [] : await environmentOf(files, procDirectory, display);
    const authorityPaths = [...new Set([...fromServer, ...fromSessions])];
    const terminal = server === undefined ? undefined : await terminalOfServer(files, procDirectory, server);
    const address = {
      protocol: 'x11' as const,
      display,
      socketPath,
      authorityPaths,
      serverKey,
      terminal,
      uid: undefined,
    };
    return remember(address, fromServer.length > 0);
  };

  return {
    list: async () => {
      const names = await files.readDirectory(socketDirectory).catch(() => []);
      const inodes = await listeningInodes(files, procDirectory);
      const addresses: DisplayAddress[] = [];
      for (const name of names) {
        const number = SOCKET_NAME.exec(name)?.[1];
        if (number === undefined || (only !== undefined && !only.includes(`:${number}`))) continue;
        const inode = inodes.get(`${socketDirectory}/X${number}`);
        const old = known.get(number);
        const current = old !== undefined && old.serverKey === (inode ?? 'unknown');
        const fresh = current && (old.final || now() - old.lookedAt < LOOK_AGAIN_MS);
        const found = fresh ? old : await look(number, inode);
        known.set(number, found);
        if (found.address !== undefined) addresses.push(found.address);
      }
      return addresses;
    },
  };
}

/** Path → inode of every listening Unix socket of this network namespace. */
export async function listeningInodes(files: MachineFiles, procDirectory: string): Promise<Map<string, string>> {
  const table = await files.readFile(`${procDirectory}/net/unix`).catch(() => new Uint8Array());
  const inodes = new Map<string, string>();
  for (const line of Buffer.from(table).toString('utf8').split('\n')) {
    const [, , , flags, , , inode, path] = line.trim().split(/\s+/);
    if (flags === '00010000' && inode !== undefined && path !== undefined) inodes.set(path, inode);
  }
  return inodes;
}
