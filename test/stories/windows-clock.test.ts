/**
 * A thief's time on Windows, as far as Wine is one: the clock set while the agent is off, a machine that slept, and the shut-down after a lock (N02,
 * N10). The whole agent, against a real server that can be cut off; its clock and the time since its start in the test's hands.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AgentStatus } from '@sekisho/agent-core';
import type { LockHistory, Policy, SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type Relay, startRelay } from '@sekisho/testkit/relay';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine, windowsPath } from '@sekisho/testkit/wine';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherWindowsProgram } from '../../packages/installers/src/windows/program.ts';

const run = promisify(execFile);
const second = 1_000;
const day = 86_400;
const timeoutMs = 120_000;
const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-clock-'));
const clockFile = path.join(scratch, 'clock');
const agentCommand = [
  'C:\\Program Files\\Sekisho\\node.exe',
  '--disable-warning=ExperimentalWarning',
  'C:\\Program Files\\Sekisho\\agent.cjs',
] as const;
let server: ServerProcess;
let x: XServer;
let line: Relay;
let wine: Wine;
let running: ReturnType<typeof spawn> | null = null;

/** Of every program there, from its start on. */
function setClock(offsetSeconds: number): void {
  writeFileSync(clockFile, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}\n`);
}

/** How long the machine has slept while its wall clock stood: every program of Wine then sees a machine that was started earlier. */
function setAsleep(seconds: number): void {
  const clocks = seconds === 0 ? '' : `unshare --time --fork --kill-child --boottime ${seconds} --monotonic ${seconds}`;
  mkdirSync(path.join(scratch, 'bin'), { recursive: true });
  writeFileSync(path.join(scratch, 'bin/wine'), `#!/bin/sh\nexec ${clocks} /usr/bin/wine "$@"\n`, { mode: 0o755 });
}

/** The loader puts the folder of this machine's libraries in. */
const faked = {
  LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
  FAKETIME_TIMESTAMP_FILE: clockFile,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  NO_FAKE_STAT: '1',
};

async function status(): Promise<AgentStatus> {
  const { output } = await wine.run(...agentCommand, 'status', '--json');
  return (JSON.parse(output) as { status: AgentStatus }).status;
}

const until = (accept: (now: AgentStatus) => boolean) => eventually(status, accept, 60 * second, 200);

async function start(): Promise<void> {
  running = spawn('wine', [...agentCommand, 'run'], { env: wine.environment, stdio: 'ignore' });
  await eventually(
    () => wine.run(...agentCommand, 'status', '--json'),
    ({ output }) => output.includes('"running": true'),
    60 * second,
    200,
  );
}

async function kill(): Promise<void> {
  const ending = running;
  running = null;
  if (ending === null) return;
  const ended = new Promise((resolve) => ending.once('exit', resolve));
  ending.kill('SIGKILL');
  await ended;
}

