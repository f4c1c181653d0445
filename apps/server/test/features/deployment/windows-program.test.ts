/**
 * Clients of Windows that do not stay, from the console and back, as far as Wine goes: what a server stamped is fetched and run, its device
 * stands on the list, and nothing of it is left, also when somebody ends it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeviceSummary, InstallerDownload, InstallerPackage, InstallerSetting } from '@sekisho/contracts';
import { assemble } from '@sekisho/server/wiring';
import { startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { eventually } from '@sekisho/testkit/eventually';
import { openWine, type Wine, windowsPath } from '@sekisho/testkit/wine';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeWindowsManifest } from '../../../../../packages/installers/src/windows/built-packages.ts';
import { buildRunOnce } from '../../../../../packages/installers/src/windows/package-builder.ts';
import { gatherWindowsProgram } from '../../../../../packages/installers/src/windows/program.ts';
import { createWindowsMakers } from '../../../../../packages/installers/src/windows/windows-makers.ts';
import { startWorld, type World } from '../administration/console-client.ts';
import { imported } from '../collected-inventories/collected-world.ts';
import { anInstallerSetting } from './small-packages.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-program-'));
const medium = path.join(scratch, 'medium');
let world: World;
let wine: Wine;
let x: XServer;
/** A proxy that takes every connection and says nothing. */
let silent: Server;
const proxyOf = (server: Server) => `PROXY=http://127.0.0.1:${(server.address() as { port: number }).port}`;

/** As for tests: one architecture, as it is, and a stub that needs no 32-bit Wine. */
async function makePrograms(folder: string): Promise<void> {
  mkdirSync(path.join(scratch, 'build'));
  const program = new Map([['x64', await gatherWindowsProgram('x64', '9.8.7')] as const]);
  const plan = { folder, scratch: path.join(scratch, 'build'), name: 'x', program, signer: null };
  const made = await buildRunOnce(plan, { version: '9.8.7', target: 'amd64-unicode', compressed: false });
  const about = { agentVersion: '9.8.7', fingerprint: 'f', builtAtMs: 5 };
  await writeWindowsManifest(folder, { ...about, exe: null, msi: null, program: made, runAs: null });
}

/** Of a group of its own, fetched as an administrator does. */
async function fetchProgram(clientKind: 'on-demand' | 'standalone', format: 'wizard' | 'silent'): Promise<string> {
  const { admin } = world;
  const name = `${clientKind} ${format}`;
  const setting = await admin.ok<InstallerSetting>('POST', '/api/v1/installers/settings', {
    ...anInstallerSetting,
    ...{ platform: 'windows', clientKind, name, format },
  });
  const { id: groupId } = await admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: `営業部 ${name}` });
  const wanted = { packageId: 'windows-program', groupId, expiresInDays: 1, maximumUses: null };
  const address = `/api/v1/installers/settings/${setting.id}/downloads`;
  const download = await admin.ok<InstallerDownload>('POST', address, wanted);
  expect(download.fileName).toMatch(/^(OnDemand|Standalone)ClientWin64_.+\.exe$/);
  const file = path.join(medium, download.fileName);
  writeFileSync(file, (await admin.file(download.url)).body);
  return file;
}

beforeAll(async () => {
  mkdirSync(medium);
  await makePrograms(path.join(scratch, 'built'));
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  const makers = createWindowsMakers(path.join(scratch, 'built'));
  world = await startWorld({ assemble: (platform) => assemble(platform, makers) });
  x = await startXServer(1024, 768);
  wine = await openWine({ DISPLAY: x.display });
}, 120_000);

