/**
 * Updates of the agent from the signed release to the device and back: a real server, an agent as it is installed, a version that is fine,
 * one that crashes, one that cannot check in, and a locked device that stays locked meanwhile.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  AgentUpdates,
  InitialSettings,
  Release,
  Rollout,
  SignedText,
  Timeline,
  TrustChain,
  TrustSet,
} from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { startXServer, type XServer } from '@sekisho/testkit/x-server';
import { generateSigningKey, recoveryKeyFromText, signText, trustSetHash } from '@sekisho/trust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentIn, agentPid, installLine, run, statusIn, uninstallIn } from '../../apps/agent/test/installed-agents.ts';
import { type ProgramFile, packRelease } from '../../packages/installers/src/release/pack-release.ts';

const repository = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-update-'));
const prefix = path.join(scratch, 'agent-home');
const program = path.join(prefix, 'agent');
const releaseKey = generateSigningKey();
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
let screen: XServer;
let deviceId = '';
let installed: readonly ProgramFile[] = [];

async function ask<T>(method: string, at: string, body?: unknown): Promise<T> {
  const answer = await server.api(at, { method, ...(body === undefined ? {} : { body }) });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(repository, 'packages/installers/src/build.ts'), '--gzip-only']);
  [server, screen] = await Promise.all([startServer(), startXServer(400, 300)]);
  const line = await installLine(server, 'sh', `--prefix ${prefix}`);
  const done = await run('sh', ['-c', line], { SEKISHO_AGENT_DISPLAYS: screen.display });
  expect(done, done.err).toMatchObject({ code: 0 });
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

/** The installed program under another version, with its script changed. */
function versionOf(version: string, change: (script: string) => string): ProgramFile[] {
  return installed.map((file) => {
    const text = Buffer.from(file.content).toString('utf8');
    if (file.name === 'version.json') {
      const about = { ...(JSON.parse(text) as object), agentVersion: version };
      return { ...file, content: Buffer.from(JSON.stringify(about)) };
    }
    if (file.name !== 'agent.cjs') return file;
    const own = /(name:"@sekisho\/agent",version:)"0\.1\.0"/;
    expect(text).toMatch(own);
    return { ...file, content: Buffer.from(change(text.replace(own, `$1"${version}"`))) };
  });
}

