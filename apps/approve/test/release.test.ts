/** `npm run release` as a person uses it, against a whole server: a key, its trust, a signature over what was packed, the upload. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentUpdates } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { packRelease } from '../../../packages/installers/src/release/pack-release.ts';
import { type DeviceWorld, startDeviceWorld } from '../../server/test/features/devices/device-world.ts';

const main = path.join(import.meta.dirname, '../src/release/main.ts');
const passphrase = 'cedar gate by the river';
let world: DeviceWorld;
let folder = '';
// Each guess at a passphrase takes its time.
vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  world = await startDeviceWorld();
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-release-'));
  const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
    name: 'releases',
    permissions: ['approvals.read', 'approvals.write', 'system.write'],
    expiresAt: null,
  });
  await writeFile(path.join(folder, 'token'), secret);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program with these lines typed; everything it prints, and its status. */
function release(args: readonly string[], lines: readonly string[] = []) {
  const key = path.join(folder, 'release-key.json');
  const all = [main, ...args, '--key', key, '--server', world.server.url, '--token-file', path.join(folder, 'token')];
  const child = spawn(process.execPath, all, { env: { PATH: process.env['PATH'], LC_ALL: 'en_US.UTF-8' } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return new Promise<{ output: string; status: number | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ output, status }));
  });
}

const overview = () => world.admin.ok<AgentUpdates>('GET', '/api/v1/agent-updates');
const packedAt = (name: string) => path.join(folder, name);

async function pack(name: string, version: string): Promise<void> {
  const about = { version, minimumVersion: '0.1.0', notBefore: Date.now(), notAfter: Date.now() + 86_400_000 };
  const files = [{ name: 'agent.cjs', content: Buffer.from(`// ${version}\n`) }];
  await packRelease(packedAt(name), about, [{ platform: 'linux', architecture: 'x64', files }]);
}

it('a key is made, sealed and for its owner alone; nothing is signed without one', async () => {
  await pack('first', '0.2.0');
  expect(await release(['sign', packedAt('first')])).toMatchObject({ status: 1 });
  const made = await release(['key', '--name', '印'], [passphrase, passphrase]);
  expect(made, made.output).toMatchObject({ status: 0 });
  const file = path.join(folder, 'release-key.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain('PRIVATE');
  expect((await release(['key'], [passphrase, passphrase])).output).toContain('There is a file with a key already');
});

it('trusted by the recovery key and by nothing else', async () => {
  const wrong = await release(['trust'], ['AAAA-BBBB']);
  expect(wrong).toMatchObject({ status: 1, output: expect.stringContaining('This is no recovery key') });
  expect((await overview()).releaseKeys).toEqual([]);
  const trusted = await release(['trust'], [world.recoveryKey]);
  expect(trusted, trusted.output).toMatchObject({ status: 0 });
  expect((await overview()).releaseKeys).toMatchObject([{ name: '印' }]);
});

it('signs what is there, after a look at it; uploads it whole; a second time changes nothing', async () => {
  expect((await release(['upload', packedAt('first')])).output).toContain('is not signed');
  expect((await release(['sign', packedAt('first')], ['no'])).output).toContain('Nothing was signed.');
  expect((await release(['sign', packedAt('first')], ['yes', 'wrong'])).status).toBe(1);
  const signed = await release(['sign', packedAt('first')], ['yes', passphrase]);
  expect(signed, signed.output).toMatchObject({ status: 0 });
  expect(signed.output).toContain('Version 0.2.0, for devices from version 0.1.0 on');
  for (let times = 0; times < 2; times += 1) {
    const uploaded = await release(['upload', packedAt('first')]);
    expect(uploaded, uploaded.output).toMatchObject({ status: 0 });
    expect((await overview()).releases).toMatchObject([{ version: '0.2.0', missing: [] }]);
  }
});

it('refuses to sign what was changed after it was packed, and to upload what was changed after it was signed', async () => {
  await pack('second', '0.3.0');
  const text = await readFile(path.join(packedAt('second'), 'release.json'), 'utf8');
  const { targets } = JSON.parse(text) as { targets: { files: { packed: { sha256: string } }[] }[] };
  const file = path.join(packedAt('second'), 'files', targets[0]?.files[0]?.packed.sha256 ?? '');
  const content = await readFile(file);
  await writeFile(file, 'something else');
  expect((await release(['sign', packedAt('second')], ['yes', passphrase])).output).toContain('Pack it again.');
  await writeFile(file, content);
  expect(await release(['sign', packedAt('second')], ['yes', passphrase])).toMatchObject({ status: 0 });
  await writeFile(path.join(packedAt('second'), 'release.json'), text.replace('0.3.0', '0.4.0'));
  expect((await release(['upload', packedAt('second')])).output).toContain('is not signed');
});

it('another release under a number that is taken is not said to be uploaded', async () => {
  await pack('third', '0.2.0');
  expect(await release(['sign', packedAt('third')], ['yes', passphrase])).toMatchObject({ status: 0 });
  expect(await release(['upload', packedAt('third')])).toMatchObject({
    status: 1,
    output: expect.stringContaining('This version has been added already.'),
  });
});