afterAll(async () => {
  await wine?.close();
  await x?.stop();
  silent?.close();
  await world?.[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

const temporary = () => path.join(wine.drive, 'users', process.env['USER'] ?? 'root', 'Temp');
const leftovers = () => readdirSync(temporary()).filter((name) => name.startsWith('ns'));
const nothingLeft = () => eventually(leftovers, (names) => names.length === 0, 20_000);
const devices = async () => (await world.admin.ok<{ items: DeviceSummary[] }>('GET', '/api/v1/devices')).items;

const programOf = (kind: string) => path.join(medium, readdirSync(medium).find((name) => name.startsWith(kind)) ?? '');

/** Numbers of this machine's processes of a program, told apart by what is on their command line. */
function processesOf(words: RegExp): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => words.test(line)).map((line) => Number.parseInt(line, 10));
}

test('both kinds are offered as one program', async () => {
  const { items } = await world.admin.ok<{ items: InstallerPackage[] }>('GET', '/api/v1/installers/packages');
  expect(items.find(({ id }) => id === 'windows-program')).toMatchObject({
    ...{ clientKinds: ['on-demand', 'standalone'], agentVersion: '9.8.7', architectures: ['x64'], missing: null },
  });
});

test('standalone: writes its file beside itself, which is imported and puts the device on the list', async () => {
  const file = await fetchProgram('standalone', 'silent');
  expect(await wine.run(windowsPath(file))).toMatchObject({ code: 0 });
  const [name = ''] = readdirSync(path.join(medium, 'Inventory'));
  expect(name).toMatch(/^[0-9a-f-]{36}\.icrt$/);
  await nothingLeft();
  const content = readFileSync(path.join(medium, 'Inventory', name));
  expect(await imported(world.admin, name, content)).toMatchObject({ state: 'done' });
  expect(await devices()).toMatchObject([
    { platform: 'windows', clientKind: 'standalone', osName: expect.stringMatching(/Windows 10/) },
  ]);
}, 60_000);

test('on-demand: sends by its own proxy, stands on the list with its facts and inventory, and leaves nothing', async () => {
  await using proxy = await startConnectProxy();
  const file = await fetchProgram('on-demand', 'wizard');
  const log = path.join(scratch, 'log.txt');
  const more = ['/S', '/LANG=en', `LOG=${windowsPath(log)}`];
  expect(await wine.run(windowsPath(file), ...more, `PROXY=http://${proxy.address}`)).toMatchObject({ code: 0 });
  expect(readFileSync(log, 'utf16le')).toMatch(/client: The inventory of \S+ (was sent|has not changed)/);
  expect(proxy.asked).toHaveLength(1);
  const [device] = await devices();
  expect(device).toMatchObject({ platform: 'windows', clientKind: 'on-demand' });
  const inventory = await world.admin.ok('GET', `/api/v1/devices/${device?.id}/inventory`);
  expect(JSON.stringify(inventory)).toContain('Windows 10');
  expect(readdirSync(medium).filter((name) => name !== 'Inventory' && !name.endsWith('.exe'))).toEqual([]);
  await nothingLeft();
}, 60_000);

test('killed or cancelled while it sends, it takes its client with it and leaves nothing', async () => {
  const file = programOf('OnDemand');
  const own = new RegExp(`${path.basename(medium)}.OnDemand`);
  const connected = () => new Promise((resolve) => silent.once('connection', resolve));

  let waiting = connected();
  const killed = wine.run(windowsPath(file), '/S', proxyOf(silent));
  await waiting;
  expect(leftovers()).not.toEqual([]);
  const program = processesOf(own).find((pid) => !processesOf(/GUARD=/).includes(pid)) ?? 0;
  process.kill(program, 'SIGKILL');
  await killed;
  await nothingLeft();
  expect(processesOf(/node\.exe.*on-demand/)).toEqual([]);

  waiting = connected();
  const cancelled = wine.run(windowsPath(file), proxyOf(silent));
  await waiting;
  // As the cross of the window, or its button.
  await wine.run('taskkill', '/IM', path.basename(file));
  expect(await cancelled).toMatchObject({ code: 1 });
  await nothingLeft();
  expect(processesOf(/node\.exe.*on-demand/)).toEqual([]);
}, 90_000);

test('a wrong option, and a file that nobody may use any more: each has its code, and the reason stands in the log', async () => {
  const file = programOf('OnDemand');
  expect(await wine.run(windowsPath(file), '/S', '/frobnicate')).toMatchObject({ code: 87 });
  const [device] = await devices();
  await world.admin.ok('POST', `/api/v1/devices/${device?.id}/deregister`);
  const { items } = await world.admin.ok<{ items: InstallerDownload[] }>('GET', '/api/v1/installers/downloads');
  const { id = '' } = items.find(({ clientKind }) => clientKind === 'on-demand') ?? {};
  await world.admin.ok('POST', `/api/v1/installers/downloads/${id}/revocation`);
  const log = path.join(scratch, 'refused.txt');
  expect(await wine.run(windowsPath(file), '/S', `LOG=${windowsPath(log)}`)).toMatchObject({ code: 2 });
  expect(readFileSync(log, 'utf16le')).toMatch(/client: 送信できませんでした: .*失効/);
  await nothingLeft();
}, 60_000);
