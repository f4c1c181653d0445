/** Keeps the screen of one session as desired: starts its process, speaks to it, and starts it again when it ends without having been told to. */
import type { DesiredScreen } from '../../any/drawing/content.ts';
import { parseScreenEvent, type ScreenEvent } from './screen-events.ts';

/** A running screen process, met on a pipe. */
export interface ScreenProcess {
  writeLine(line: string): void;
  /** Lets it run on without the agent. */
  release(): void;
}

export interface ScreenProcessListener {
  line(text: string): void;
  /** It has ended, or could not be started; called once. */
  ended(): void;
}

/** Never throws. */
export type StartScreen = (session: number, since: number, listener: ScreenProcessListener) => ScreenProcess;

export interface SessionScreenPorts {
  readonly start: StartScreen;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly reached: (event: ScreenEvent) => void;
  /** It did not come up so often that something else has to be done. */
  readonly unable: () => void;
}

const restartMs = [50, 200, 500, 1_000, 2_000] as const;
const unableAfter = 3;

export class SessionScreen {
  readonly #session: number;
  readonly #ports: SessionScreenPorts;
  #desired: DesiredScreen | null = null;
  #process: ScreenProcess | null = null;
  #failures = 0;
  #cancel: () => void = () => undefined;
  #released = false;
  /** Of the desired screen that it has reached; 0: none. */
  reached = 0;

  constructor(session: number, ports: SessionScreenPorts) {
    this.#session = session;
    this.#ports = ports;
  }

  want(desired: DesiredScreen): void {
    this.#desired = desired;
    this.#failures = 0;
    if (this.#process === null) this.#start();
    else this.#process.writeLine(JSON.stringify(desired));
  }

  /** The process, and so the screen, goes on as it is. */
  release(): void {
    this.#released = true;
    this.#cancel();
    this.#process?.release();
  }

  #start(): void {
    this.#cancel();
    const desired = this.#desired;
    if (desired === null) return;
    this.#process = this.#ports.start(this.#session, desired.revision, {
      line: (text) => this.#hear(text),
      ended: () => this.#ended(),
    });
    this.#process.writeLine(JSON.stringify(desired));
  }

  #hear(text: string): void {
    const event = parseScreenEvent(text);
    if (event === null || this.#released) return;
    if (event.event === 'shown') this.#failures = 0;
    this.reached = Math.max(this.reached, event.revision);
    this.#ports.reached(event);
  }

  #ended(): void {
    if (this.#released) return;
    this.#process = null;
    const wanted = this.#desired;
    // Told to hide, it ends by itself. Where nothing is to be shown, a process that cannot even start hides nothing either.
    if (wanted === null || wanted.screen === null) {
      const revision = wanted?.revision ?? 0;
      if (this.reached < revision) this.#ports.reached({ event: 'hidden', at: 0, revision });
      this.reached = Math.max(this.reached, revision);
      return;
    }
    const delayMs = restartMs[Math.min(this.#failures, restartMs.length - 1)] ?? 0;
    this.#failures += 1;
    if (this.#failures >= unableAfter) this.#ports.unable();
    this.#cancel = this.#ports.after(delayMs, () => this.#start());
  }
}
