// The lock screen of the whole machine: every display covered by a process of its own, every other session locked by the system.

import type { ShowOutcome } from '../../any/covering.ts';
import type { DesiredScreen, ScreenContent } from '../../any/drawing/content.ts';
import { desiredFile, type StateFiles } from '../../any/drawing/desired-file.ts';
import { type ConsoleGuard, createConsoleGuard } from './console-guard.ts';
import { createDisplayKeeper, type DisplayKeeper, type KeeperState } from './display-keeper.ts';
import { createDisplayWatcher } from './display-watcher.ts';
import type { DisplayAddress, DisplaySource } from './displays.ts';
import type { Logind } from './logind.ts';
import type { StartScreenProcess } from './screen-process-port.ts';
import { coverName, createSessionGuard } from './session-guard.ts';
import type { Timers, WallClock } from './timers.ts';

/** How long `show` and `hide` wait for displays before they let the supervision go on by itself. */
const SETTLE_MS = 6_000;

export interface LockScreenPorts {
  readonly displays: DisplaySource;
  readonly logind: Logind;
  readonly activeTerminal: () => Promise<number | undefined>;
  readonly startProcess: StartScreenProcess;
  /** Keeps the machine from falling asleep, for as long as the system allows, until what it returns is called. */
  readonly delaySleep: () => () => void;
  readonly files: StateFiles;
  readonly timers: Timers & WallClock;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export interface LockScreenOptions {
  /** `screen.json` in a directory that only root may enter. */
  readonly statePath: string;
  readonly fontPath: string;
}

export interface LockScreenStatus {
  readonly screen: ScreenContent | null;
  readonly displays: readonly {
    readonly display: string;
    readonly state: KeeperState;
    readonly grabbed: boolean;
    readonly shownAt: number | undefined;
  }[];
  /** Ids of the sessions locked by the system's own lock. */
  readonly sessions: readonly string[];
}

export interface LockScreen {
  /** Covers everything there is and everything that comes; resolves at the first covered display. Never rejects. */
  show(screen: ScreenContent): Promise<ShowOutcome>;
  /** Opens everything, also what an agent before us covered; resolves when it is open. Never rejects. */
  hide(): Promise<void>;
  status(): LockScreenStatus;
  /** Ends the supervision, not the screens: what is covered stays covered for the next agent to take over. */
  stop(): void;
  /** Calls the listener whenever a screen came up; the returned function ends that. */
  onShown(listener: (outcome: ShowOutcome) => void): () => void;
}

export function createLockScreen(options: LockScreenOptions, ports: LockScreenPorts): LockScreen {
  return new Supervisor(options, ports);
}

interface Waiter {
  readonly revision: number;
  readonly check: () => boolean;
  readonly done: () => void;
}

class Supervisor implements LockScreen {
  readonly #options: LockScreenOptions;
  readonly #ports: LockScreenPorts;
  readonly #file: ReturnType<typeof desiredFile>;
  readonly #watcher: ReturnType<typeof createDisplayWatcher>;
  readonly #guard: ReturnType<typeof createSessionGuard>;
  readonly #consoles: ConsoleGuard;
  readonly #keepers = new Map<string, { address: DisplayAddress; keeper: DisplayKeeper; reached: number }>();
  readonly #listeners = new Set<(outcome: ShowOutcome) => void>();
  readonly #waiters = new Set<Waiter>();
  #desired: DesiredScreen | undefined;

