/**
 * A Windows is lost, under Wine: locked from the console's API, opened for an hour by a key on a medium that is put in, then wiped, to the signed word and the
 * shut-down. The prefix has no drive that leads to this machine.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  DeviceDetail,
  DeviceList,
  DeviceWipe,
  Policy,
  SystemInformation,
  Timeline,
  WipeReceiptFile,
} from '@sekisho/contracts';
import { lockScreenColours } from '@sekisho/contracts/lock-screen-colours';
import { eventually } from '@sekisho/testkit/eventually';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine } from '@sekisho/testkit/wine';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { openWipeReceipt } from '@sekisho/trust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherWindowsProgram } from '../../packages/installers/src/windows/program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-lost-windows-'));
const stick = path.join(folder, 'stick');
const programFolder = 'C:\\Program Files\\Sekisho';
let server: ServerProcess;
let x: XServer;
let wine: Wine;
let agent: ReturnType<typeof spawn> | null = null;
let id = '';

const at = (file: string) => path.join(wine.drive, file);

function put(file: string, content: string | Uint8Array = 'x'): void {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), content);
}

async function ask<T>(method: string, address: string, body?: unknown): Promise<T> {
  const answer = await server.api(address, { method, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${address}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

const detail = () => ask<DeviceDetail>('GET', `/devices/${id}`);
const command = (...args: readonly string[]) =>
  wine.run(`${programFolder}\\node.exe`, `${programFolder}\\agent.cjs`, ...args);

function startAgent(): void {
  const output = openSync(path.join(folder, 'agent.txt'), 'a');
  const args = [`${programFolder}\\node.exe`, `${programFolder}\\agent.cjs`, 'run'];
  agent = spawn('wine', args, { env: wine.environment, cwd: wine.drive, stdio: ['ignore', output, output] });
  closeSync(output);
}

/** Share of the screen that has the colour of this lock. */
async function covered(screen: 'remote' | 'wiping'): Promise<number> {
  const colour = Number.parseInt(lockScreenColours[screen].slice(1), 16);
  const picture = await x.picture();
  const places = Array.from({ length: 300 }, (_, index) => [(index % 20) / 20, Math.floor(index / 20) / 15] as const);
  const hits = places.filter(([column, row]) => {
    const [red, green, blue] = picture.at(Math.floor(picture.width * column), Math.floor(picture.height * row));
    return (red << 16) + (green << 8) + blue === colour;
  });
  return hits.length / places.length;
}

beforeAll(async () => {
  mkdirSync(stick);
  [server, x] = await Promise.all([startServer(), startXServer(800, 600)]);
  wine = await openWine(
    { DISPLAY: x.display },
    {
      'e:': { folder: stick, type: 'floppy' },
      'f:': { folder: stick, type: 'floppy' },
    },
  );
  for (const { name, content } of await gatherWindowsProgram('x64', '0.0.0'))
    put(`Program Files/Sekisho/${name}`, content);
  put('ca.pem', await rootOf(server.tlsPort));
  const { serialNumber } = await ask<SystemInformation>('GET', '/system');
  const enrolled = await command('enrol', '--server', server.tlsUrl, '--serial', serialNumber, '--ca', 'C:\\ca.pem');
  expect(enrolled.code, enrolled.output).toBe(0);
  const { unlockKey } = await ask<Policy>('GET', '/policies/A01');
  const key = JSON.stringify(await ask('GET', '/policies/A01/unlock-key'));
  writeFileSync(path.join(stick, unlockKey.fileName), key);
  await wine.pullOut('f:');
  startAgent();
  const { items } = await eventually(
    () => ask<DeviceList>('GET', '/devices'),
    (list) => list.items[0]?.online === true,
    40_000,
  );
  id = items[0]?.id ?? '';
}, 120_000);

afterAll(async () => {
  const ended = agent === null ? null : new Promise((resolve) => agent?.once('exit', resolve));
  await wine?.close();
  await ended;
  await x?.stop();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('a remote lock comes though a key is in; put in anew, it opens the device for an hour', async () => {
  await ask('POST', `/devices/${id}/commands`, { kind: 'lock' });
  await eventually(
    () => covered('remote'),
    (share) => share > 0.8,
    40_000,
  );
  await eventually(detail, ({ lockMode, releasedBy }) => lockMode === 'remote' && releasedBy === null);
  await wine.pullOut('e:');
  await wine.plugIn('f:', stick);
  await eventually(
    () => covered('remote'),
    (share) => share === 0,
    20_000,
  );
  const checkedIn = await command('check-in');
  expect(checkedIn.code, checkedIn.output).toBe(0);
  const { lockMode, releasedUntil } = await eventually(detail, (seen) => seen.releasedBy === 'key');
  expect(lockMode).toBe('remote');
  const minutes = (Date.parse(releasedUntil ?? '') - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(55);
  expect(minutes).toBeLessThanOrEqual(60);
}, 90_000);

test('a wipe takes its targets away, keeps the agent, tells it signed, and shuts the device down', async () => {
  put('Users/taro/Documents/設計書.docx', 'secret');
  put('Users/taro/mail.pst');
  put('Work/report.XLSX');
  put('Work/readme.txt', 'stays');
  const { name, revision, settings } = await ask<Policy>('GET', '/policies/A01');
  const wipeTargets = {
    folders: ['/home', 'C:\\Users\\taro', programFolder],
    patterns: [{ folder: 'C:\\Work', pattern: '*.xlsx' }],
    volumes: [],
    encryptionKeys: true,
    shutDown: true,
  };
  const saved = await ask<Policy>('PUT', '/policies/A01', { name, revision, settings: { ...settings, wipeTargets } });
  const { computerName } = await detail();
  await ask('POST', `/devices/${id}/wipe`, { computerName, policyRevision: saved.revision });
  const look = () => ask<DeviceWipe>('GET', `/devices/${id}/wipe`);
  const { latest } = await eventually(look, (seen) => seen.latest?.receipts.at(-1)?.stage === 'complete', 60_000);
  expect(latest?.receipts.at(-1)?.outcomes).toMatchObject([
    { kind: 'pattern', path: 'C:\\Work', code: null, removedFiles: 1 },
    { kind: 'folder', path: 'C:\\Users\\taro', code: null, removedFiles: 2, removedFolders: 2, failed: 0 },
    { kind: 'folder', path: programFolder, code: 'wipe-target-kept' },
    { kind: 'encryption-keys', code: 'wipe-nothing-encrypted' },
  ]);
  expect(existsSync(at('Users/taro'))).toBe(false);
  expect(readdirSync(at('Work'))).toEqual(['readme.txt']);
  await eventually(
    () => covered('wiping'),
    (share) => share > 0.8,
  );
  await eventually(
    () => ask<Timeline>('GET', `/devices/${id}/timeline`),
    ({ items }) => items.some(({ what }) => what === 'shut-down'),
  );
  expect((await command('status', '--json')).output).toMatch(/"mode": "wiping",\s*"screen": "wiping"/);

  const file = await ask<WipeReceiptFile>('GET', `/devices/${id}/wipe/receipt`);
  const intent = JSON.parse(file.intent) as { id: string; organization: string };
  const context = {
    publicKey: file.devicePublicKey,
    organizationId: intent.organization,
    deviceId: id,
    intentId: intent.id,
  };
  expect(file.receipts.map((signed) => openWipeReceipt(signed, context).ok)).toEqual([true, true]);
}, 150_000);
