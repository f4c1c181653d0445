/** A machine's clocks and timers in the hands of a test. */
import type { ClockReading } from '@sekisho/lock';
import type { Clock, Random, Timers } from '../src/index.ts';

/** Lets everything that waits on promises alone come to rest. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

interface Armed {
  readonly at: number;
  readonly run: () => void;
}

export class FakeTime implements Clock, Timers {
  /** The true time: the server's. */
  trueMs: number;
  /** What somebody has added to this machine's wall clock. */
  wallOffsetMs = 0;
  monotonicMs = 5_000;
  #armed = new Set<Armed>();

  constructor(trueMs = 1_800_000_000_000) {
    this.trueMs = trueMs;
  }

  read(): ClockReading {
    return { wallMs: this.trueMs + this.wallOffsetMs, monotonicMs: this.monotonicMs };
  }

  nowMs(): number {
    return this.monotonicMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const armed = { at: this.monotonicMs + delayMs, run };
    this.#armed.add(armed);
    return () => this.#armed.delete(armed);
  }

  get armedCount(): number {
    return this.#armed.size;
  }

  /** Nothing armed so far fires any more: the process that armed it is dead. */
  kill(): void {
    this.#armed.clear();
  }

  /** Time goes by, timer by timer; whatever they set off has come to rest at the end. */
  async advance(ms: number): Promise<void> {
    const end = this.monotonicMs + ms;
    await settle();
    for (;;) {
      const next = [...this.#armed].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#armed.delete(next);
      this.#moveTo(Math.max(next.at, this.monotonicMs));
      next.run();
      await settle();
    }
    this.#moveTo(end);
  }

  /** Time goes by, and no timer runs: what was due meanwhile comes with the next `advance`. */
  sleep(ms: number): void {
    this.#moveTo(this.monotonicMs + ms);
  }

  #moveTo(monotonicMs: number): void {
    this.trueMs += monotonicMs - this.monotonicMs;
    this.monotonicMs = monotonicMs;
  }
}

/** The same numbers every time (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { fraction, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(fraction() * 256)) };
}
