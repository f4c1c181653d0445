/**
 * Updates of the agent from the signed release to the device and back: a real server, an agent as it is installed, a version that is fine,
 * one that crashes, one that cannot check in, and a locked device that stays locked meanwhile.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentUpdates, InitialSettings, Release, Timeline } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { generateSigningKey, signText } from '@sekisho/trust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentIn, agentPid, installLine, run, statusIn, uninstallIn } from '../../apps/agent/test/installed-agents.ts';
import type { ProgramFile } from '../../packages/installers/src/release/pack-release.ts';
import { type AgentReleases, agentReleases, programOf } from './agent-releases.ts';

const repository = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-update-'));
const prefix = path.join(scratch, 'agent-home');
const program = path.join(prefix, 'agent');
/** What an installer of linked clones leaves in the configuration. */
const initial: InitialSettings = {
  policyCode: 'A01',
  language: 'ja',
  proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
  operationLog: false,
  externalDeviceControl: false,
  trayIcon: true,
  desktopEntry: true,
  uninstallPassword: true,
  restartPrompt: false,
  inventoryAfterInstall: true,
  inventorySections: ['hardware'],
};
let server: ServerProcess;
let tools: AgentReleases;
let screen: XServer;
let deviceId = '';
let installed: readonly ProgramFile[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(repository, 'packages/installers/src/build.ts'), '--gzip-only']);
  [server, screen] = await Promise.all([startServer(), startXServer(400, 300)]);
  const line = await installLine(server, 'sh', `--prefix ${prefix}`);
  const done = await run('sh', ['-c', line], { SEKISHO_AGENT_DISPLAYS: screen.display });
  expect(done, done.err).toMatchObject({ code: 0 });
  tools = agentReleases(server, scratch);
  deviceId = (await statusIn(prefix)).status?.deviceId ?? '';
  installed = readProgram();
}, 180_000);

afterAll(async () => {
  await uninstallIn(server, prefix);
  await screen?.stop();
  await server?.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

function readProgram(): ProgramFile[] {
  return readdirSync(program, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const executable = (statSync(file).mode & 0o100) !== 0;
      return { name: path.relative(program, file), content: readFileSync(file), executable };
    });
}

async function release(version: string, change?: (script: string) => string): Promise<Release> {
  // The runtime, of which every device has the very file, takes longest to pack: once is enough.
  const files = programOf(installed, version, change).filter(({ name }) => name !== 'node' || version === '0.1.1');
  return tools.release(version, { platform: 'linux', architecture: 'x64', files });
}

/** Ended, and started again by whoever watches over it. */
async function startAnew(by: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
  const before = agentPid(prefix);
  if (before === undefined) throw new Error('no agent is running');
  process.kill(before, by);
  await eventually(
    () => agentPid(prefix),
    (pid) => pid !== undefined && pid !== before,
    20_000,
  );
  await eventually(
    () => statusIn(prefix),
    ({ running }) => running,
  );
}

const checkIn = () => agentIn(prefix, ['check-in']);
const versionNow = async () => (await agentIn(prefix, ['--version'])).out.trim();

test('without a release key in the trust set no release is taken; the recovery key puts one there, nobody else', {
  timeout: 60_000,
}, async () => {
  const { releaseKey } = tools;
  const refused = await server.api('/agent-updates/releases', {
    method: 'POST',
    body: { release: signText('agent-release', '{}', releaseKey) },
  });
  expect(refused).toMatchObject({ status: 400, body: { code: 'release-refused' } });
  const forged = await server.api('/agent-updates/release-keys', {
    method: 'POST',
    body: signText('trust-set', await tools.nextTrustSet(), generateSigningKey()),
  });
  expect(forged).toMatchObject({ status: 400, body: { code: 'signer-unknown' } });
  await tools.trustReleaseKey();
  expect(await tools.ask<AgentUpdates>('GET', '/agent-updates')).toMatchObject({
    releaseKeys: [{ keyId: releaseKey.keyId, name: 'releases' }],
  });
});

test('a linked clone updates itself in no way, whoever offers it a release', { timeout: 120_000 }, async () => {
  const file = path.join(prefix, 'agent.json');
  const config = readFileSync(file, 'utf8');
  const installed = { clientKind: 'linked-clone', settingName: 'VDI', initial };
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(config) as object), installed }));
  await startAnew();
  // The server knows it as a standard client, and tells it.
  const rollout = await tools.rollOut(await release('0.1.1'));
  for (let round = 0; round < 3; round += 1) expect(await checkIn()).toMatchObject({ code: 0 });
  const { rollouts } = await tools.ask<AgentUpdates>('GET', '/agent-updates');
  expect(rollouts.find(({ id }) => id === rollout.id)).toMatchObject({ offered: 0, updated: 0, failed: 0 });
  expect(await versionNow()).toContain('0.1.0');
  await tools.end(rollout);
  writeFileSync(file, config);
  await startAnew('SIGTERM');
  // Its last word: whoever comes in its place need not wait for its silence.
  const { items } = await tools.ask<Timeline>('GET', `/devices/${deviceId}/timeline`);
  expect(items.map(({ what }) => what)).toContain('ended');
});

