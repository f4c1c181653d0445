/**
 * Updates of the agent on Windows, as far as Wine is one: the service as its installer sets it up, a version that is fine, one that crashes, one
 * that cannot check in, one that hangs; then another installation over it, and its end. Wine's manager of services starts nothing again by itself: the test does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine, windowsPath } from '@sekisho/testkit/wine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProgramFile } from '../../packages/installers/src/release/pack-release.ts';
import { gatherWindowsProgram } from '../../packages/installers/src/windows/program.ts';
import { gatherSetupFiles } from '../../packages/installers/src/windows/setup-files.ts';
import { type AgentReleases, agentReleases, programOf } from './agent-releases.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-update-'));
/** Another file system than that of the tests. */
const elsewhere = mkdtempSync('/dev/shm/sekisho-update-');
const folder = 'C:\\Program Files\\Sekisho';
let server: ServerProcess;
let releases: AgentReleases;
let wine: Wine;
let program: readonly ProgramFile[] = [];
let watching = true;
let watch: Promise<void> = Promise.resolve();

const inWindows = (...parts: string[]) => path.join(wine.drive, ...parts);
const installed = (...parts: string[]) => inWindows('Program Files/Sekisho', ...parts);
const node = (script: string, ...args: string[]) => wine.run(`${folder}\\node.exe`, `${folder}\\${script}`, ...args);
const setup = (...words: string[]) => node('setup.cjs', ...words, '--log', 'C:\\setup.log');
const said = () => (existsSync(inWindows('setup.log')) ? readFileSync(inWindows('setup.log'), 'utf16le') : '');
const agent = (...words: string[]) => node('launch.cjs', ...words);
const startService = () => wine.run('net', 'start', 'SekishoAgent');

function put(files: readonly ProgramFile[]): void {
  for (const { name, content } of files) {
    mkdirSync(path.dirname(installed(name)), { recursive: true });
    writeFileSync(installed(name), content);
  }
}

/** What Windows said of starts that came to nothing: after such a one it would not try again. */
const failedStarts: string[] = [];

/** As the failure actions of the service do. */
async function startAgainAndAgain(): Promise<void> {
  while (watching) {
    const { code, output } = await startService();
    if (code !== 0 && !output.includes('already running')) failedStarts.push(output);
    await pause(500);
  }
}

beforeAll(async () => {
  [server, wine] = await Promise.all([startServer(), openWine()]);
  releases = agentReleases(server, scratch);
  program = await gatherWindowsProgram('x64', '0.1.0');
  put([...program, ...(await gatherSetupFiles())]);
  expect(await setup('install'), said()).toMatchObject({ code: 0 });
  const { serialNumber } = await releases.ask<{ serialNumber: string }>('GET', '/system');
  const enrolled = await agent('enrol', '--server', server.url, '--serial', serialNumber);
  expect(enrolled, enrolled.output).toMatchObject({ code: 0 });
  await releases.trustReleaseKey();
  watch = startAgainAndAgain();
}, 180_000);

afterAll(async () => {
  watching = false;
  await watch;
  await wine?.close();
  await server?.dispose();
  for (const each of [scratch, elsewhere]) rmSync(each, { recursive: true, force: true });
});

const release = (version: string, files: readonly ProgramFile[]) =>
  releases.release(version, { platform: 'windows', architecture: 'x64', files });
const withoutRuntime = (files: readonly ProgramFile[]) => files.filter(({ name }) => name !== 'node.exe');
const checkIn = () =>
  eventually(
    () => agent('check-in'),
    ({ code }) => code === 0,
    30_000,
    500,
  );
const versionNow = async () => (await agent('--version')).output.trim();

test('a good one: fetched, tried by the service, confirmed; it has files of its own but the runtime', {
  timeout: 120_000,
}, async () => {
  const rollout = await releases.rollOut(await release('0.1.1', programOf(program, '0.1.1')));
  await checkIn();
  expect(await releases.untilTold(rollout)).toMatchObject({ state: 'running', updated: 1, failed: 0 });
  expect(await versionNow()).toContain('0.1.1');
  expect(readdirSync(installed('versions')).sort()).toEqual(['0.1.1', 'state.json']);
  expect(readdirSync(installed('versions/0.1.1'))).toContain('koffi.node');
  expect(existsSync(installed('versions/0.1.1/node.exe'))).toBe(false);
  await releases.end(rollout);
});

