/** The store of a real device: SQLite for everything, and beside it files for what a lock and a registration hang on. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TrustedTime } from '@sekisho/lock';
import type { DeviceStore, Item, StoreChange, StoredDevice, UsedIntent, Vital } from '../ports/device-store.ts';
import { openDeviceDatabase } from './device-database.ts';
import { createStateFile, type Generation, openGeneration, type StateFile, sealGeneration } from './state-file.ts';

export interface SqliteStoreOptions {
  /** Made if it is not there; only its owner may enter. */
  readonly folder: string;
  /** Told what was found damaged or could not be written for now. */
  readonly warn: (message: string) => void;
  /** The database refuses to grow beyond this many pages of 4 KiB; left out: as far as the disk goes. */
  readonly maxPages?: number;
}

/** More used intents than any server keeps open. */
const usedKept = 10_000;

type Copy = 'vital' | 'registration';

export function openSqliteStore({ folder, warn, maxPages }: SqliteStoreOptions): DeviceStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const { database, replaced } = openDeviceDatabase(join(folder, 'device.db'));
  if (replaced) warn('the database was damaged; it was put aside and is made anew from the files beside it');
  if (maxPages !== undefined) database.exec(`pragma max_page_count = ${maxPages}`);
  const files = {
    vital: createStateFile(join(folder, 'lock.json')),
    registration: createStateFile(join(folder, 'registration.json')),
  };
  return new SqliteStore(database, files, warn);
}

class SqliteStore implements DeviceStore {
  readonly #database: DatabaseSync;
  readonly #files: Readonly<Record<Copy, StateFile>>;
  readonly #warn: (message: string) => void;
  readonly #statements: ReturnType<typeof prepareAll>;
  #generation: number;
  /** Copies whose file could not be written yet. */
  readonly #behind = new Set<Copy>();

