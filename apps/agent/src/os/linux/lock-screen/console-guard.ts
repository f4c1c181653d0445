// While locked, brings the machine back from a text console (Ctrl+Alt+F3), which no window can cover, to the covered screen.

import type { Session } from './logind.ts';
import type { Timers } from './timers.ts';

const POLL_MS = 300;

export interface ConsoleGuardPorts {
  /** The virtual terminal in front; `undefined` on a machine without any. */
  readonly activeTerminal: () => Promise<number | undefined>;
  readonly switchTo: (terminal: number) => Promise<void>;
  readonly sessions: () => Promise<readonly Session[]>;
}

export interface ConsoleGuardOptions extends ConsoleGuardPorts {
  readonly timers: Timers;
  /** The terminals of the X servers that are covered. */
  readonly covered: () => readonly number[];
}

export interface ConsoleGuard {
  start(): void;
  stop(): void;
}

const GRAPHICAL_TYPES: ReadonlySet<string> = new Set(['x11', 'wayland', 'mir']);

export function createConsoleGuard(options: ConsoleGuardOptions): ConsoleGuard {
  let cancel: (() => void) | undefined;
  let busy = false;
  let lastGood: number | undefined;

  const look = async (): Promise<void> => {
    const active = await options.activeTerminal();
    if (active === undefined) return;
    const covered = options.covered();
    if (covered.includes(active)) {
      lastGood = active;
      return;
    }
    // Rare: only now the sessions are asked for, which takes a program.
    const graphical = (await options.sessions())
      .filter((session) => GRAPHICAL_TYPES.has(session.type) && session.terminal > 0)
      .map((session) => session.terminal);
    const good = [...covered, ...graphical];
    if (good.includes(active)) {
      lastGood = active;
      return;
    }
    const target = lastGood !== undefined && good.includes(lastGood) ? lastGood : good[0];
    if (target !== undefined && cancel !== undefined) await options.switchTo(target);
  };
  const lookOnce = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    // Whatever failed is tried again at the next look.
    await look().catch(() => undefined);
    busy = false;
  };
  return {
    start: () => {
      cancel ??= options.timers.every(POLL_MS, () => void lookOnce());
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
  };
}

/** Reads `tty2` of /sys/class/tty/tty0/active. */
export function terminalOf(text: string): number | undefined {
  const number = /^tty(\d+)$/.exec(text.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}
