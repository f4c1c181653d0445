// The system's own lock through a logind on a private D-Bus: sessions that no X11 screen can cover.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { busctlLogind } from '../../src/os/linux/lock-screen/logind.ts';
import { runProgramIn } from '../../src/os/linux/lock-screen/machine-ports.ts';
import { listenForWaking } from '../../src/os/linux/sleep-signal.ts';
import { contentOf, lockScreenOf } from './screen-options.ts';
import { eventually, startXServer } from './x-server.ts';

const run = promisify(execFile);
const LOGIND = ['org.freedesktop.login1', '/org/freedesktop/login1'] as const;

interface Bus extends AsyncDisposable {
  readonly address: string;
  readonly directory: string;
  addSession(id: string, type: string, display?: string): Promise<void>;
  /** Sets what a locker of the session would tell. */
  setLocked(id: string, locked: boolean): Promise<void>;
  /** `LockSession 3`, in order. */
  calls(): Promise<string[]>;
}

async function startBus(): Promise<Bus> {
  const directory = await mkdtemp(join(tmpdir(), 'bus-'));
  const address = `unix:path=${directory}/socket`;
  const children: ChildProcess[] = [];
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=${address}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(daemon);
  await once(createInterface({ input: daemon.stdout }), 'line');
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: address };
  children.push(spawn('/usr/bin/python3', ['-m', 'dbusmock', '--template', 'logind'], { env, stdio: 'ignore' }));
  const call = async (...args: string[]): Promise<string> => {
    return (await run('busctl', ['--system', '--json=short', 'call', ...args], { env })).stdout;
  };
  await eventually(
    () => call(...LOGIND, `${LOGIND[0]}.Manager`, 'ListSessions').catch(() => ''),
    (answer) => answer !== '',
    20_000,
  );
  const set = (id: string, name: string, signature: string, value: string): Promise<string> => {
    const path = `${LOGIND[1]}/session/${id}`;
    const args = ['Set', 'ssv', `${LOGIND[0]}.Session`, name, signature, value];
    return call(LOGIND[0], path, 'org.freedesktop.DBus.Properties', ...args);
  };
  return {
    address,
    directory,
    addSession: async (id, type, display = '') => {
      const args = ['AddSession', 'ssusb', id, 'seat0', '1000', 'hanako', 'true'];
      await call(...LOGIND, 'org.freedesktop.DBus.Mock', ...args);
      await set(id, 'Display', 's', display);
      await set(id, 'Type', 's', type);
    },
    setLocked: async (id, locked) => {
      await set(id, 'LockedHint', 'b', String(locked));
    },
    calls: async () => {
      const found: string[] = [];
      for (const method of ['LockSession', 'UnlockSession']) {
        const answer = await call(...LOGIND, 'org.freedesktop.DBus.Mock', 'GetMethodCalls', 's', method);
        const { data } = JSON.parse(answer) as { data: [[number, { data: string }[]][]] };
        for (const [, [id]] of data[0]) found.push(`${method} ${id?.data}`);
      }
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children.reverse()) {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

test('locks Wayland sessions, also new ones and those that open again, and unlocks only what it locked', async () => {
  await using bus = await startBus();
  await bus.addSession('1', 'wayland');
  await bus.addSession('2', 'tty');
  await bus.addSession('3', 'wayland');
  await bus.setLocked('3', true);
  await using lockScreen = lockScreenOf(bus.directory, [], bus.address);
  const told: string[] = [];
  lockScreen.onShown(({ covering }) => told.push(covering));
  expect((await lockScreen.show(contentOf('remote'))).covering).toBe('session');
  expect(await bus.calls()).toEqual(['LockSession 1']);
  expect(told).toEqual(['session', 'session']);
  await bus.setLocked('1', true);
  await bus.addSession('4', 'wayland');
  await eventually(bus.calls, (calls) => calls.includes('LockSession 4'));
  await bus.setLocked('4', true);
  const before = (await bus.calls()).filter((call) => call === 'LockSession 1').length;
  await bus.setLocked('1', false);
  await eventually(bus.calls, (calls) => calls.filter((call) => call === 'LockSession 1').length > before);
  expect(lockScreen.status().sessions.toSorted()).toEqual(['1', '3', '4']);
  await lockScreen.hide();
  const calls = await bus.calls();
  expect(calls.filter((call) => call.startsWith('Unlock')).toSorted()).toEqual(['UnlockSession 1', 'UnlockSession 4']);
  expect(calls.filter((call) => call.endsWith(' 2') || call === 'LockSession 3')).toEqual([]);
});

test('leaves an X11 session alone whose display is covered, and locks one whose display cannot be reached', async () => {
  await using bus = await startBus();
  await using server = await startXServer();
  await bus.addSession('1', 'x11', server.display);
  await bus.addSession('2', 'x11', ':777');
  await using lockScreen = lockScreenOf(bus.directory, [server.display], bus.address);
  expect((await lockScreen.show(contentOf('timer'))).covering).toBe('display');
  await eventually(bus.calls, (calls) => calls.includes('LockSession 2'));
  expect(await bus.calls()).not.toContain('LockSession 1');
});

test('asks logind to bring a terminal to the front', async () => {
  await using bus = await startBus();
  await bus.addSession('1', 'x11', ':0');
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const seat = [LOGIND[0], `${LOGIND[1]}/seat/seat0`, 'org.freedesktop.DBus.Mock'];
  const busctl = ['--system', '--json=short', 'call', ...seat];
  await run('busctl', [...busctl, 'AddMethod', 'sssss', `${LOGIND[0]}.Seat`, 'SwitchTo', 'u', '', ''], { env });
  const logind = busctlLogind(runProgramIn(env));
  await logind.switchTo(7);
  const { stdout } = await run('busctl', [...busctl, 'GetMethodCalls', 's', 'SwitchTo'], { env });
  expect(JSON.parse(stdout)).toMatchObject({ data: [[[expect.any(Number), [{ type: 'u', data: 7 }]]]] });
  expect(await logind.sessions()).toMatchObject([{ id: '1', terminal: 1 }]);
});

test('holds sleep off until the screen is up, and hears that the machine has woken', async () => {
  await using bus = await startBus();
  await using server = await startXServer();
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const mock = async (...args: string[]): Promise<string> => {
    const busctl = ['--system', '--json=short', 'call', ...LOGIND, 'org.freedesktop.DBus.Mock', ...args];
    return (await run('busctl', busctl, { env })).stdout;
  };
  await mock('AddMethod', 'sssss', `${LOGIND[0]}.Manager`, 'Inhibit', 'ssss', '', '');
  await using lockScreen = lockScreenOf(bus.directory, [server.display], bus.address);
  await lockScreen.show(contentOf('remote'));
  const { data } = JSON.parse(
    await eventually(
      () => mock('GetMethodCalls', 's', 'Inhibit'),
      (answer) => answer.includes('Sekisho'),
    ),
  ) as { data: [[number, { data: string }[]][]] };
  const [what, who, , mode] = data[0][0]?.[1].map((argument) => argument.data) ?? [];
  expect([what, who, mode]).toEqual(['sleep', 'Sekisho', 'delay']);
  let woken = 0;
  const listening = listenForWaking(bus.address, () => {
    woken += 1;
  });
  const emit = (sleeps: boolean) =>
    mock('EmitSignal', 'sssav', `${LOGIND[0]}.Manager`, 'PrepareForSleep', 'b', '1', 'b', String(sleeps));
  await eventually(
    async () => {
      await emit(true);
      await emit(false);
      return woken;
    },
    (times) => times > 0,
  );
  listening.close();
});