  constructor(database: DatabaseSync, files: Readonly<Record<Copy, StateFile>>, warn: (message: string) => void) {
    this.#database = database;
    this.#files = files;
    this.#warn = warn;
    this.#statements = prepareAll(database);
    const generations = (['vital', 'registration'] as const).flatMap((copy) => this.#copies(copy));
    this.#generation = Math.max(0, ...generations.map(({ generation }) => generation));
  }

  load(): StoredDevice {
    const registration = readRegistration(this.#newest('registration')?.value);
    const vital = this.#loadVital();
    const lastItemNumber = this.#held('lastItemNumber');
    return {
      pendingKey: registration.pendingKey ?? null,
      identity: registration.identity ?? null,
      trust: registration.trust ?? null,
      settings: this.#held('settings') as StoredDevice['settings'],
      vital,
      // A queue that was never written is empty; one that is gone from under a registration was lost.
      lastItemNumber: typeof lastItemNumber === 'number' ? lastItemNumber : registration.identity ? null : 0,
      inventory: this.#held('inventory') as StoredDevice['inventory'],
      location: this.#held('location') as StoredDevice['location'],
      reportedFacts: this.#held('reportedFacts') as string | null,
      mark: this.#held('mark') as string | null,
    };
  }

  commit(change: StoreChange): void {
    const copies = this.#copiesOf(change);
    const texts = copies.map(([copy, value]) => [copy, { generation: this.#generation + 1, value }] as const);
    this.#transaction(() => {
      if (change.anew) this.#forgetAll();
      for (const [copy, generation] of texts) this.#statements.hold.run(copy, sealGeneration(generation));
      if (change.vital !== undefined) this.#hold('time', change.vital.time);
      for (const name of ['settings', 'inventory', 'location', 'reportedFacts', 'mark'] as const)
        if (change[name] !== undefined) this.#hold(name, change[name]);
      this.#changeItems(change);
      for (const { id, outcome, code } of change.used ?? []) this.#statements.use.run(id, outcome, code ?? null);
      if ((change.used ?? []).length > 0) this.#statements.forgetUsed.run(usedKept);
    });
    if (texts.length > 0) this.#generation += 1;
    for (const [copy, generation] of texts) this.#writeFile(copy, generation);
  }

  saveTime(time: TrustedTime): void {
    this.#transaction(() => this.#hold('time', time));
    for (const copy of this.#behind) {
      const newest = this.#newest(copy);
      if (newest !== null) this.#writeFile(copy, newest);
    }
  }

  items(limit: number): readonly Item[] {
    return this.#statements.items.all(limit).map((row) => JSON.parse(String(row['body'])) as Item);
  }

  itemCount(): number {
    return Number(this.#statements.itemCount.get()?.['count'] ?? 0);
  }

  used(intentId: string): UsedIntent | null {
    const row = this.#statements.used.get(intentId);
    if (row === undefined) return null;
    const outcome = row['outcome'] as UsedIntent['outcome'];
    return typeof row['code'] === 'string' ? { id: intentId, outcome, code: row['code'] } : { id: intentId, outcome };
  }

  clear(): void {
    this.#transaction(() => this.#forgetAll());
    for (const file of Object.values(this.#files)) file.remove();
    this.#behind.clear();
  }

  close(): void {
    this.#database.close();
  }

  #forgetAll(): void {
    this.#database.exec('delete from held; delete from items; delete from used;');
  }

  #changeItems({ storedThrough = 0, drop = [], renumberFrom, append = [] }: StoreChange): void {
    if (storedThrough > 0) this.#statements.dropItems.run(storedThrough);
    for (const number of drop) this.#statements.dropItem.run(number);
    let last: number | null = null;
    if (renumberFrom !== undefined) {
      const waiting = this.items(Number.MAX_SAFE_INTEGER);
      this.#database.exec('delete from items');
      for (const [index, item] of waiting.entries()) last = this.#append({ ...item, number: renumberFrom + index });
    }
    for (const item of append) last = this.#append(item);
    if (last !== null) this.#hold('lastItemNumber', last);
    else if (this.#held('lastItemNumber') === null) this.#hold('lastItemNumber', 0);
  }

  #append(item: Item): number {
    this.#statements.append.run(item.number, JSON.stringify(item));
    return item.number;
  }

  #copiesOf({ vital, pendingKey, identity, trust, anew }: StoreChange): (readonly [Copy, unknown])[] {
    const copies: (readonly [Copy, unknown])[] = [];
    if (vital !== undefined) copies.push(['vital', vital]);
    if (pendingKey !== undefined || identity !== undefined || trust !== undefined) {
      const before = anew ? {} : readRegistration(this.#newest('registration')?.value);
      const named = Object.entries({ pendingKey, identity, trust }).filter(([, value]) => value !== undefined);
      copies.push(['registration', { ...before, ...Object.fromEntries(named) }]);
    }
    return copies;
  }

  /** The database has it already: a file that cannot be written now is written later. */
  #writeFile(copy: Copy, generation: Generation): void {
    try {
      this.#files[copy].write(generation);
      this.#behind.delete(copy);
    } catch (error) {
      this.#behind.add(copy);
      this.#warn(`the copy '${copy}' could not be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #copies(copy: Copy): Generation[] {
    const row = this.#statements.held.get(copy)?.['value'];
    const inDatabase = typeof row === 'string' ? openGeneration(row) : null;
    return [inDatabase, this.#files[copy].current()].filter((generation) => generation !== null);
  }

  #newest(copy: Copy): Generation | null {
    return this.#copies(copy).sort((a, b) => b.generation - a.generation)[0] ?? this.#fallback(copy);
  }

  /**
   * The generation before: a registration holds whatever its age, but an older lock may be an open one, so it counts only where it
   * had come to an end that nothing leaves.
   */
  #fallback(copy: Copy): Generation | null {
    const previous = this.#files[copy].previous();
    if (copy === 'registration' || previous === null) return previous;
    const { lock } = previous.value as Partial<Vital>;
    return lock?.mode === 'wiping' || lock?.mode === 'deregistered' ? previous : null;
  }

  #loadVital(): StoredDevice['vital'] {
    const newest = this.#newest('vital');
    if (newest === null) return null;
    const vital = newest.value as NonNullable<StoredDevice['vital']>;
    return { ...vital, time: this.#held('time') ?? vital.time };
  }

  #held(name: string): unknown {
    const text = this.#statements.held.get(name)?.['value'];
    try {
      return typeof text === 'string' ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  }

  #hold(name: string, value: unknown): void {
    this.#statements.hold.run(name, JSON.stringify(value));
  }

  #transaction(act: () => void): void {
    this.#database.exec('begin immediate');
    try {
      act();
      this.#database.exec('commit');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }
}

function prepareAll(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    held: sql('select value from held where name = ?'),
    hold: sql('insert into held (name, value) values (?, ?) on conflict (name) do update set value = excluded.value'),
    items: sql('select body from items order by number limit ?'),
    itemCount: sql('select count(*) as count from items'),
    // A commit that failed may have been made all the same: its number is then given a second time.
    append: sql('insert or replace into items (number, body) values (?, ?)'),
    dropItems: sql('delete from items where number <= ?'),
    dropItem: sql('delete from items where number = ?'),
    used: sql('select outcome, code from used where id = ?'),
    use: sql(
      'insert into used (id, outcome, code) values (?, ?, ?) on conflict (id) do update set outcome = excluded.outcome, code = excluded.code',
    ),
    forgetUsed: sql('delete from used where rowid <= (select max(rowid) from used) - ?'),
  };
}

function readRegistration(value: unknown): Partial<Pick<StoredDevice, 'pendingKey' | 'identity' | 'trust'>> {
  return typeof value === 'object' && value !== null ? value : {};
}
