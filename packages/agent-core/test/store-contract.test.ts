/** The store's contract, over every store there is: memory and SQLite keep the same promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialState } from '@sekisho/lock';
import { afterEach, describe, expect, test } from 'vitest';
import { type DeviceStore, type Identity, type Item, MemoryStore, type Vital } from '../src/index.ts';
import { openSqliteStore } from '../src/node/index.ts';

export const identity: Identity = {
  deviceId: '018f0000-0000-7000-8000-00000000000d',
  organizationId: '018f0000-0000-7000-8000-000000000001',
  organizationName: '関所',
  privateKey: 'AAAA',
  registeredAt: 1_800_000_000_000,
};
const time = { highWater: 5, offsetMs: 0, lastTrusted: 5, monotonicAtLastTrusted: 1 };
const vital: Vital = { lock: initialState(5), time, lastOrder: 3, cause: null, shutDownPending: false, wipe: null };
const event = (number: number): Item => ({ number, kind: 'event', at: 5, what: 'started' });

interface Kept {
  open(): DeviceStore;
  remove(): void;
}

function sqlite(): Kept {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-store-'));
  const warn = (message: string): void => {
    throw new Error(message);
  };
  return { open: () => openSqliteStore({ folder, warn }), remove: () => rmSync(folder, { recursive: true }) };
}

function memory(): Kept {
  const store = new MemoryStore();
  return { open: () => store, remove: () => {} };
}

describe.each([
  ['memory', memory],
  ['SQLite', sqlite],
] as const)('%s', (_name, make) => {
  const made: Kept[] = [];
  afterEach(() => {
    for (const kept of made.splice(0)) kept.remove();
  });
  /** Every look is a new process. */
  function begin(): {
    change: (act: (store: DeviceStore) => void) => void;
    look: <T>(act: (store: DeviceStore) => T) => T;
  } {
    const kept = make();
    made.push(kept);
    const look = <T>(act: (store: DeviceStore) => T): T => {
      const store = kept.open();
      try {
        return act(store);
      } finally {
        store.close();
      }
    };
    return { change: look, look };
  }

  test('an empty store has nothing, and no queue was lost', () => {
    const { look } = begin();
    expect(look((store) => store.load())).toEqual({
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
    });
    expect(look((store) => [store.items(10), store.itemCount(), store.used('x')])).toEqual([[], 0, null]);
  });

  test('what is committed is there for the next process; what is not named stays', () => {
    const { change, look } = begin();
    change((store) => store.commit({ pendingKey: 'KEY' }));
    change((store) => store.commit({ identity, vital, reportedFacts: 'hash' }));
    change((store) => store.commit({ inventory: { sentAt: 7, hashes: { users: 'abc' } } }));
    expect(look((store) => store.load())).toMatchObject({
      pendingKey: 'KEY',
      identity,
      vital,
      reportedFacts: 'hash',
      inventory: { sentAt: 7, hashes: { users: 'abc' } },
      lastItemNumber: 0,
    });
  });

  test('the saved time is newer than that of the state, until a state is saved', () => {
    const { change, look } = begin();
    change((store) => store.commit({ identity, vital }));
    change((store) => store.saveTime({ ...time, highWater: 99 }));
    expect(look((store) => store.load().vital?.time)).toMatchObject({ highWater: 99 });
    change((store) => store.commit({ vital: { ...vital, time: { ...time, highWater: 7 } } }));
    expect(look((store) => store.load().vital?.time)).toMatchObject({ highWater: 7 });
  });

  test('items come back in their order, up to a limit, and go when they are stored', () => {
    const { change, look } = begin();
    change((store) => store.commit({ append: [event(1), event(2)] }));
    change((store) => store.commit({ append: [event(3)] }));
    expect(look((store) => store.items(2))).toEqual([event(1), event(2)]);
    change((store) => store.commit({ storedThrough: 2, append: [event(4)] }));
    expect(look((store) => store.items(10))).toEqual([event(3), event(4)]);
    change((store) => store.commit({ storedThrough: 4 }));
    expect(look((store) => [store.itemCount(), store.load().lastItemNumber])).toEqual([0, 4]);
  });

  test('items can be forgotten unsent, and the mark of positions is kept', () => {
    const { change, look } = begin();
    change((store) => store.commit({ append: [event(1), event(2), event(3), event(4)] }));
    const location = { sampledAt: 7, fixAt: 5, state: 'found' } as const;
    change((store) => store.commit({ location, drop: [2, 3], append: [event(5)] }));
    expect(look((store) => store.items(10))).toEqual([event(1), event(4), event(5)]);
    expect(look((store) => store.load())).toMatchObject({ location, lastItemNumber: 5 });
  });

  test('what begins anew holds nothing of the device that was', () => {
    const { change, look } = begin();
    change((store) => store.commit({ pendingKey: 'OLD', identity, vital, reportedFacts: 'hash', mark: '7.a' }));
    change((store) => store.commit({ append: [event(1), event(2)], used: [{ id: 'x', outcome: 'done' }] }));
    const other = { ...identity, deviceId: '018f0000-0000-7000-8000-00000000000e' };
    change((store) => store.commit({ anew: true, pendingKey: 'NEW', identity: other, vital, append: [event(1)] }));
    const { trust, settings, inventory, reportedFacts, mark, ...held } = look((store) => store.load());
    expect(held).toMatchObject({ pendingKey: 'NEW', identity: other, vital, lastItemNumber: 1 });
    expect([trust, settings, inventory, reportedFacts, mark]).toEqual([null, null, null, null, null]);
    expect(look((store) => [store.items(10), store.used('x')])).toEqual([[event(1)], null]);
  });

  test('items get new numbers, and later ones follow them', () => {
    const { change, look } = begin();
    change((store) => store.commit({ append: [event(1), event(2)] }));
    change((store) => store.commit({ renumberFrom: 2, append: [event(4)] }));
    expect(look((store) => store.items(10))).toEqual([event(2), event(3), event(4)]);
    expect(look((store) => store.load().lastItemNumber)).toBe(4);
  });

  test('used intents are remembered with what became of them', () => {
    const { change, look } = begin();
    change((store) =>
      store.commit({
        used: [
          { id: 'a', outcome: null },
          { id: 'b', outcome: 'done' },
        ],
      }),
    );
    change((store) => store.commit({ used: [{ id: 'a', outcome: 'refused', code: 'internal-error' }] }));
    expect(look((store) => ['a', 'b', 'c'].map((id) => store.used(id)))).toEqual([
      { id: 'a', outcome: 'refused', code: 'internal-error' },
      { id: 'b', outcome: 'done' },
      null,
    ]);
  });

  test('cleared, it is as new', () => {
    const { change, look } = begin();
    change((store) =>
      store.commit({ pendingKey: 'KEY', identity, vital, append: [event(1)], used: [{ id: 'a', outcome: 'done' }] }),
    );
    change((store) => store.clear());
    expect(look((store) => store.load())).toMatchObject({
      identity: null,
      vital: null,
      pendingKey: null,
      lastItemNumber: 0,
    });
    expect(look((store) => [store.itemCount(), store.used('a')])).toEqual([0, null]);
  });
});
