/** A machine that starts with a full disk: what it holds is read all the same, for a locked device must not open by it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialState, type LockMode } from '@sekisho/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Vital } from '../src/index.ts';
import { openSqliteStore } from '../src/node/index.ts';

const identity = { deviceId: 'd', organizationId: 'o', organizationName: '関所', privateKey: 'AAAA', registeredAt: 5 };
const vitalIn = (mode: LockMode): Vital => ({
  lock: { ...initialState(5), mode },
  time: { highWater: 5, offsetMs: 0, lastTrusted: 5, monotonicAtLastTrusted: 1 },
  lastOrder: 3,
  cause: null,
  shutDownPending: false,
  wipe: null,
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sekisho-full-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** In a process whose files may not grow: the mode it reads, and whether a change could be stored. */
function startOnFullDisk(): { mode: string; stored: boolean } {
  const program = `
    import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../src/node/index.ts'))};
    const store = openSqliteStore({ folder: ${JSON.stringify(folder)}, warn: () => {} });
    const { vital } = store.load();
    let stored = true;
    try { store.commit({ vital: { ...vital, lastOrder: 9 } }); } catch { stored = false; }
    console.log(JSON.stringify({ mode: vital.lock.mode, stored }));`;
  const node = [process.execPath, '--input-type=module', '--eval', program];
  const output = execFileSync('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', ...node], { encoding: 'utf8' });
  return JSON.parse(output) as { mode: string; stored: boolean };
}

test('after a clean stop, when nothing of the journal is left', () => {
  const store = openSqliteStore({ folder, warn: () => {} });
  store.commit({ identity, vital: vitalIn('remote') });
  store.close();
  expect(startOnFullDisk()).toEqual({ mode: 'remote', stored: false });
});

test('after a power cut, when the lock stands in the journal only', () => {
  const program = `
    import { rmSync } from 'node:fs';
    import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../src/node/index.ts'))};
    const store = openSqliteStore({ folder: ${JSON.stringify(folder)}, warn: () => {} });
    store.commit(${JSON.stringify({ identity, vital: vitalIn('unlocked') })});
    store.commit(${JSON.stringify({ vital: vitalIn('remote') })});
    for (const name of ['lock.json', 'lock.json.previous', 'device.db-shm']) rmSync(${JSON.stringify(folder)} + '/' + name);
    process.kill(process.pid, 'SIGKILL');`;
  expect(() => execFileSync(process.execPath, ['--input-type=module', '--eval', program])).toThrow();
  expect(startOnFullDisk()).toEqual({ mode: 'remote', stored: false });
});

test('room again: everything can be stored as before', () => {
  const store = openSqliteStore({ folder, warn: () => {} });
  store.commit({ identity, vital: vitalIn('remote') });
  store.close();
  startOnFullDisk();
  const again = openSqliteStore({ folder, warn: () => {} });
  again.commit({ vital: vitalIn('unlocked') });
  expect(again.load().vital?.lock).toMatchObject({ mode: 'unlocked' });
  again.close();
});
