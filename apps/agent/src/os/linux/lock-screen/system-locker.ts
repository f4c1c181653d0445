// The system's own screen lockers: behind one that is there already, its hold on the input is left alone, so that it is still locked afterwards.

import { readlink, stat } from 'node:fs/promises';
import type { XConnection } from './x-connection.ts';

const LOCKERS = new Set([
  'cinnamon-screensaver',
  'i3lock',
  'kscreenlocker_greet',
  'mate-screensaver',
  'mate-screensaver-dialog',
  'slock',
  'xfce4-screensaver',
  'xfce4-screensaver-dialog',
  'xlock',
  'xscreensaver',
  'xscreensaver-auth',
  'xscreensaver-gfx',
  'xsecurelock',
]);
const SYSTEM_PROGRAM = /^\/usr\/(local\/)?(s?bin|lib|libexec)\//;
const WRITABLE_BY_OTHERS = 0o022;
const LOCAL_PROCESS = 2;
const MAP_STATE_VIEWABLE = 2;

/** Whether the process runs a locker that only root can have installed. */
export async function isSystemLocker(pid: number): Promise<boolean> {
  try {
    const program = await readlink(`/proc/${pid}/exe`);
    if (!SYSTEM_PROGRAM.test(program) || !LOCKERS.has(program.slice(program.lastIndexOf('/') + 1))) return false;
    const { uid, mode } = await stat(program);
    return uid === 0 && (mode & WRITABLE_BY_OTHERS) === 0;
  } catch {
    return false;
  }
}

export interface LockerSearch {
  /** Whether the window belongs to a locker. */
  owns(window: number): Promise<boolean>;
  /** Whether a locker shows a window on the display. */
  isThere(): Promise<boolean>;
}

export function lockerSearch(connection: XConnection, isLocker: (pid: number) => Promise<boolean>): LockerSearch {
  const { client, ask, root, resources } = connection;
  const owns = async (window: number): Promise<boolean> => {
    if (resources === undefined) return false;
    const ids = await ask<{ value: number[] }[]>((done) =>
      resources.QueryClientIds([{ client: window, mask: LOCAL_PROCESS }], done),
    ).catch(() => []);
    const pid = ids[0]?.value[0];
    return pid !== undefined && (await isLocker(pid));
  };
  const isShown = async (window: number): Promise<boolean> => {
    const found = await ask<{ mapState: number }>((done) => client.GetWindowAttributes(window, done)).catch(
      () => undefined,
    );
    return found?.mapState === MAP_STATE_VIEWABLE && (await owns(window));
  };
  return {
    owns,
    isThere: async () => {
      const { children } = await ask<{ children: number[] }>((done) => client.QueryTree(root, done));
      return (await Promise.all(children.map(isShown))).includes(true);
    },
  };
}
