/** A device whose files were taken away or that cannot look at itself: what is locked stays locked, what is not ours stays. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeviceStore, ScreenContent } from '@sekisho/agent-core';
import { openSqliteStore } from '@sekisho/agent-core/node';
import { initialState, type LockMode } from '@sekisho/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { runCommand } from '../../../src/cli/run-command.ts';
import type { Machine, MachinePorts } from '../../../src/machine.ts';
import { takeInstanceLock } from '../../../src/os/any/instance-lock.ts';
import { openLinuxMachine } from '../../../src/os/linux/linux-machine.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-lost-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function register(mode: LockMode): void {
  const store = openSqliteStore({ folder, warn: () => {} });
  store.commit({
    identity: { deviceId: 'd', organizationId: 'o', organizationName: '関所', privateKey: 'AAAA', registeredAt: 5 },
    vital: {
      lock: { ...initialState(5), mode },
      time: { highWater: 5, offsetMs: 0, lastTrusted: 5, monotonicAtLastTrusted: 1 },
      lastOrder: 1,
      cause: null,
      shutDownPending: false,
      wipe: null,
    },
  });
  store.close();
}

const remove = (...names: string[]) => {
  for (const name of names) rmSync(path.join(folder, name), { force: true });
};

/** Runs the agent on this state until it is up, without touching a display or a network. */
async function screensShown(change: Partial<Machine> = {}): Promise<{ code: number; shown: string[] }> {
  const shown: string[] = [];
  const screen = {
    show: ({ screen: name }: ScreenContent) => shown.push(name),
    hide: () => shown.push('none'),
    listen: () => {},
  };
  const machine = openLinuxMachine({ stateFolder: folder });
  const createPorts = (...given: Parameters<Machine['createPorts']>): MachinePorts => {
    const ports = machine.createPorts(...given);
    const facts = { read: () => Promise.reject(new Error('not looked at')) };
    return { ...ports, live: null, platform: { ...ports.platform, screen, facts } };
  };
  const untilAsked = async () => {};
  const code = await runCommand({
    machine: { ...machine, createPorts, untilAsked, watchSleep: () => ({ close: () => {} }), ...change },
    say: () => {},
  });
  return { code, shown };
}

async function cli(...args: string[]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await runCli({
    args: [...args, '--state', folder],
    output: { out: (text) => lines.push(text), error: (text) => lines.push(text) },
    openMachine: async (places) => openLinuxMachine(places),
    lockScreen: async () => 1,
    openWindow: async () => 1,
    ownCommand: () => null,
    collectInventory: async () => 1,
  });
  return { code, said: lines.join('\n') };
}

test('the configuration is gone: the lock is shown all the same', async () => {
  register('remote');
  expect((await screensShown()).shown).toEqual(['remote']);
});

test('the database is gone: the lock is shown all the same, and there is no uninstalling', async () => {
  register('remote');
  remove('device.db', 'device.db-wal', 'device.db-shm');
  expect((await cli('uninstall', '--yes')).code).toBe(7);
  expect((await cli('uninstall', '--check')).code).toBe(7);
  expect(existsSync(path.join(folder, 'registration.json'))).toBe(true);
  expect((await screensShown()).shown).toEqual(['remote']);
});

test('database and lock are gone: locked until the device has been in touch', async () => {
  register('remote');
  remove('device.db', 'device.db-wal', 'device.db-shm', 'lock.json', 'lock.json.previous');
  expect((await screensShown()).shown).toEqual(['timer']);
});

test('facts that cannot be read do not hold up the screen', async () => {
  register('remote');
  const readFacts = () => new Promise<never>(() => {});
  expect((await screensShown({ readFacts })).shown).toEqual(['remote']);
});

test('nothing is there: not registered', async () => {
  const openStore = (): DeviceStore => {
    throw new Error('not to be opened');
  };
  expect(await screensShown({ openStore })).toEqual({ code: 78, shown: [] });
});

test("only the agent's own files are taken away with it", async () => {
  register('unlocked');
  writeFileSync(path.join(folder, 'thesis.txt'), 'years of work');
  for (const option of ['--check', '--keep-files']) expect((await cli('uninstall', '--yes', option)).code).toBe(0);
  expect(existsSync(path.join(folder, 'device.db'))).toBe(true);
  expect((await cli('uninstall', '--yes')).code).toBe(0);
  expect(existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
  expect(existsSync(path.join(folder, 'device.db'))).toBe(false);
  openLinuxMachine({ stateFolder: folder }).removeState();
  expect(existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
});

test('the instance is taken on a full disk too', () => {
  const file = path.join(folder, 'instance.lock');
  takeInstanceLock(file)?.close();
  const program = `
    import { takeInstanceLock } from ${JSON.stringify(path.join(import.meta.dirname, '../../../src/os/any/instance-lock.ts'))};
    const lock = takeInstanceLock(${JSON.stringify(file)});
    console.log(lock !== null && takeInstanceLock(${JSON.stringify(file)}) === null);`;
  const node = [process.execPath, '--input-type=module', '--eval', program];
  const output = execFileSync('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', ...node], { encoding: 'utf8' });
  expect(output.trim()).toBe('true');
});