test('a good one: fetched, tried, confirmed; only what differs is fetched', { timeout: 120_000 }, async () => {
  const { releases } = await tools.ask<AgentUpdates>('GET', '/agent-updates');
  const rollout = await tools.rollOut(releases[0] as Release);
  await checkIn();
  expect(await tools.untilTold(rollout)).toMatchObject({ state: 'running', offered: 0, updated: 1, failed: 0 });
  expect(await versionNow()).toContain('0.1.1');
  expect(readdirSync(path.join(program, 'versions')).sort()).toEqual(['0.1.1', 'state.json']);
  // The runtime is the very file of the installed version.
  expect(statSync(path.join(program, 'versions/0.1.1/node')).ino).toBe(statSync(path.join(program, 'node')).ino);
  await tools.end(rollout);
});

test('one that crashes: three tries, then the one before is back, the server knows why and has stopped', {
  timeout: 120_000,
}, async () => {
  const rollout = await tools.rollOut(await release('0.1.2', () => 'process.exit(1);'));
  await checkIn();
  expect(await tools.untilTold(rollout)).toMatchObject({ state: 'halted', updated: 0, failed: 1 });
  expect(await tools.failures(rollout)).toMatchObject([
    { deviceId, state: 'failed', fault: 'did-not-start', from: '0.1.1' },
  ]);
  expect(await versionNow()).toContain('0.1.1');
  await tools.end(rollout);
});

test('one that cannot check in, and one that hangs: their time runs out', { timeout: 300_000 }, async () => {
  for (const [version, change] of [
    ['0.1.3', (script: string) => script.replaceAll('/device/v1/check-in', '/device/v1/check-never')],
    ['0.1.4', () => 'for (;;);'],
  ] as const) {
    const rollout = await tools.rollOut(await release(version, change), {
      toleratedFailures: 5,
      checkInWithinSeconds: 10,
    });
    await checkIn();
    expect(await tools.untilTold(rollout)).toMatchObject({ state: 'running', updated: 0, failed: 1 });
    expect(await tools.failures(rollout)).toMatchObject([{ fault: 'did-not-check-in', from: '0.1.1' }]);
    expect(await versionNow()).toContain('0.1.1');
    await tools.end(rollout);
  }
});

test('a locked device stays locked while it is updated', { timeout: 240_000 }, async () => {
  const corner = async () => (await screen.picture()).at(5, 5).join(' ');
  const open = await corner();
  await tools.ask('POST', `/devices/${deviceId}/commands`, { kind: 'lock' });
  const locked = await eventually(corner, (colour) => colour !== open, 20_000);
  const rollout = await tools.rollOut(await release('0.1.5'));
  const seen = new Set<string>();
  await checkIn();
  await eventually(
    async () => {
      seen.add(await corner());
      return (await tools.ask<AgentUpdates>('GET', '/agent-updates')).rollouts.find(({ id }) => id === rollout.id);
    },
    (now) => now !== undefined && now.updated + now.failed > 0,
    90_000,
  );
  expect(await tools.failures(rollout)).toEqual([]);
  expect([...seen]).toEqual([locked]);
  expect(await versionNow()).toContain('0.1.5');
  expect((await agentIn(prefix, ['status'])).out).toContain('State: remote lock');
  await tools.ask('POST', `/devices/${deviceId}/commands`, { kind: 'unlock' });
  await checkIn();
  await eventually(corner, (colour) => colour === open, 20_000);
});
