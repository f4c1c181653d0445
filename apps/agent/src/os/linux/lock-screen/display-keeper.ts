// Keeps one display as desired: starts its screen process, starts it again when it dies, sweeps up after one that was killed.

import type { DesiredScreen } from '../../any/drawing/content.ts';
import type { DisplayAddress } from './displays.ts';
import { CANNOT_COVER, type ScreenEvent } from './screen-events.ts';
import type { ScreenProcess, StartScreenProcess } from './screen-process-port.ts';
import type { Timers } from './timers.ts';

const RESTART_DELAYS_MS = [0, 50, 150, 400, 1_000, 2_000] as const;
/** A process that did not do what it was started for in this time is replaced. */
const PATIENCE_MS = 5_000;
/** A display on which so many processes were ended in this time, each after it had covered, is not shared any more while it is covered. */
const THROWN_OUT_TIMES = 3;
const THROWN_OUT_WITHIN_MS = 30_000;
/** After so many attempts to open a display nothing can be left there that we could remove. */
const SWEEP_ATTEMPTS = 4;

/** `unable`: this display can never be covered by a process of ours. */
export type KeeperState = 'idle' | 'starting' | 'shown' | 'waiting' | 'unable';

export interface DisplayKeeper {
  readonly state: KeeperState;
  readonly grabbed: boolean;
  readonly shownAt: number | undefined;
  want(desired: DesiredScreen): void;
  /** Stops supervising and leaves the process, and so the screen, as it is. */
  release(): void;
}

export interface DisplayKeeperOptions {
  readonly address: DisplayAddress;
  readonly statePath: string;
  readonly fontPath: string;
  readonly startProcess: StartScreenProcess;
  readonly timers: Timers;
  /** The display shows the revision, or is free again. */
  readonly onReached: (revision: number, at: number) => void;
  /** It can never be covered by us. */
  readonly onUnable: () => void;
}

export function createDisplayKeeper(options: DisplayKeeperOptions): DisplayKeeper {
  return new Keeper(options);
}

class Keeper implements DisplayKeeper {
  readonly #options: DisplayKeeperOptions;
  #desired: DesiredScreen | undefined;
  #process: ScreenProcess | undefined;
  #failures = 0;
  #thrownOut: readonly number[] = [];
  #released = false;
  #cancelTimer: (() => void) | undefined;
  state: KeeperState = 'idle';
  grabbed = false;
  shownAt: number | undefined;

  constructor(options: DisplayKeeperOptions) {
    this.#options = options;
  }

  want(desired: DesiredScreen): void {
    this.#desired = desired;
    this.#failures = 0;
    if (this.#process === undefined) this.#start();
    else this.#send();
  }

  release(): void {
    this.#released = true;
    this.#cancelTimer?.();
    this.#process?.release();
  }

  #start(): void {
    this.#cancelTimer?.();
    const { address, startProcess, statePath, fontPath } = this.#options;
    this.state = 'starting';
    const args = ['--display', address.display, '--socket', address.socketPath, '--state', statePath];
    args.push('--font', fontPath, '--since', String(this.#desired?.revision ?? 0));
    if (address.protocol === 'wayland') args.push('--wayland');
    if (this.#thrownOut.length >= THROWN_OUT_TIMES) args.push('--alone');
    for (const path of address.authorityPaths) args.push('--xauthority', path);
    const process: ScreenProcess = startProcess(args, {
      line: (text) => this.#hear(text),
      exited: (code) => this.#exited(process, code),
    });
    this.#process = process;
    this.#send();
  }

  #send(): void {
    this.#cancelTimer?.();
    this.#process?.writeLine(JSON.stringify(this.#desired));
    this.#cancelTimer = this.#options.timers.after(PATIENCE_MS, () => this.#process?.kill());
  }

  #hear(text: string): void {
    const event = readEvent(text);
    if (event === undefined || this.#released) return;
    if (event.event === 'grabbed' || event.event === 'grab-lost') this.grabbed = event.event === 'grabbed';
    if (event.event === 'waiting') {
      this.state = 'waiting';
      this.#cancelTimer?.();
    }
    if (event.event !== 'shown' && event.event !== 'hidden') return;
    if (event.event === 'shown') {
      this.#failures = 0;
      this.state = 'shown';
      this.shownAt = event.at;
    } else {
      this.state = 'idle';
      this.shownAt = undefined;
    }
    if (event.revision === this.#desired?.revision) this.#cancelTimer?.();
    this.#options.onReached(event.revision, event.at);
  }

  #exited(process: ScreenProcess, code: number | null): void {
    if (this.#process !== process || this.#released) return;
    this.#process = undefined;
    this.#cancelTimer?.();
    this.grabbed = false;
    const hiding = this.#desired?.screen === null;
    if (hiding && (code === 0 || this.#failures >= SWEEP_ATTEMPTS)) {
      this.state = 'idle';
      // Open is open, also for whoever asked for it while the process was ending.
      this.#options.onReached(this.#desired?.revision ?? 0, 0);
      return;
    }
    if (code === CANNOT_COVER) {
      this.state = 'unable';
      this.#options.onUnable();
      return;
    }
    // A signal comes from root alone; the server itself ends a client for another.
    if (code !== null && this.state === 'shown') this.#noteThrownOut();
    this.state = 'waiting';
    const delayMs = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)] ?? 0;
    this.#failures++;
    if (delayMs === 0) this.#start();
    else this.#cancelTimer = this.#options.timers.after(delayMs, () => this.#start());
  }

  /** Three times are no accident: from then on it stays alone on this display. */
  #noteThrownOut(): void {
    if (this.#thrownOut.length >= THROWN_OUT_TIMES) return;
    const now = this.#options.timers.now();
    this.#thrownOut = [...this.#thrownOut.filter((at) => now - at < THROWN_OUT_WITHIN_MS), now];
  }
}

function readEvent(text: string): ScreenEvent | undefined {
  try {
    return JSON.parse(text) as ScreenEvent;
  } catch {
    return undefined;
  }
}