/** As the tools of the release do it. */
async function release(version: string, change: (script: string) => string = (script) => script): Promise<Release> {
  const folder = path.join(scratch, version);
  const day = 24 * 3_600_000;
  const about = { version, minimumVersion: '0.1.0', notBefore: Date.now() - day, notAfter: Date.now() + day };
  // The runtime, of which every device has the very file, takes longest to pack: once is enough.
  const files = versionOf(version, change).filter(({ name }) => name !== 'node' || version === '0.1.1');
  const text = await packRelease(folder, about, [{ platform: 'linux', architecture: 'x64', files }]);
  const added = await ask<Release>('POST', '/agent-updates/releases', {
    release: signText('agent-release', text, releaseKey),
  });
  for (const sha256 of added.missing) {
    const answer = await fetch(`${server.url}/api/v1/agent-updates/files/${sha256}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/octet-stream' },
      body: readFileSync(path.join(folder, 'files', sha256)),
    });
    expect(answer.status).toBe(204);
  }
  return added;
}

async function rollOut({ id }: Release, more: object = {}): Promise<Rollout> {
  const usual = { percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 120 };
  return ask<Rollout>('POST', '/agent-updates/rollouts', { releaseId: id, ...usual, ...more });
}

const end = ({ id }: Rollout) => ask('PATCH', `/agent-updates/rollouts/${id}`, { state: 'ended' });

async function untilTold({ id }: Rollout): Promise<Rollout> {
  return eventually(
    async () => (await ask<AgentUpdates>('GET', '/agent-updates')).rollouts.find((each) => each.id === id),
    (now) => now !== undefined && now.updated + now.failed > 0,
    90_000,
  ) as Promise<Rollout>;
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

async function faultOf({ id }: Rollout): Promise<unknown> {
  const { items } = await ask<{ items: unknown[] }>('GET', `/agent-updates/rollouts/${id}/devices?state=failed`);
  return items;
}

test('without a release key in the trust set no release is taken; the recovery key puts one there, nobody else', {
  timeout: 60_000,
}, async () => {
  const refused = await server.api('/agent-updates/releases', {
    method: 'POST',
    body: { release: signText('agent-release', '{}', releaseKey) },
  });
  expect(refused).toMatchObject({ status: 400, body: { code: 'release-refused' } });
  const { chain } = await ask<TrustChain>('GET', '/approvals/trust-chain');
  const { text } = chain.at(-1) as SignedText;
  const set = JSON.parse(text) as TrustSet;
  const { keyId, publicKey } = releaseKey;
  const next = JSON.stringify({
    ...set,
    version: set.version + 1,
    previous: trustSetHash(text),
    issuedAt: Date.now(),
    releaseKeys: [{ keyId, publicKey, name: 'releases' }],
  });
  const forged = await server.api('/agent-updates/release-keys', {
    method: 'POST',
    body: signText('trust-set', next, generateSigningKey()),
  });
  expect(forged).toMatchObject({ status: 400, body: { code: 'signer-unknown' } });
  const written = readFileSync(path.join(server.dataDir, 'recovery-key.txt'), 'utf8');
  const recovery = recoveryKeyFromText(/(?:\w{4}-){13}\w{4}/.exec(written)?.[0] ?? '');
  if (!recovery.ok) throw new Error('no recovery key');
  await ask('POST', '/agent-updates/release-keys', signText('trust-set', next, recovery.value));
  expect(await ask<AgentUpdates>('GET', '/agent-updates')).toMatchObject({
    releaseKeys: [{ keyId, name: 'releases' }],
  });
});

test('a linked clone updates itself in no way, whoever offers it a release', { timeout: 120_000 }, async () => {
  const file = path.join(prefix, 'agent.json');
  const config = readFileSync(file, 'utf8');
  const installed = { clientKind: 'linked-clone', settingName: 'VDI', initial };
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(config) as object), installed }));
  await startAnew();
  // The server knows it as a standard client, and tells it.
  const rollout = await rollOut(await release('0.1.1'));
  for (let round = 0; round < 3; round += 1) expect(await checkIn()).toMatchObject({ code: 0 });
  const { rollouts } = await ask<AgentUpdates>('GET', '/agent-updates');
  expect(rollouts.find(({ id }) => id === rollout.id)).toMatchObject({ offered: 0, updated: 0, failed: 0 });
  expect(await versionNow()).toContain('0.1.0');
  await end(rollout);
  writeFileSync(file, config);
  await startAnew('SIGTERM');
  // Its last word: whoever comes in its place need not wait for its silence.
  const { items } = await ask<Timeline>('GET', `/devices/${deviceId}/timeline`);
  expect(items.map(({ what }) => what)).toContain('ended');
});

test('a good one: fetched, tried, confirmed; only what differs is fetched', { timeout: 120_000 }, async () => {
  const { releases } = await ask<AgentUpdates>('GET', '/agent-updates');
  const rollout = await rollOut(releases[0] as Release);
  await checkIn();
  expect(await untilTold(rollout)).toMatchObject({ state: 'running', offered: 0, updated: 1, failed: 0 });
  expect(await versionNow()).toContain('0.1.1');
  expect(readdirSync(path.join(program, 'versions')).sort()).toEqual(['0.1.1', 'state.json']);
  // The runtime is the very file of the installed version.
  expect(statSync(path.join(program, 'versions/0.1.1/node')).ino).toBe(statSync(path.join(program, 'node')).ino);
  await end(rollout);
});

test('one that crashes: three tries, then the one before is back, the server knows why and has stopped', {
  timeout: 120_000,
}, async () => {
  const rollout = await rollOut(await release('0.1.2', () => 'process.exit(1);'));
  await checkIn();
  expect(await untilTold(rollout)).toMatchObject({ state: 'halted', updated: 0, failed: 1 });
  expect(await faultOf(rollout)).toMatchObject([{ deviceId, state: 'failed', fault: 'did-not-start', from: '0.1.1' }]);
  expect(await versionNow()).toContain('0.1.1');
  await end(rollout);
});

test('one that cannot check in, and one that hangs: their time runs out', { timeout: 300_000 }, async () => {
  for (const [version, change] of [
    ['0.1.3', (script: string) => script.replaceAll('/device/v1/check-in', '/device/v1/check-never')],
    ['0.1.4', () => 'for (;;);'],
  ] as const) {
    const rollout = await rollOut(await release(version, change), { toleratedFailures: 5, checkInWithinSeconds: 10 });
    await checkIn();
    expect(await untilTold(rollout)).toMatchObject({ state: 'running', updated: 0, failed: 1 });
    expect(await faultOf(rollout)).toMatchObject([{ fault: 'did-not-check-in', from: '0.1.1' }]);
    expect(await versionNow()).toContain('0.1.1');
    await end(rollout);
  }
});

test('a locked device stays locked while it is updated', { timeout: 240_000 }, async () => {
  const corner = async () => (await screen.picture()).at(5, 5).join(' ');
  const open = await corner();
  await ask('POST', `/devices/${deviceId}/commands`, { kind: 'lock' });
  const locked = await eventually(corner, (colour) => colour !== open, 20_000);
  const rollout = await rollOut(await release('0.1.5'));
  const seen = new Set<string>();
  await checkIn();
  await eventually(
    async () => {
      seen.add(await corner());
      return (await ask<AgentUpdates>('GET', '/agent-updates')).rollouts.find(({ id }) => id === rollout.id);
    },
    (now) => now !== undefined && now.updated + now.failed > 0,
    90_000,
  );
  expect(await faultOf(rollout)).toEqual([]);
  expect([...seen]).toEqual([locked]);
  expect(await versionNow()).toContain('0.1.5');
  expect((await agentIn(prefix, ['status'])).out).toContain('State: remote lock');
  await ask('POST', `/devices/${deviceId}/commands`, { kind: 'unlock' });
  await checkIn();
  await eventually(corner, (colour) => colour === open, 20_000);
});
