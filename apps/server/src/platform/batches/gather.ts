/** Gathers single requests into batches, runs few batches at a time, and halves a batch that fails until the item at fault stands alone. */
import type { Timers } from '../clock.ts';
import { SekishoError } from '../sekisho-error.ts';
import { faultOf } from './fault.rules.ts';

export interface GatherOptions<Item, Output> {
  /** All or nothing: one output per item, in order; when it rejects, nothing of the batch has happened. */
  readonly run: (items: readonly Item[]) => Promise<readonly Output[]>;
  /** Two items with the same key are never under way at the same time. */
  readonly keyOf: (item: Item) => string;
  /** Items of two lanes never share a batch, lanes take turns; all are of one lane unless told otherwise. */
  readonly laneOf?: (item: Item) => string;
  /** How much of the bounds below an item takes; 1 unless told otherwise. */
  readonly weightOf?: (item: Item) => number;
  readonly timers: Timers;
  readonly maximumBatch: number;
  readonly maximumInFlight: number;
  /** Batches of one lane; as many as of all unless told otherwise. */
  readonly maximumInLane?: number;
  /** More than this waiting: refused at once with `service-unavailable`, before memory grows. */
  readonly maximumWaiting: number;
  /** How long a batch waits for company; what comes alone, after a batch of one, does not wait. */
  readonly lingerMs: number;
}

export interface Gather<Item, Output> {
  submit(item: Item): Promise<Output>;
  /** Weight of what waits now. */
  waiting(): number;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

interface Waiter<Item, Output> {
  readonly item: Item;
  readonly key: string;
  readonly weight: number;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

interface Batch<Item, Output> {
  readonly lane: string;
  readonly waiters: readonly Waiter<Item, Output>[];
}

const retryAfterSeconds = 5;
const maximumRetries = 3;

export function createGather<Item, Output>(options: GatherOptions<Item, Output>): Gather<Item, Output> {
  /** What waits, by lane; the lane that has waited longest comes first, and none is empty. */
  const lanes = new Map<string, Waiter<Item, Output>[]>();
  /** Batches under way, by lane. */
  const inLane = new Map<string, number>();
  const { maximumInFlight, maximumInLane = maximumInFlight } = options;
  let waitingWeight = 0;
  let inFlight = 0;
  let lingering = false;
  let lastBatch = 0;
  const busyKeys = new Set<string>();
  const idleWaiters: (() => void)[] = [];

  function take(): Batch<Item, Output> | null {
    for (const [lane, queue] of lanes) {
      if ((inLane.get(lane) ?? 0) >= maximumInLane) continue;
      const waiters = takeFrom(lane, queue);
      if (waiters.length > 0) return { lane, waiters };
    }
    return null;
  }

  function count(lane: string, change: 1 | -1): void {
    const underWay = (inLane.get(lane) ?? 0) + change;
    if (underWay === 0) inLane.delete(lane);
    else inLane.set(lane, underWay);
    inFlight += change;
  }

  function takeFrom(lane: string, queue: readonly Waiter<Item, Output>[]): Waiter<Item, Output>[] {
    const batch: Waiter<Item, Output>[] = [];
    const left: Waiter<Item, Output>[] = [];
    let weight = 0;
    for (const waiter of queue) {
      const fits = batch.length === 0 || weight + waiter.weight <= options.maximumBatch;
      if (!fits || busyKeys.has(waiter.key)) {
        left.push(waiter);
        continue;
      }
      busyKeys.add(waiter.key);
      weight += waiter.weight;
      batch.push(waiter);
    }
    if (batch.length === 0) return batch;
    lanes.delete(lane);
    if (left.length > 0) lanes.set(lane, left);
    waitingWeight -= weight;
    return batch;
  }

  function schedule(): void {
    if (lingering || lanes.size === 0 || inFlight >= maximumInFlight) return;
    lingering = true;
    const alone = inFlight === 0 && lastBatch <= 1;
    options.timers.after(alone || waitingWeight >= options.maximumBatch ? 0 : options.lingerMs, pump);
  }

  function pump(): void {
    lingering = false;
    while (inFlight < maximumInFlight && lanes.size > 0) {
      const batch = take();
      if (batch === null) return;
      const { lane, waiters } = batch;
      count(lane, 1);
      lastBatch = waiters.length;
      void runHalving(options, waiters, 0).finally(() => {
        count(lane, -1);
        for (const { key } of waiters) busyKeys.delete(key);
        schedule();
        if (lanes.size === 0 && inFlight === 0) for (const resolve of idleWaiters.splice(0)) resolve();
      });
    }
  }

  return {
    submit(item) {
      const weight = options.weightOf?.(item) ?? 1;
      if (waitingWeight + weight > options.maximumWaiting && lanes.size > 0)
        return Promise.reject(new SekishoError('service-unavailable', { retryAfterSeconds }));
      return new Promise((resolve, reject) => {
        const lane = options.laneOf?.(item) ?? '';
        const waiter = { item, key: options.keyOf(item), weight, resolve, reject };
        const queue = lanes.get(lane);
        if (queue === undefined) lanes.set(lane, [waiter]);
        else queue.push(waiter);
        waitingWeight += weight;
        schedule();
      });
    },
    waiting: () => waitingWeight,
    idle: () =>
      lanes.size === 0 && inFlight === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve)),
  };
}

async function runHalving<Item, Output>(
  options: GatherOptions<Item, Output>,
  batch: readonly Waiter<Item, Output>[],
  retries: number,
): Promise<void> {
  try {
    const outputs = await options.run(batch.map(({ item }) => item));
    for (const [index, waiter] of batch.entries()) waiter.resolve(outputs[index] as Output);
  } catch (cause) {
    const fault = faultOf(cause);
    if (fault === 'passing' && retries < maximumRetries) return runHalving(options, batch, retries + 1);
    if (fault !== 'item') {
      const error = new SekishoError('service-unavailable', { retryAfterSeconds, cause });
      for (const waiter of batch) waiter.reject(error);
      return;
    }
    if (batch.length === 1) {
      for (const waiter of batch) waiter.reject(cause);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await runHalving(options, batch.slice(0, middle), retries);
    await runHalving(options, batch.slice(middle), retries);
  }
}
