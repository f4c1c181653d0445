/** The client window of Windows (N26) under Wine, by keyboard alone, against a real server: registered, connected, its proxy locked by policy. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentStatus } from '@sekisho/agent-core';
import type { Policy, SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWine, type Wine } from '@sekisho/testkit/wine';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleForWindows } from '../../packages/installers/src/windows/bundle-windows.ts';
import { gatherWindowsProgram } from '../../packages/installers/src/windows/program.ts';
import { gatherSetupFiles } from '../../packages/installers/src/windows/setup-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-window-'));
const program = path.join(folder, 'program');
const pictures = process.env['SEKISHO_TEST_PICTURES'];
const agentCommand = [path.join(program, 'node.exe'), path.join(program, 'agent.cjs')] as const;
let server: ServerProcess;
let x: XServer;
let wine: Wine;
let reader: string;

/** As after a while: what nobody holds is collected, and libraries with it. */
const collecting = ['--expose-gc', '--require', path.join(program, 'collect.cjs')];

/** A program that goes on; its output stays in a file, as Wine's Node speaks to no pipe. */
function begin(name: 'agent' | 'window' | 'tray', language: 'ja' | 'en'): void {
  const output = openSync(path.join(folder, `${name}.txt`), 'w');
  const env = { ...wine.environment, SEKISHO_AGENT_LANGUAGE: language };
  const [runtime, script] = agentCommand;
  const words = name === 'agent' ? [script, 'run'] : [...collecting, script, name];
  spawn('wine', [runtime, ...words], { env, stdio: ['ignore', output, output] });
  closeSync(output);
}

interface Read {
  readonly texts: string[];
  readonly disabled: string[];
}

/** The texts of the controls that are shown, as any other program of that desktop is told them. */
async function read(): Promise<Read> {
  const { code, output } = await wine.run(path.join(program, 'node.exe'), reader);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as Read;
}
const hear = (text: string) =>
  eventually(read, ({ texts }) => texts.some((shown) => shown.includes(text)), 60_000, 500);
const press = (...keys: string[]) => x.xdotool('key', '--clearmodifiers', '--delay', '80', ...keys);
const type = (text: string) => x.xdotool('type', '--delay', '30', text);
async function picture(name: string): Promise<void> {
  if (pictures !== undefined) await x.save(path.join(pictures, `${name}.png`));
}

async function savePolicy(change: (policy: Policy) => void): Promise<void> {
  const policy = (await server.api('/policies/A01')).body as Policy;
  change(policy);
  const { name, settings, revision } = policy;
  expect((await server.api('/policies/A01', { method: 'PUT', body: { name, settings, revision } })).status).toBe(200);
}

beforeAll(async () => {
  [server, x] = await Promise.all([startServer(), startXServer(1024, 768)]);
  mkdirSync(path.join(program, 'licences'), { recursive: true });
  for (const { name, content } of [...(await gatherWindowsProgram('x64', '0.0.0')), ...(await gatherSetupFiles())])
    writeFileSync(path.join(program, name), content);
  writeFileSync(path.join(program, 'collect.cjs'), 'setInterval(gc, 200).unref();');
  reader = path.join(program, 'read-window.cjs');
  writeFileSync(reader, (await bundleForWindows('apps/agent/test/os/windows/read-window.ts')).script);
  wine = await openWine({ DISPLAY: x.display });
  const state = path.join(wine.drive, 'ProgramData/Sekisho');
  mkdirSync(state, { recursive: true });
  const config = { server: server.url, ca: null, trustHash: null, proxy: null };
  writeFileSync(path.join(state, 'agent.json'), JSON.stringify(config));
}, 240_000);

afterAll(async () => {
  await wine?.close();
  await x?.stop();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function closeByEscape(): Promise<void> {
  await press('Escape');
  await eventually(read, ({ texts }) => texts.length === 0, 20_000);
}

const said = () => ['agent', 'window'].map((name) => readFileSync(path.join(folder, `${name}.txt`), 'utf8')).join('\n');

test('registered by keyboard, connected, locked by policy', async () => {
  const { serialNumber } = (await server.api('/system')).body as SystemInformation;
  begin('agent', 'en');
  await eventually(
    () => wine.run(...agentCommand, 'status'),
    ({ code }) => code !== 69,
    60_000,
    500,
  );
  begin('window', 'en');
  await hear('Not registered').catch((error: unknown) => {
    throw new Error(said(), { cause: error });
  });
  await picture('windows-window-register');
  // The field for the serial number has the focus.
  await type('AAAAA-AAAAA-AAAAA-AAAAA');
  await press('Return');
  await hear('Authentication failed');
  await press('ctrl+a');
  await type(serialNumber.toLowerCase());
  await press('alt+g');
  await hear('Registered. Organization: ');
  expect((await read()).texts).toContain('Registered');
  await press('alt+s');
  await hear('not locked');
  await press('alt+c');
  await hear('Connected. The newest settings are here.');
  await picture('windows-window-status');
  await savePolicy(({ settings }) => Object.assign(settings.proxy, { mode: 'none', locked: true }));
  await press('alt+n');
  await hear('Your administrator has locked the proxy settings.');
  expect((await read()).disabled).toEqual(expect.arrayContaining(['&Manual', 'App&ly', '&Host']));
  await picture('windows-window-locked');
  await closeByEscape();
}, 240_000);

/** Wine shows icons in a row of its own when nobody else does. */
async function findIcon(): Promise<readonly [x: number, y: number]> {
  const find = () => x.xdotool('search', '--onlyvisible', '--name', '^Wine System Tray$');
  const row = (await eventually(find, (found) => found.trim() !== '', 30_000)).trim();
  const said = await x.xdotool('getwindowgeometry', '--shell', row);
  const [left = 0, top = 0] = ['X', 'Y'].map((name) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(said)?.[1]));
  return [left + 12, top + 13];
}

async function lastCheckIn(): Promise<number> {
  const { output } = await wine.run(...agentCommand, 'status', '--json');
  const { status } = JSON.parse(output.slice(output.indexOf('{'))) as { status: AgentStatus };
  return status.lastCheckInAt ?? 0;
}

const click = (at: readonly [number, number], button: 1 | 3) =>
  x.xdotool('mousemove', String(at[0]), String(at[1]), 'click', String(button));

test('the icon in the notification area: in its colours, opens the window by a click, connects by its menu', async () => {
  begin('tray', 'ja');
  const icon = await findIcon();
  // Left of the gate in its middle.
  const colour = async () => (await x.picture()).at(icon[0] - 7, icon[1]);
  await eventually(colour, ([red, green, blue]) => blue > 80 && red < 80 && green < 110, 10_000);
  await click(icon, 1);
  await hear('登録済み');
  await picture('windows-tray-window');
  // Without a manager of windows keys go to where the pointer is.
  await x.xdotool('mousemove', '512', '384');
  await closeByEscape();
  const before = await lastCheckIn();
  await click(icon, 3);
  await press('c');
  await eventually(lastCheckIn, (now) => now > before, 20_000);
}, 90_000);