test('one that crashes, one that cannot check in, one that hangs: the one before comes back by itself, and the server knows why', {
  timeout: 180_000,
}, async () => {
  for (const [version, change, fault] of [
    ['0.1.2', () => 'process.exit(1);', 'did-not-start'],
    ['0.1.3', (script: string) => script.replaceAll('/device/v1/check-in', '/device/v1/check-no'), 'did-not-check-in'],
    ['0.1.4', () => 'for (;;);', 'did-not-check-in'],
  ] as const) {
    const wanted = { toleratedFailures: 5, checkInWithinSeconds: 10 };
    const files = withoutRuntime(programOf(program, version, change));
    const rollout = await releases.rollOut(await release(version, files), wanted);
    await checkIn();
    expect(await releases.untilTold(rollout)).toMatchObject({ updated: 0, failed: 1 });
    expect(await releases.failures(rollout)).toMatchObject([{ fault, from: '0.1.1' }]);
    expect(await versionNow()).toContain('0.1.1');
    await releases.end(rollout);
  }
  expect(failedStarts).toEqual([]);
});

/** Temporary files on a drive of their own, as people have it who put them into memory. */
async function moveTemporaryFiles(): Promise<void> {
  expect(statSync(elsewhere).dev).not.toBe(statSync(wine.drive).dev);
  const value = ['/v', 'TEMP', '/t', 'REG_SZ', '/d', windowsPath(elsewhere), '/f'];
  expect(await wine.run('reg', 'add', 'HKCU\\Environment', ...value)).toMatchObject({ code: 0 });
}

/** As a window that somebody left open. */
async function holdUpdate(): Promise<ChildProcess> {
  const held = windowsPath(path.join(scratch, 'held'));
  const script = `require('${folder}\\versions\\0.1.1\\koffi.node');require('fs').writeFileSync('${held}','');setInterval(()=>{},1000)`;
  const args = [`${folder}\\node.exe`, '-e', script.replaceAll('\\', '\\\\')];
  const child = spawn('wine', args, { env: wine.environment, stdio: 'ignore' });
  await eventually(
    () => existsSync(path.join(scratch, 'held')),
    (isThere) => isThere,
  );
  return child;
}

test('the command line speaks of Windows, in the language that is asked for', { timeout: 60_000 }, async () => {
  const listed = await agent('--help');
  expect(listed.output).toMatch(/^ {2}service install +\S/m);
  expect(listed.output).toContain('C:\\Program Files\\Sekisho');
  expect((await agent('support', '--help')).output).toContain(
    'sekisho-agent support --to C:\\Temp\\support.zip --days 7',
  );
  expect(await agent('service', '--help')).toMatchObject({ code: 0 });
  expect(await agent('service', 'dance')).toMatchObject({ code: 64 });
});

test('another installation counts more than what updates brought, although a window is open; the end takes everything', {
  timeout: 120_000,
}, async () => {
  watching = false;
  await watch;
  const window = await holdUpdate();
  await moveTemporaryFiles();
  expect(await setup('install'), said()).toMatchObject({ code: 0 });
  expect(readdirSync(installed('versions')), said()).toEqual(['state.json']);
  expect(await versionNow()).toContain('0.1.0');
  window.kill('SIGKILL');
  await checkIn();
  const { password } = await releases.ask<{ password: string }>('POST', '/system/uninstall-password/reveal');
  expect(await setup('uninstall', '--password-text', password), said()).toMatchObject({ code: 0 });
  expect(existsSync(inWindows('ProgramData/Sekisho'))).toBe(false);
  expect(await startService()).not.toMatchObject({ code: 0 });
  expect(await wine.registryValue('HKLM\\Software\\Sekisho\\Agent', 'ControlPipe')).toBeNull();
});
