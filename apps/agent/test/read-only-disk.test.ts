/** A disk that can only be read when the agent starts: the lock stands, commands are obeyed, and the disk catches up. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolvePlaces } from '../src/os/linux/places.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const timeoutMs = 120_000;
let server: ServerProcess;
let x: XServer;
let agent: RealAgent;
let volatileFolder = '';

beforeAll(async () => {
  [server, x] = await Promise.all([startServer(), startXServer()]);
  agent = await startRealAgent(server, { environment: { SEKISHO_AGENT_DISPLAYS: x.display } });
  const stateFolder = path.join(agent.folder, 'state');
  volatileFolder = resolvePlaces({ stateFolder }, { environment: {}, executable: '', script: '' }).volatileFolder;
}, timeoutMs);
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]();
  await x?.stop();
  await server?.dispose();
});

const red = async (): Promise<boolean> => (await x.picture()).at(100, 100)[0] === 0x7a;
const screenIs = (locked: boolean) => eventually(red, (seen) => seen === locked, 30_000);

async function command(kind: 'lock' | 'unlock'): Promise<void> {
  await server.api(`/devices/${agent.deviceId}/commands`, { method: 'POST', body: { kind } });
  await screenIs(kind === 'lock');
}

/** The state folder can only be read, as on a disk that the system has remounted after an error. */
function readOnly(): string[] {
  const state = path.join(agent.folder, 'state');
  const mount = `mount --bind ${state} ${state} && mount -o remount,bind,ro ${state} && exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', mount, 'sh'];
}

test('what was locked is covered; an unlock is obeyed and lasts over the next start; the disk catches up', {
  timeout: timeoutMs,
}, async () => {
  await command('lock');
  await agent.kill();
  await agent.start(readOnly());
  await screenIs(true);
  expect(agent.log()).toContain('the disk can only be read');
  expect(existsSync(volatileFolder)).toBe(true);
  await command('unlock');
  await agent.kill();
  await agent.start(readOnly());
  await command('lock');
  await agent.kill();
  expect(existsSync(volatileFolder)).toBe(true);
  await agent.start();
  expect(existsSync(volatileFolder)).toBe(false);
  expect((await agent.status()).mode).toBe('remote');
  await command('unlock');
});
