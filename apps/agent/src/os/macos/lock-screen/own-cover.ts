/** Our own screen over the session of whoever is at the Mac: keeps its process running, and knows whether it has just said that it holds. */
import type { DesiredScreen, ScreenContent } from '../../any/drawing/content.ts';
import type { DesiredFile } from '../../any/drawing/desired-file.ts';
import { parseCoverEvent } from './screen-events.ts';

/** A running process of the lock screen. */
export interface CoverProcess {
  writeLine(line: string): void;
  /** Lets it run on without the agent. */
  release(): void;
}

export interface CoverListener {
  line(text: string): void;
  /** It has ended, or could not be started. */
  ended(): void;
}

/** Never throws. */
export type StartCover = (userId: number, since: number, listener: CoverListener) => CoverProcess;

export interface OwnCover {
  /** Called again and again: a process that has ended is started anew by it. */
  keep(userId: number, screen: ScreenContent): Promise<void>;
  hide(): Promise<void>;
  /** A process is there that may cover the session soon. */
  isComing(userId: number): boolean;
  /** Its process has said how it stands: it runs, whatever it says. */
  hasSpoken(): boolean;
  /** It has just said that it covers the session, with what is wanted now. */
  covers(userId: number): boolean;
}

export interface OwnCoverPorts {
  readonly file: DesiredFile;
  readonly start: StartCover;
  readonly nowMs: () => number;
  readonly warn: (message: string, reason: string) => void;
}

/** It speaks every second; who has not for so long is stuck, or stopped. */
const freshMs = 2_500;

export function createOwnCover({ file, start, nowMs, warn }: OwnCoverPorts): OwnCover {
  let desired: DesiredScreen | null = null;
  let running: { readonly userId: number; readonly process: CoverProcess } | null = null;
  let spoke = false;
  let held: { readonly revision: number; readonly atMs: number } | null = null;

  /** The screen and the disk are told at the same time: a full disk must not keep a device open. */
  async function want(screen: ScreenContent | null): Promise<DesiredScreen> {
    if (desired !== null && JSON.stringify(desired.screen) === JSON.stringify(screen)) return desired;
    const next = await file.next(screen);
    next.written.catch((error: unknown) => warn('what the lock screen shows could not be kept', String(error)));
    desired = next.desired;
    running?.process.writeLine(JSON.stringify(desired));
    return desired;
  }

  function begin(userId: number, wanted: DesiredScreen): void {
    running?.process.release();
    [held, spoke] = [null, false];
    const process = start(userId, wanted.revision, {
      line(text) {
        const event = parseCoverEvent(text);
        if (event === null || running !== mine) return;
        spoke = true;
        held = event.event === 'holds' ? { revision: event.revision, atMs: nowMs() } : null;
      },
      ended() {
        if (running !== mine) return;
        running = null;
        [held, spoke] = [null, false];
      },
    });
    const mine = { userId, process };
    running = mine;
    process.writeLine(JSON.stringify(wanted));
  }

  return {
    async keep(userId, screen) {
      const wanted = await want(screen);
      if (running?.userId !== userId) begin(userId, wanted);
    },
    async hide() {
      await want(null);
      held = null;
    },
    isComing: (userId) => running?.userId === userId,
    hasSpoken: () => spoke,
    covers: (userId) =>
      running?.userId === userId && held?.revision === desired?.revision && nowMs() - (held?.atMs ?? 0) < freshMs,
  };
}
