// Finds the Wayland compositors of the people who are logged on: their sockets in /run/user.

import type { DisplayAddress, DisplaySource } from '../displays.ts';
import { listeningInodes } from '../displays.ts';
import type { MachineFiles } from '../machine-files.ts';

const USER = /^\d+$/;
const SOCKET_NAME = /^wayland-\d+$/;

export interface WaylandDisplaysOptions {
  readonly files: MachineFiles;
  readonly runtimeDirectory?: string;
  readonly procDirectory?: string;
  /** Only these sockets, for a machine that is shared with others. */
  readonly only?: readonly string[];
}

export function waylandDisplays(options: WaylandDisplaysOptions): DisplaySource {
  const { files, only, runtimeDirectory = '/run/user', procDirectory = '/proc' } = options;
  const namesIn = (directory: string): Promise<readonly string[]> => files.readDirectory(directory).catch(() => []);
  return {
    list: async () => {
      const sockets: { path: string; uid: number }[] = [];
      for (const user of (await namesIn(runtimeDirectory)).filter((name) => USER.test(name))) {
        const names = await namesIn(`${runtimeDirectory}/${user}`);
        const paths = names
          .filter((name) => SOCKET_NAME.test(name))
          .map((name) => `${runtimeDirectory}/${user}/${name}`);
        sockets.push(...paths.map((path) => ({ path, uid: Number(user) })));
      }
      const wanted = sockets.filter(({ path }) => only === undefined || only.includes(path));
      if (wanted.length === 0) return [];
      const inodes = await listeningInodes(files, procDirectory);
      return wanted.flatMap(({ path, uid }): DisplayAddress[] => {
        const inode = inodes.get(path);
        if (inode === undefined) return [];
        const address = { protocol: 'wayland', display: path, socketPath: path, authorityPaths: [] } as const;
        return [{ ...address, serverKey: inode, terminal: undefined, uid }];
      });
    },
  };
}

/** All of them, in the order of the sources. */
export function displaysOf(...sources: readonly DisplaySource[]): DisplaySource {
  return { list: async () => (await Promise.all(sources.map((source) => source.list()))).flat() };
}
