// Speaks to logind through the program `busctl`, which comes with systemd.

export interface Session {
  readonly id: string;
  readonly uid: number;
  /** `x11`, `wayland`, `mir`, `tty`, `unspecified` */
  readonly type: string;
  /** `user`, `greeter`, … */
  readonly sessionClass: string;
  /** The X display, empty where the session told none. */
  readonly display: string;
  readonly locked: boolean;
  readonly closing: boolean;
  /** The virtual terminal it is on, 0 for none. */
  readonly terminal: number;
}

export interface Logind {
  /** Rejects where no logind answers. */
  sessions(): Promise<Session[]>;
  lock(id: string): Promise<void>;
  unlock(id: string): Promise<void>;
  /** Brings a virtual terminal of the first seat to the front. */
  switchTo(terminal: number): Promise<void>;
}

/** Runs a program to its end and gives its standard output; rejects when it fails. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

const SERVICE = 'org.freedesktop.login1';
const MANAGER_PATH = '/org/freedesktop/login1';
const MANAGER = 'org.freedesktop.login1.Manager';
const SEAT = 'org.freedesktop.login1.Seat';
const SESSION = 'org.freedesktop.login1.Session';

export function busctlLogind(run: RunProgram): Logind {
  const call = async (path: string, iface: string, method: string, ...args: string[]): Promise<unknown> => {
    const output = await run('busctl', ['--system', '--json=short', 'call', SERVICE, path, iface, method, ...args]);
    const answer: unknown = output.trim() === '' ? {} : JSON.parse(output);
    return recordOf(answer)['data'];
  };
  const session = async (id: string, uid: number, path: string): Promise<Session> => {
    const [properties] = listOf(await call(path, 'org.freedesktop.DBus.Properties', 'GetAll', 's', SESSION));
    const read = (name: string): unknown => recordOf(recordOf(properties)[name])['data'];
    return {
      id,
      uid,
      type: String(read('Type') ?? ''),
      sessionClass: String(read('Class') ?? ''),
      display: String(read('Display') ?? ''),
      locked: read('LockedHint') === true,
      closing: read('State') === 'closing',
      terminal: Number(read('VTNr') ?? 0),
    };
  };
  return {
    sessions: async () => {
      const [rows] = listOf(await call(MANAGER_PATH, MANAGER, 'ListSessions'));
      const found = listOf(rows).map(async (row) => {
        const [id, uid, , , path] = listOf(row);
        // A session that ended between the two questions is none.
        return session(String(id), Number(uid), String(path)).catch(() => undefined);
      });
      return (await Promise.all(found)).filter((each) => each !== undefined);
    },
    lock: async (id) => void (await call(MANAGER_PATH, MANAGER, 'LockSession', 's', id)),
    unlock: async (id) => void (await call(MANAGER_PATH, MANAGER, 'UnlockSession', 's', id)),
    switchTo: async (terminal) => {
      await call(`${MANAGER_PATH}/seat/seat0`, SEAT, 'SwitchTo', 'u', String(terminal));
    },
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
