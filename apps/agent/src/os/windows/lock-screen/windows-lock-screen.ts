/**
 * The lock screens of the whole machine: one process for each session in which somebody is logged on, started anew whenever it ends; a session
 * that cannot be covered is disconnected, after which only a password opens it. Nobody logged on: nothing is covered, and nothing is claimed.
 */
import type { CoveringScreen, ShowOutcome } from '../../any/covering.ts';
import type { DesiredScreen, ScreenContent } from '../../any/drawing/content.ts';
import { type DesiredFile, desiredFile, type StateFiles } from '../../any/drawing/desired-file.ts';
import type { WindowsSession } from '../sessions.ts';
import { SessionScreen, type StartScreen } from './session-screen.ts';

export interface LockScreenPorts {
  readonly screenFile: string;
  readonly files: StateFiles;
  readonly sessions: () => readonly WindowsSession[];
  /** A session that is covered even where nobody is said to be logged on: that of an agent which a person runs. */
  readonly ownSession: number | null;
  readonly start: StartScreen;
  readonly disconnect: (session: number) => boolean;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly wallNow: () => number;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

/** How often it is looked for people who have logged on. */
const lookMs = 1_000;
/** How long `show` and `hide` wait before they let the supervision go on by itself. */
const settleMs = 10_000;

export class WindowsLockScreen implements CoveringScreen {
  readonly #ports: LockScreenPorts;
  readonly #file: DesiredFile;
  readonly #screens = new Map<number, SessionScreen>();
  readonly #listeners = new Set<(outcome: ShowOutcome) => void>();
  #desired: DesiredScreen | null = null;
  #stopLooking: () => void = () => undefined;
  #settled: () => void = () => undefined;
  #disconnected = false;

  constructor(ports: LockScreenPorts) {
    this.#ports = ports;
    this.#file = desiredFile(ports.screenFile, ports.files, ports.wallNow);
  }

  async show(screen: ScreenContent): Promise<ShowOutcome> {
    this.#disconnected = false;
    const { revision } = await this.#want(screen);
    this.#look();
    const covered = () => this.#disconnected || this.#reached(revision) > 0;
    if (this.#screens.size > 0) await this.#until(revision, covered);
    const at = this.#ports.wallNow();
    if (this.#reached(revision) > 0) return { covering: 'display', at };
    return { covering: this.#disconnected ? 'session' : 'nothing', at };
  }

  async hide(): Promise<void> {
    const { revision } = await this.#want(null);
    this.#stopLooking();
    await this.#until(revision, () => this.#reached(revision) === this.#screens.size);
    this.#screens.clear();
  }

  onShown(listener: (outcome: ShowOutcome) => void): void {
    this.#listeners.add(listener);
  }

  /** The screens and the disk are told at the same time: a full disk must not keep a device open. */
  async #want(screen: ScreenContent | null): Promise<DesiredScreen> {
    const { desired, written } = await this.#file.next(screen);
    this.#desired = desired;
    for (const each of this.#screens.values()) each.want(desired);
    written.catch((cause: unknown) => this.#ports.log('screen-state-not-written', { cause: String(cause) }));
    return desired;
  }

  /** Screens for whoever has come; those of sessions that are gone are let go. */
  #look(): void {
    this.#stopLooking();
    if (this.#desired === null || this.#desired.screen === null) return;
    const { sessions, ownSession } = this.#ports;
    const people = sessions().filter(({ user }) => user !== '');
    const wanted = new Set([...people.map(({ id }) => id), ...(ownSession === null ? [] : [ownSession])]);
    for (const [id, screen] of this.#screens) {
      if (wanted.has(id)) continue;
      screen.release();
      this.#screens.delete(id);
    }
    for (const id of wanted) if (!this.#screens.has(id)) this.#add(id, this.#desired);
    this.#stopLooking = this.#ports.after(lookMs, () => this.#look());
  }

  #add(id: number, desired: DesiredScreen): void {
    const { start, after, disconnect, wallNow } = this.#ports;
    const screen = new SessionScreen(id, {
      start,
      after,
      reached: ({ event, at, revision }) => {
        if (event === 'shown' && revision === this.#desired?.revision) this.#announce({ covering: 'display', at });
        this.#settled();
      },
      unable: () => {
        if (!disconnect(id)) return;
        this.#disconnected = true;
        this.#announce({ covering: 'session', at: wallNow() });
        this.#settled();
      },
    });
    this.#screens.set(id, screen);
    screen.want(desired);
  }

  #announce(outcome: ShowOutcome): void {
    for (const listener of this.#listeners) listener(outcome);
  }

  #reached(revision: number): number {
    return [...this.#screens.values()].filter(({ reached }) => reached >= revision).length;
  }

  /** Until the check holds, something newer is wanted, or patience ends. */
  #until(revision: number, check: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.after(settleMs, resolve);
      this.#settled = () => {
        if (!check() && this.#desired?.revision === revision) return;
        cancel();
        resolve();
      };
      this.#settled();
    });
  }
}
