/**
 * A lost machine is wiped: from the console's API through a real server to a real agent as root, among real mounts and on a real LUKS
 * container, killed in the middle, to files gone, keys gone, and the signed word confirmed. The agent lives in namespaces of its own:
 * there the rest of this machine can only be read, `systemctl` only notes that it was called, and `lsblk` shows the container as opened.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  DeviceList,
  DeviceSummary,
  DeviceWipe,
  Policy,
  SystemInformation,
  Wipe,
  WipeReceiptFile,
} from '@sekisho/contracts';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { openWipeReceipt } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const minute = 60_000;
const agentScript = path.join(import.meta.dirname, '../../apps/agent/src/main.ts');
const passphrase = 'correct horse battery staple';
const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-wipe-story-'));
const at = (relative: string) => path.join(folder, relative);
let server: ServerProcess;
let agent: Child;
let loop = '';
let device: DeviceSummary;

function put(relative: string, content = 'x'): void {
  mkdirSync(path.dirname(at(relative)), { recursive: true });
  writeFileSync(at(relative), content);
}

const opens = () => spawnSync('cryptsetup', ['open', '--test-passphrase', loop], { input: passphrase }).status === 0;
const filesIn = (relative: string) =>
  existsSync(at(relative)) ? readdirSync(at(relative), { recursive: true }).length : 0;

async function ask<T>(method: string, address: string, body?: unknown): Promise<T> {
  const answer = await server.api(address, { method, body });
  if (answer.status >= 300) throw new Error(`${method} ${address}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
const look = () => ask<DeviceWipe>('GET', `/devices/${device.id}/wipe`);
const state = async () => (await ask<DeviceSummary>('GET', `/devices/${device.id}`)).state;

/** What the machine is: a tree to lose, an encrypted disk, and things outside that nothing may touch. */
function makeMachine(): void {
  for (let index = 0; index < 12_000; index += 1) put(`home/taro/${index % 100}/${index}.txt`);
  put('home/taro/秘密/設計書.docx', 'secret');
  put('work/report.xlsx');
  put('work/2026/budget.xlsx');
  put('work/readme.txt', 'stays');
  put('outside/precious.txt', 'precious');
  mkdirSync(at('home/shared'), { recursive: true });
  mkdirSync(at('data'));
  symlinkSync(at('outside'), at('home/taro/link'));
  linkSync(at('outside/precious.txt'), at('home/taro/precious.txt'));
  put('disk.img', '');
  truncateSync(at('disk.img'), 24 * 1024 * 1024);
  loop = execFileSync('losetup', ['--find', '--show', at('disk.img')], { encoding: 'utf8' }).trim();
  const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
  execFileSync('cryptsetup', ['--batch-mode', 'luksFormat', '--type', 'luks2', ...cheap, loop], { input: passphrase });
  const opened = { kname: 'dm-0', path: '/dev/mapper/root', type: 'crypt', fstype: 'ext4', rm: false };
  const disk = { kname: path.basename(loop), path: loop, type: 'disk', fstype: 'crypto_LUKS', rm: false };
  const lsblk = JSON.stringify({ blockdevices: [{ ...disk, children: [opened] }] });
  put('tools/lsblk', `#!/bin/sh\ncat <<'END'\n${lsblk}\nEND\n`);
  put('bin/systemctl', `#!/bin/sh\necho "$@" >> ${at('state/power.txt')}\n`);
  for (const program of ['tools/lsblk', 'bin/systemctl']) chmodSync(at(program), 0o755);
}

const mounts = `set -e
  mount --bind "$1" "$1"
  mount -o remount,bind,ro /
  mount -t tmpfs tmp /run
  mount -t tmpfs tmp "$1/data"; mkdir "$1/data/deep"; echo x > "$1/data/deep/file"
  mount --bind "$1/outside" "$1/home/shared"
  mount --bind "$1/tools/lsblk" "$(command -v lsblk)"
  shift; exec "$@"`;

function inNamespaces(...command: string[]): Child {
  const unshare = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return startChild('unshare', [...unshare, 'sh', '-c', mounts, 'sh', folder, process.execPath, ...command], {
    env: { PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, SEKISHO_AGENT_DISPLAYS: '', JOURNAL_STREAM: undefined },
  });
}

const agentArgs = (command: string) => [agentScript, command, '--state', at('state')];

