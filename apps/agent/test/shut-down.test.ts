/** Shut down after lock (N10): a policy's minutes, on a whole agent with a `systemctl` that only takes notes. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LockHistory, Policy } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const timeoutMs = 120_000;
const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-power-'));
const notes = path.join(scratch, 'notes');
let server: ServerProcess;
let agent: RealAgent;

function noted(): string {
  return readFileSync(notes, 'utf8');
}

async function command(kind: 'lock' | 'unlock'): Promise<void> {
  const { status } = await server.api(`/devices/${agent.deviceId}/commands`, { method: 'POST', body: { kind } });
  expect(status).toBe(201);
  await until(({ mode }) => mode === (kind === 'lock' ? 'remote' : 'unlocked'));
}

const until = (accept: (status: Awaited<ReturnType<RealAgent['status']>>) => boolean) =>
  eventually(() => agent.status(), accept, 30_000, 200);

/** Lets time pass for the device; then whatever was due has been looked at. */
async function pass(seconds: number): Promise<void> {
  agent.setClock(seconds);
  expect(JSON.parse(await agent.checkIn())).toMatchObject({ ok: true });
  agent.setClock(0);
}

beforeAll(async () => {
  server = await startServer();
  const { body } = await server.api('/policies/A01');
  const { name, settings, revision } = body as Policy;
  const lockScreen = { message: '', telephone: '', shutDownAfterLockMs: 120_000 };
  const saved = await server.api('/policies/A01', {
    method: 'PUT',
    body: { name, settings: { ...settings, lockScreen }, revision },
  });
  expect(saved.status).toBe(200);
  const programs = path.join(scratch, 'bin');
  mkdirSync(programs);
  writeFileSync(notes, '');
  for (const program of ['systemctl', 'shutdown', 'poweroff']) {
    const file = path.join(programs, program);
    writeFileSync(file, `#!/bin/sh\necho "${program} $*" >>${notes}\n`);
    chmodSync(file, 0o755);
  }
  agent = await startRealAgent(server, { environment: { PATH: `${programs}:${process.env['PATH']}` } });
  await until(({ lastCheckInAt }) => lastCheckInAt !== null);
}, timeoutMs);

afterAll(async () => {
  await agent?.[Symbol.asyncDispose]();
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

test('an unlock in time calls it off', { timeout: timeoutMs }, async () => {
  await command('lock');
  await pass(100);
  await command('unlock');
  await pass(300);
  expect(noted()).toBe('');
});

test('after its minutes, also over a restart of the agent, the device goes off once, and the history has the time', {
  timeout: timeoutMs,
}, async () => {
  await command('lock');
  await agent.kill();
  agent.setClock(100);
  await agent.start();
  expect(noted()).toBe('');
  agent.setClock(121);
  await eventually(noted, (text) => text !== '', 30_000);
  expect(noted()).toBe('systemctl poweroff --no-wall\n');
  const { body } = await server.api('/lock-history');
  const [newest, ...older] = (body as LockHistory).items.filter(({ what }) => what === 'lock');
  expect(newest?.shutDownAt).toMatch(/^\d{4}-/);
  expect(older.map(({ shutDownAt }) => shutDownAt)).toEqual([null]);
  await agent.kill();
  await agent.start();
  await until(({ lastCheckInAt, mode }) => lastCheckInAt !== null && mode === 'remote');
  expect(noted()).toBe('systemctl poweroff --no-wall\n');
});
