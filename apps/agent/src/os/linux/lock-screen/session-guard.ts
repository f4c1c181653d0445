// Where no X11 screen can cover a session (Wayland, or a display that cannot be opened), keeps it locked by the system's own lock.

import type { DisplayAddress } from './displays.ts';
import type { Logind, Session } from './logind.ts';
import type { Timers } from './timers.ts';

const POLL_MS = 2_000;
/** How often a session that we can cover must be found uncovered before the system's lock is called: its screen may just be starting. */
const PATIENCE = 2;

export interface SessionGuard {
  /** Locks now what needs it and goes on doing so; resolves with whether any session is locked by us. */
  start(): Promise<boolean>;
  /** Looks at once, out of turn. */
  look(): Promise<boolean>;
  /** Ends, and unlocks the sessions that were open when we locked them. */
  stop(): Promise<void>;
  /** Ends and leaves every lock as it is. */
  release(): void;
  /** The sessions that we locked. */
  readonly locked: readonly string[];
}

export interface SessionGuardOptions {
  readonly logind: Logind;
  readonly timers: Timers;
  /** The displays that are covered now, as `coverName` calls them. */
  readonly covered: () => readonly string[];
  /** The displays that are covered or may be so any moment. */
  readonly awaited: () => readonly string[];
  readonly onLocked: () => void;
}

/** `:0`, or whose Wayland session it is: logind tells no more of one. */
export function coverName({ protocol, display, uid }: DisplayAddress): string {
  return protocol === 'x11' ? display : `wayland:${uid}`;
}

/** Whether the system's own lock is needed for this session. */
export function needsSystemLock(session: Session, covered: readonly string[]): boolean {
  if (session.sessionClass !== 'user' || session.closing) return false;
  if (session.type === 'wayland') return !covered.includes(`wayland:${session.uid}`);
  if (session.type === 'mir') return true;
  if (session.type !== 'x11') return false;
  const display = session.display.replace(/\.\d+$/, '');
  return display === '' ? covered.length === 0 : !covered.includes(display);
}

export function createSessionGuard(options: SessionGuardOptions): SessionGuard {
  const { logind, timers } = options;
  /** Session → whether it was open before. */
  const ours = new Map<string, boolean>();
  const uncovered = new Map<string, number>();
  let cancel: (() => void) | undefined;
  let looking: Promise<boolean> | undefined;

  const lockOne = async (session: Session): Promise<void> => {
    if (!ours.has(session.id)) ours.set(session.id, !session.locked);
    if (session.locked) return;
    await logind.lock(session.id);
  };
  const lookNow = async (): Promise<boolean> => {
    const sessions = await logind.sessions().catch(() => []);
    const covered = options.covered();
    for (const session of sessions) {
      const needed = needsSystemLock(session, covered);
      const times = needed ? (uncovered.get(session.id) ?? 0) + 1 : 0;
      uncovered.set(session.id, times);
      const mayBeCovered = session.type === 'x11' || options.awaited().includes(`wayland:${session.uid}`);
      if (cancel === undefined || times < (mayBeCovered ? PATIENCE : 1)) continue;
      const first = !ours.has(session.id);
      // A session that ended meanwhile needs no lock; any other is tried again at the next look.
      await lockOne(session).catch(() => undefined);
      if (first) options.onLocked();
    }
    return ours.size > 0;
  };
  const look = (): Promise<boolean> => {
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const release = (): void => {
    cancel?.();
    cancel = undefined;
  };
  return {
    look,
    start: () => {
      cancel ??= timers.every(POLL_MS, () => void look());
      return look();
    },
    stop: async () => {
      release();
      await looking;
      for (const [id, wasOpen] of ours) if (wasOpen) await logind.unlock(id).catch(() => undefined);
      ours.clear();
      uncovered.clear();
    },
    release,
    get locked() {
      return [...ours.keys()];
    },
  };
}
