/** What the running agent knows of itself: the store's contents in memory, and the one way to change both. */
import { type CommandResult, type DeviceEvent, type LocationFix, WipeTargets } from '@sekisho/contracts';
import {
  applyServerTime,
  lockedState,
  parseLockState,
  parseTrustedTime,
  raiseHighWater,
  startTrustedTime,
  type TrustedTime,
  trustedNow,
} from '@sekisho/lock';
import { Check } from 'typebox/value';
import type { Clock } from '../ports/clock.ts';
import type {
  DeviceStore,
  Identity,
  Item,
  StoreChange,
  StoredDevice,
  Vital,
  WipeProgress,
} from '../ports/device-store.ts';

export type NewItem = Omit<CommandResult, 'number'> | Omit<DeviceEvent, 'number'> | Omit<LocationFix, 'number'>;

export interface MemoryChange
  extends Omit<StoreChange, 'vital' | 'append' | 'renumberFrom' | 'pendingKey' | 'identity' | 'anew'> {
  readonly vital?: Partial<Omit<Vital, 'time'>>;
  readonly items?: readonly NewItem[];
}

export interface MemoryListener {
  queued(items: readonly Item[]): void;
  stored(through: number): void;
}

/** By less than this a certificate's dates are no matter. */
const clockToleratedMs = 60_000;
/** With this many items waiting, what nobody would miss is no longer queued. */
const crowdedQueue = 2_000;
const minorEvents = new Set([
  'started',
  'screen-hidden',
  'screen-failed',
  'clock-moved',
  'released',
  'release-ended',
  'unlock-key-ignored',
]);

/** One per agent; everything but `commit`, `serverTime` and `saveTime` only reads. */
export class DeviceMemory {
  readonly identity: Identity;
  /** The stored lock could not be read: the device is locked until it has been in touch. */
  readonly stateLost: boolean;
  readonly #store: DeviceStore;
  readonly #clock: Clock;
  readonly #listener: MemoryListener;
  #held: Pick<StoredDevice, 'trust' | 'settings' | 'inventory' | 'location' | 'reportedFacts' | 'mark'>;
  #vital: Omit<Vital, 'time'>;
  #time: TrustedTime;
  #lastItemNumber: number;
  #isOver = false;

  constructor(
    store: DeviceStore,
    stored: StoredDevice & { identity: Identity },
    clock: Clock,
    listener: MemoryListener,
  ) {
    this.identity = stored.identity;
    this.#store = store;
    this.#clock = clock;
    this.#listener = listener;
    this.#held = stored;
    const lock = parseLockState(stored.vital?.lock);
    this.stateLost = lock === null;
    this.#vital = { ...readVital(stored), lock: lock ?? lockedState(stored.identity.registeredAt) };
    this.#time = parseTrustedTime(stored.vital?.time) ?? startTrustedTime(clock.read());
    // After a loss, numbers begin where no earlier life can have come: one item a millisecond was never reached.
    this.#lastItemNumber = stored.lastItemNumber ?? Math.max(0, this.now());
  }

  get trust() {
    return this.#held.trust;
  }
  get settings() {
    return this.#held.settings;
  }
  get inventory() {
    return this.#held.inventory;
  }
  get location() {
    return this.#held.location;
  }
  get reportedFacts() {
    return this.#held.reportedFacts;
  }
  get mark() {
    return this.#held.mark;
  }
  get vital(): Omit<Vital, 'time'> {
    return this.#vital;
  }
  get lock() {
    return this.#vital.lock;
  }