describe('the wipe of a lost machine', () => {
  beforeAll(async () => {
    makeMachine();
    server = await startServer();
    const { serialNumber } = await ask<SystemInformation>('GET', '/system');
    const enrolled = inNamespaces(...agentArgs('enrol'), '--server', server.url, '--serial', serialNumber);
    expect(await enrolled.exited, enrolled.output()).toBe(0);
    agent = inNamespaces(...agentArgs('run'));
    const seen = await eventually(
      () => ask<DeviceList>('GET', '/devices'),
      ({ items }) => items[0]?.lastSeenAt != null,
    );
    device = seen.items[0] as DeviceSummary;
  }, 2 * minute);

  afterAll(async () => {
    await agent?.stop('SIGKILL');
    await server?.dispose();
    if (loop !== '') execFileSync('losetup', ['--detach', loop]);
    rmSync(folder, { recursive: true, force: true });
  }, minute);

  it(
    'is issued with the targets of its policy, under way at once, and locks are refused from then on',
    async () => {
      const { name, revision, settings } = await ask<Policy>('GET', '/policies/A01');
      const wipeTargets = {
        folders: [at('home'), at('nowhere')],
        patterns: [{ folder: at('work'), pattern: '*.xlsx' }],
        volumes: [at('data')],
        encryptionKeys: true,
        shutDown: false,
      };
      const body = { name, revision, settings: { ...settings, wipeTargets } };
      const saved = await ask<Policy>('PUT', '/policies/A01', body);
      expect(opens()).toBe(true);
      const confirmed = { computerName: device.computerName, policyRevision: saved.revision };
      await ask<Wipe>('POST', `/devices/${device.id}/wipe`, confirmed);
      const before = 12_000;
      await eventually(
        () => filesIn('home'),
        (left) => left < before,
        minute,
        5,
      );
      for (const kind of ['lock', 'unlock'])
        expect((await server.api(`/devices/${device.id}/commands`, { method: 'POST', body: { kind } })).status).toBe(
          409,
        );
      expect(await state()).toBe('wiping');
    },
    2 * minute,
  );

  it(
    'goes on after the power was cut in the middle, to the end',
    async () => {
      await agent.stop('SIGKILL');
      const left = filesIn('home');
      console.log(`cut with ${left} of 12,000 files left`);
      expect(left).toBeGreaterThan(0);
      expect(opens()).toBe(true);
      agent = inNamespaces(...agentArgs('run'));
      const ended = await eventually(state, (now) => now === 'wiped' || now === 'wipe-incomplete', minute);
      const { latest } = await look();
      expect(ended, JSON.stringify(latest?.receipts.at(-1), null, 2)).toBe('wiped');
      expect(latest).toMatchObject({ state: 'done', receipts: [{ stage: 'before-keys' }, { stage: 'complete' }] });
      const outcomes = latest?.receipts[1]?.outcomes.map(({ kind, path: where, code }) => [kind, where, code]);
      expect(outcomes).toEqual([
        ['pattern', at('work'), null],
        ['folder', at('home'), null],
        ['folder', at('nowhere'), 'wipe-target-missing'],
        ['volume', at('data'), null],
        ['encryption-keys', loop, null],
      ]);
      expect(latest?.receipts[1]?.outcomes.at(-1)).toMatchObject({ keyslotsBefore: 1, keyslotsAfter: 0 });
      expect(latest?.receipts[1]?.outcomes[1]).toMatchObject({ kept: 1, failed: 0 });
      // What was removed before the cut counts too, but for the last thousand entries.
      expect(latest?.receipts[1]?.outcomes[1]?.removedFiles).toBeGreaterThan(10_500);
    },
    3 * minute,
  );

  it(
    'has wiped its targets and nothing else; no passphrase opens the disk; the machine went off',
    async () => {
      expect(readdirSync(at('home'))).toEqual(['shared']);
      expect(readdirSync(at('work'), { recursive: true }).sort()).toEqual(['2026', 'readme.txt']);
      expect(readFileSync(at('outside/precious.txt'), 'utf8')).toBe('precious');
      expect(opens()).toBe(false);
      await eventually(
        () => existsSync(at('state/power.txt')) && readFileSync(at('state/power.txt'), 'utf8'),
        (called) => called === 'poweroff --no-wall\n',
        2 * minute,
      );
    },
    3 * minute,
  );

  it('is proven by a file that anybody can check', async () => {
    const file = await ask<WipeReceiptFile>('GET', `/devices/${device.id}/wipe/receipt`);
    const { id, organization } = JSON.parse(file.intent) as { id: string; organization: string };
    const context = {
      publicKey: file.devicePublicKey,
      organizationId: organization,
      deviceId: device.id,
      intentId: id,
    };
    for (const signed of file.receipts) expect(openWipeReceipt(signed, context)).toMatchObject({ ok: true });
  });

  it(
    'stays wiped, and covered, at the next start: nothing is begun again',
    async () => {
      await agent.stop('SIGKILL');
      put('home/new.txt');
      agent = inNamespaces(...agentArgs('run'));
      const status = () => execFileSync(process.execPath, [...agentArgs('status'), '--json'], { encoding: 'utf8' });
      await eventually(status, (text) => /"mode": "wiping",\s*"screen": "wiping"/.test(text)).catch(
        (cause: unknown) => {
          throw new Error(`the agent said: ${agent.output()}`, { cause });
        },
      );
      expect(existsSync(at('home/new.txt'))).toBe(true);
      expect(await state()).toBe('wiped');
    },
    minute,
  );
});