  constructor(options: LockScreenOptions, ports: LockScreenPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#file = desiredFile(options.statePath, ports.files, () => ports.timers.wallNow());
    this.#watcher = createDisplayWatcher(ports.displays, ports.timers, {
      appeared: (address) => this.#appeared(address),
      vanished: (address) => this.#vanished(address),
    });
    this.#guard = createSessionGuard({
      logind: ports.logind,
      timers: ports.timers,
      covered: () => this.#covered().map(coverName),
      awaited: () => this.#awaited().map(coverName),
      onLocked: () => this.#announce({ covering: 'session', at: ports.timers.wallNow() }),
    });
    this.#consoles = createConsoleGuard({
      timers: ports.timers,
      activeTerminal: ports.activeTerminal,
      switchTo: (terminal) => ports.logind.switchTo(terminal),
      sessions: () => ports.logind.sessions(),
      covered: () => this.#covered().flatMap(({ terminal }) => terminal ?? []),
    });
  }

  /** A machine that is being closed is covered before it sleeps: nobody sees the desktop when it wakes. */
  async show(screen: ScreenContent): Promise<ShowOutcome> {
    const letSleep = this.#ports.delaySleep();
    return this.#show(screen).finally(letSleep);
  }

  async #show(screen: ScreenContent): Promise<ShowOutcome> {
    const { revision } = await this.#want(screen);
    const sessionsLooked = this.#guard.start();
    this.#consoles.start();
    if (this.#keepers.size === 0) await sessionsLooked;
    const covered = (): boolean => this.#reached(revision).length > 0 || this.#guard.locked.length > 0;
    if (this.#keepers.size > 0) await this.#until(revision, covered);
    return this.#outcome(revision);
  }

  async hide(): Promise<void> {
    const { revision } = await this.#want(null);
    this.#watcher.stop();
    this.#consoles.stop();
    await this.#guard.stop();
    await this.#until(revision, () => this.#reached(revision).length === this.#keepers.size);
  }

  status(): LockScreenStatus {
    return {
      screen: this.#desired?.screen ?? null,
      displays: [...this.#keepers.values()].map(({ address, keeper }) => ({
        display: address.display,
        state: keeper.state,
        grabbed: keeper.grabbed,
        shownAt: keeper.shownAt,
      })),
      sessions: this.#guard.locked,
    };
  }

  stop(): void {
    this.#watcher.stop();
    this.#consoles.stop();
    this.#guard.release();
    for (const { keeper } of this.#keepers.values()) keeper.release();
    for (const waiter of this.#waiters) waiter.done();
  }

  onShown(listener: (outcome: ShowOutcome) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The screens and the disk are told at the same time: a full disk must not keep a device open. */
  async #want(screen: ScreenContent | null): Promise<DesiredScreen> {
    const { log } = this.#ports;
    const { desired, written } = await this.#file.next(screen);
    this.#desired = desired;
    for (const { keeper } of this.#keepers.values()) keeper.want(desired);
    await Promise.all([
      written.catch((cause: unknown) => log('screen-state-not-written', { cause })),
      this.#watcher.start().catch((cause: unknown) => log('displays-not-found', { cause })),
    ]);
    return desired;
  }

  #appeared(address: DisplayAddress): void {
    if (this.#desired === undefined) return;
    this.#keepers.get(address.display)?.keeper.release();
    const { statePath, fontPath } = this.#options;
    const { startProcess, timers } = this.#ports;
    const keeper = createDisplayKeeper({
      address,
      statePath,
      fontPath,
      startProcess,
      timers,
      onReached: (revision, at) => this.#noteReached(address, revision, at),
      onUnable: () => this.#lookAtSessions(),
    });
    this.#keepers.set(address.display, { address, keeper, reached: 0 });
    keeper.want(this.#desired);
  }

  #vanished(address: DisplayAddress): void {
    const known = this.#keepers.get(address.display);
    if (known?.address !== address) return;
    known.keeper.release();
    this.#keepers.delete(address.display);
    this.#wake();
  }

  #noteReached(address: DisplayAddress, revision: number, at: number): void {
    const known = this.#keepers.get(address.display);
    if (known?.address !== address) return;
    known.reached = revision;
    if (this.#desired?.revision === revision && this.#desired.screen !== null) {
      this.#announce({ covering: 'display', at });
    }
    this.#wake();
  }

  #announce(outcome: ShowOutcome): void {
    for (const listener of this.#listeners) listener(outcome);
    this.#wake();
  }

  #reached(revision: number): DisplayKeeper[] {
    const reached = [...this.#keepers.values()].filter((known) => known.reached >= revision);
    return reached.map((known) => known.keeper);
  }

  #covered(): DisplayAddress[] {
    const shown = [...this.#keepers.values()].filter(({ keeper }) => keeper.state === 'shown');
    return shown.map(({ address }) => address);
  }

  /** Whoever cannot be covered is locked by the system, without waiting for the next look. */
  #lookAtSessions(): void {
    this.#guard.look().finally(() => this.#wake());
  }

  /** What a process of ours is still expected to cover. */
  #awaited(): DisplayAddress[] {
    const able = [...this.#keepers.values()].filter(({ keeper }) => keeper.state !== 'unable');
    return able.map(({ address }) => address);
  }

  #outcome(revision: number): ShowOutcome {
    const times = this.#reached(revision).map((keeper) => keeper.shownAt);
    const at = times.find((time) => time !== undefined);
    if (at !== undefined) return { covering: 'display', at };
    const covering = this.#guard.locked.length > 0 ? 'session' : 'nothing';
    return { covering, at: this.#ports.timers.wallNow() };
  }

  /** Waits until the check holds, something newer is wanted, or patience ends. */
  #until(revision: number, check: () => boolean): Promise<void> {
    if (check()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { revision, check, done: resolve };
    this.#waiters.add(waiter);
    const cancel = this.#ports.timers.after(SETTLE_MS, resolve);
    return promise.finally(() => {
      cancel();
      this.#waiters.delete(waiter);
    });
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (waiter.revision !== this.#desired?.revision || waiter.check()) waiter.done();
    }
  }
}
