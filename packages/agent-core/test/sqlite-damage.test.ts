/** A real device's store on a disk that lies, fills up or is cut off: a locked device stays locked, a registration stays known. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { initialState, type LockMode } from '@sekisho/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Identity, Vital } from '../src/index.ts';
import { openSqliteStore } from '../src/node/index.ts';
import { openGeneration, sealGeneration } from '../src/node/state-file.ts';

const identity: Identity = {
  deviceId: 'd',
  organizationId: 'o',
  organizationName: '関所',
  privateKey: 'AAAA',
  registeredAt: 5,
};
const time = { highWater: 5, offsetMs: 0, lastTrusted: 5, monotonicAtLastTrusted: 1 };
const vitalIn = (mode: LockMode): Vital => ({
  lock: { ...initialState(5), mode },
  time,
  lastOrder: 3,
  cause: null,
  shutDownPending: false,
  wipe: null,
});

let folder = '';
let warnings: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sekisho-damage-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSqliteStore({ folder, warn: (message) => warnings.push(message) });
const at = (name: string): string => join(folder, name);

function write(...modes: LockMode[]): void {
  const store = open();
  for (const mode of modes) store.commit({ identity, vital: vitalIn(mode) });
  store.close();
}
function modeRead(): unknown {
  const store = open();
  const { vital, identity: known } = store.load();
  store.close();
  expect(known).toEqual(identity);
  return (vital?.lock as { mode?: unknown } | undefined)?.mode ?? null;
}
function damage(...names: string[]): void {
  for (const name of names) writeFileSync(at(name), 'damaged '.repeat(1_000));
}

test('only its owner reads it', () => {
  write('unlocked');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(at('registration.json')).mode & 0o777).toBe(0o600);
});

test('a damaged database is put aside, and lock and registration come from the files', () => {
  write('unlocked', 'remote');
  damage('device.db');
  expect(modeRead()).toBe('remote');
  expect(warnings).toHaveLength(1);
  expect(readdirSync(folder)).toContain('device.db.damaged');
});

test('after a damaged database the numbers of items are unknown, not zero', () => {
  write('unlocked');
  damage('device.db');
  const store = open();
  expect(store.load().lastItemNumber).toBe(null);
  store.close();
});

test('damaged files do no harm beside the database', () => {
  write('unlocked', 'remote');
  damage('lock.json', 'lock.json.previous', 'registration.json', 'registration.json.previous');
  expect(modeRead()).toBe('remote');
});

test('an older generation never opens: with everything newer damaged the state is unknown', () => {
  write('unlocked', 'remote');
  damage('device.db', 'lock.json');
  expect(modeRead()).toBe(null);
});

test.each(['wiping', 'deregistered'] as const)(
  'a mode that nothing leaves (%s) holds from an older generation too',
  (mode) => {
    write(mode, mode);
    damage('device.db', 'lock.json');
    expect(modeRead()).toBe(mode);
  },
);

test('a crash between the renames: the database knows', () => {
  write('unlocked', 'remote');
  renameSync(at('lock.json'), at('lock.json.previous'));
  expect(modeRead()).toBe('remote');
});

test('a database rolled back behind the files does not open', () => {
  write('unlocked');
  const old = readFileSync(at('device.db'));
  write('remote');
  for (const name of ['device.db-wal', 'device.db-shm']) rmSync(at(name), { force: true });
  writeFileSync(at('device.db'), old);
  expect(modeRead()).toBe('remote');
});

test('a full disk: the commit fails whole, and what was there stays', () => {
  write('remote');
  const store = open();
  const limiter = new DatabaseSync(at('device.db'));
  // SQLite refuses to grow: the same error as a disk without room.
  const pages = Number(limiter.prepare('pragma page_count').get()?.['page_count']);
  limiter.close();
  store.close();
  const small = openSqliteStore({ folder, warn: () => {}, maxPages: pages });
  const append = [
    { number: 1, kind: 'event' as const, at: 5, what: 'x'.repeat(60), detail: { text: 'y'.repeat(400_000) } },
  ];
  expect(() => small.commit({ vital: vitalIn('unlocked'), append })).toThrow(/full/);
  expect(small.load().vital).toMatchObject({ lock: { mode: 'remote' } });
  expect(small.itemCount()).toBe(0);
  small.close();
  expect(modeRead()).toBe('remote');
});

test('a copy that cannot be written is written later', () => {
  write('unlocked');
  const store = open();
  mkdirSync(at('lock.json.new'));
  store.commit({ vital: vitalIn('remote') });
  expect(warnings).toHaveLength(1);
  rmSync(at('lock.json.new'), { recursive: true });
  store.saveTime(time);
  store.close();
  expect(openGeneration(readFileSync(at('lock.json'), 'utf8'))).toMatchObject({ value: { lock: { mode: 'remote' } } });
});

test('a generation is read to the last byte or not at all', () => {
  const text = sealGeneration({ generation: 3, value: { a: '関' } });
  expect(openGeneration(text)).toEqual({ generation: 3, value: { a: '関' } });
  for (const broken of [text.slice(0, -1), `${text}\n`, text.replace('関', '開'), '', text.slice(1)])
    expect(openGeneration(broken)).toBe(null);
});

test('a folder that was too open is closed', () => {
  chmodSync(folder, 0o755);
  write('unlocked');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