/** In place of Wine's own, which ends nothing: what would switch the machine off takes notes. */
const ownShutDown = { WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d;shutdown.exe=n' };

async function makeNoteTaker(): Promise<void> {
  const script = path.join(scratch, 'shutdown.nsi');
  const lines = [
    'Target amd64-unicode',
    'Unicode true',
    'Name "shutdown"',
    `OutFile "${path.join(wine.drive, 'windows/system32/shutdown.exe')}"`,
    'RequestExecutionLevel user',
    'SilentInstall silent',
    'SetCompress off',
    'Section',
    '  FileOpen $0 "C:\\notes.txt" a',
    '  FileSeek $0 0 END',
    '  FileWrite $0 "$CMDLINE$\\n"',
    '  FileClose $0',
    'SectionEnd',
  ];
  writeFileSync(script, lines.join('\n'));
  rmSync(path.join(wine.drive, 'windows/system32/shutdown.exe'));
  await run('makensis', ['-V2', script]).catch((cause: unknown) => {
    throw new Error('no program was made: is the Debian package nsis installed?', { cause });
  });
}

beforeAll(async () => {
  setClock(0);
  setAsleep(0);
  [server, x] = await Promise.all([startServer(), startXServer(400, 300)]);
  line = await startRelay(server.tlsPort);
  wine = await openWine({
    DISPLAY: x.display,
    PATH: `${scratch}/bin:${process.env['PATH']}`,
    ...ownShutDown,
    ...faked,
  });
  const program = path.join(wine.drive, 'Program Files/Sekisho');
  mkdirSync(path.join(program, 'licences'), { recursive: true });
  for (const { name, content } of await gatherWindowsProgram('x64', '0.1.0'))
    writeFileSync(path.join(program, name), content);
  await makeNoteTaker();
  const { name, settings, revision } = (await server.api('/policies/A01')).body as Policy;
  const timerLock = { enabled: true, periodMs: 600 * second };
  const lockScreen = { message: '', telephone: '', shutDownAfterLockMs: 120 * second };
  const changed = { ...settings, checkInIntervalMs: 10 * second, timerLock, lockScreen };
  const saved = await server.api('/policies/A01', { method: 'PUT', body: { name, settings: changed, revision } });
  expect(saved.status).toBe(200);
  const ca = path.join(scratch, 'ca.pem');
  writeFileSync(ca, await rootOf(server.tlsPort));
  const { serialNumber } = (await server.api('/system')).body as SystemInformation;
  const where = ['--server', `https://127.0.0.1:${line.port}`, '--ca', windowsPath(ca)];
  const enrolled = await wine.run(...agentCommand, 'enrol', ...where, '--serial', serialNumber);
  expect(enrolled, enrolled.output).toMatchObject({ code: 0 });
  await start();
  await until(({ lastCheckInAt, mode }) => lastCheckInAt !== null && mode === 'unlocked');
}, timeoutMs);

afterAll(async () => {
  await kill();
  await wine?.close();
  await line?.[Symbol.asyncDispose]();
  await x?.stop();
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const isTrue = (now: number) => Math.abs(now - Date.now()) < 5 * second;

/** The server is back: whatever the clock shows, the device heals and opens. */
async function heal(): Promise<void> {
  line.mend();
  await until(({ mode, now }) => mode === 'unlocked' && isTrue(now));
}

test('its clock put forward while the agent was off: locked from the start, without a network', {
  timeout: timeoutMs,
}, async () => {
  line.cut();
  await kill();
  setClock(3_600);
  await start();
  expect((await status()).mode).toBe('timer');
  await heal();
});

test('put back by days while the agent was off: nothing is gained', { timeout: timeoutMs }, async () => {
  line.cut();
  const before = await status();
  await kill();
  setClock(-10 * day);
  await start();
  const after = await status();
  expect(after.now).toBeGreaterThanOrEqual(before.now);
  expect(after).toMatchObject({ lastCheckInAt: before.lastCheckInAt, mode: 'unlocked' });
  await heal();
});

test('the machine slept, and its wall clock stood: the time since its start locks', {
  timeout: timeoutMs,
}, async () => {
  line.cut();
  await kill();
  // Its manager keeps the time of Windows, and starts anew with the first program.
  await run('wineserver', ['-k'], { env: wine.environment });
  setAsleep(3_600);
  await start();
  expect((await status()).mode).toBe('timer');
  await heal();
});

test('minutes after a lock the device goes off, also when the agent was off meanwhile', {
  timeout: timeoutMs,
}, async () => {
  const { deviceId } = await status();
  await server.api(`/devices/${deviceId}/commands`, { method: 'POST', body: { kind: 'lock' } });
  await until(({ mode }) => mode === 'remote');
  const notes = path.join(wine.drive, 'notes.txt');
  expect(existsSync(notes)).toBe(false);
  line.cut();
  await kill();
  setClock(-10 * day + 130);
  await start();
  await eventually(
    () => (existsSync(notes) ? readFileSync(notes, 'utf8') : ''),
    (text) => text !== '',
  );
  expect(readFileSync(notes, 'utf8')).toMatch(/shutdown\.exe"? \/s \/f \/t 0\n$/);
  line.mend();
  const history = async () => ((await server.api('/lock-history')).body as LockHistory).items;
  await eventually(history, (items) => items.some(({ shutDownAt }) => shutDownAt !== null));
});
