/** A store that lives in memory: for the simulator, and for tests, which can let it fail. */
import type { TrustedTime } from '@sekisho/lock';
import type { DeviceStore, Item, StoreChange, StoredDevice, UsedIntent } from '../ports/device-store.ts';

export interface MemoryStoreOptions {
  /** Called before anything of a commit is applied; what it throws is the store's failure. */
  readonly beforeCommit?: (change: StoreChange) => void;
}

const empty: StoredDevice = {
  pendingKey: null,
  identity: null,
  trust: null,
  settings: null,
  vital: null,
  lastItemNumber: 0,
  inventory: null,
  location: null,
  reportedFacts: null,
  mark: null,
};

export class MemoryStore implements DeviceStore {
  readonly #options: MemoryStoreOptions;
  #device: StoredDevice = empty;
  #items: Item[] = [];
  /** Made when it is first needed: most simulated devices never get a command. */
  #used: Map<string, UsedIntent> | null = null;

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
  }

  load(): StoredDevice {
    return this.#device;
  }

  commit(change: StoreChange): void {
    this.#options.beforeCommit?.(change);
    const { used = [], append = [], storedThrough = 0, drop = [], renumberFrom, anew = false, ...rest } = change;
    if (anew) this.clear();
    if (storedThrough > 0) this.#items = this.#items.filter(({ number }) => number > storedThrough);
    if (drop.length > 0) this.#items = this.#items.filter(({ number }) => !drop.includes(number));
    if (renumberFrom !== undefined)
      this.#items = this.#items.map((item, index) => ({ ...item, number: renumberFrom + index }));
    if (append.length > 0) this.#items.push(...append);
    for (const intent of used) {
      this.#used ??= new Map();
      this.#used.set(intent.id, intent);
    }
    const lastItemNumber = Math.max(this.#device.lastItemNumber ?? 0, this.#items.at(-1)?.number ?? 0);
    this.#device = { ...this.#device, ...rest, lastItemNumber };
  }

  saveTime(time: TrustedTime): void {
    this.#options.beforeCommit?.({});
    const { vital } = this.#device;
    if (vital !== null) this.#device = { ...this.#device, vital: { ...vital, time } };
  }

  items(limit: number): readonly Item[] {
    return this.#items.length <= limit ? this.#items : this.#items.slice(0, limit);
  }

  itemCount(): number {
    return this.#items.length;
  }

  used(intentId: string): UsedIntent | null {
    return this.#used?.get(intentId) ?? null;
  }

  clear(): void {
    this.#device = empty;
    this.#items = [];
    this.#used = null;
  }

  close(): void {}
}