  /** Trusted time; never lower than the one before, but for an authenticated server time. */
  now(): number {
    this.#time = raiseHighWater(this.#time, this.#clock.read());
    return trustedNow(this.#time, this.#clock.read());
  }

  /** Trusted time where the server has said that the wall clock is wrong; else null. */
  nowIfClockIsWrong(): number | null {
    return Math.abs(this.#time.offsetMs) < clockToleratedMs ? null : this.now();
  }

  /** Takes an authenticated time. @returns by how much the wall clock was off from what was believed, milliseconds */
  serverTime(serverMs: number): number {
    const offsetBefore = this.#time.offsetMs;
    this.#time = applyServerTime(serverMs, this.#clock.read());
    return offsetBefore - this.#time.offsetMs;
  }

  /** @throws as the store does */
  saveTime(): void {
    this.now();
    if (!this.#isOver) this.#store.saveTime(this.#time);
  }

  items(limit: number): readonly Item[] {
    return this.#store.items(limit);
  }
  itemCount(): number {
    return this.#store.itemCount();
  }
  used(intentId: string) {
    return this.#store.used(intentId);
  }

  /** All of it in one transaction, then in memory. @throws when it could not be stored; then nothing has changed. */
  commit(change: MemoryChange): void {
    if (this.#isOver) throw new Error('what is stored is of another device now');
    const { items = [], vital, ...plain } = change;
    const renumberFrom = this.#renumberFrom(plain.storedThrough);
    const firstNumber = renumberFrom === null ? this.#lastItemNumber : renumberFrom - 1 + this.#store.itemCount();
    const append = this.#worthQueueing(items).map(
      (item, index) => ({ ...item, number: firstNumber + index + 1 }) as Item,
    );
    const nextVital = vital === undefined ? null : { ...this.#vital, ...vital };
    this.#store.commit({
      ...plain,
      ...(append.length > 0 ? { append } : {}),
      ...(renumberFrom === null ? {} : { renumberFrom, storedThrough: 0 }),
      ...(nextVital === null ? {} : { vital: { ...nextVital, time: this.#time } }),
    });
    if (nextVital !== null) this.#vital = nextVital;
    this.#hold(plain);
    this.#lastItemNumber = firstNumber + append.length;
    if (plain.storedThrough !== undefined && renumberFrom === null) this.#listener.stored(plain.storedThrough);
    if (renumberFrom !== null) this.#listener.queued(this.items(Number.MAX_SAFE_INTEGER));
    else if (append.length > 0) this.#listener.queued(append);
  }

  #hold({ trust, settings, inventory, location, reportedFacts, mark }: MemoryChange): void {
    if (trust !== undefined) this.#held = { ...this.#held, trust };
    if (settings !== undefined) this.#held = { ...this.#held, settings };
    if (inventory !== undefined) this.#held = { ...this.#held, inventory };
    if (location !== undefined) this.#held = { ...this.#held, location };
    if (reportedFacts !== undefined) this.#held = { ...this.#held, reportedFacts };
    if (mark !== undefined) this.#held = { ...this.#held, mark };
  }

  /**
   * What is stored is from now on that of another device, with the lock and the time of this one and no orders taken; this memory knows
   * nothing of it. @throws as `commit`
   */
  becomeAnother(change: Omit<StoreChange, 'vital' | 'anew'>): void {
    const vital = { ...this.#vital, lastOrder: 0, cause: null, shutDownPending: false, wipe: null, time: this.#time };
    this.#store.commit({ ...change, vital, anew: true });
    this.#isOver = true;
  }

  /** Whether this answer says anything about what waits, or about the numbers to come. */
  hasNewsIn(storedThrough: number): boolean {
    return storedThrough > this.#lastItemNumber || (storedThrough > 0 && this.#store.itemCount() > 0);
  }

  /**
   * The server has stored a number that this device never gave: an earlier life of it did, and what waits under lower numbers was taken
   * for a repetition. It gets new ones.
   */
  #renumberFrom(storedThrough: number | undefined): number | null {
    return storedThrough !== undefined && storedThrough > this.#lastItemNumber ? storedThrough + 1 : null;
  }

  #worthQueueing(items: readonly NewItem[]): readonly NewItem[] {
    if (items.length === 0 || this.#store.itemCount() < crowdedQueue) return items;
    return items.filter((item) => item.kind !== 'event' || !minorEvents.has(item.what));
  }
}

function readVital(stored: StoredDevice): Pick<Vital, 'lastOrder' | 'cause' | 'shutDownPending' | 'wipe'> {
  const { lastOrder, cause, shutDownPending, wipe } = stored.vital ?? {};
  return {
    lastOrder: typeof lastOrder === 'number' ? lastOrder : 0,
    cause: isCause(cause) ? { commandId: cause.commandId, shown: cause.shown } : null,
    shutDownPending: shutDownPending === true,
    wipe: isWipeProgress(wipe) ? wipe : null,
  };
}

function isWipeProgress(value: unknown): value is WipeProgress {
  if (typeof value !== 'object' || value === null) return false;
  const { id, targets, outcomes } = value as Record<string, unknown>;
  return typeof id === 'string' && Check(WipeTargets, targets) && Array.isArray(outcomes);
}

function isCause(value: unknown): value is { commandId: string; shown: boolean } {
  if (typeof value !== 'object' || value === null) return false;
  const { commandId, shown } = value as Record<string, unknown>;
  return typeof commandId === 'string' && typeof shown === 'boolean';
}
