/**
 * A Mac from the console and back, as far as Linux goes: the package a server stamps is fetched and unpacked, its script leaves what was stamped,
 * and the agent of macOS, on recorded answers of its programs, registers with it, tells its facts and inventory, and locks the session.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type {
  DeviceDetail,
  DeviceGroup,
  InstallerDownload,
  InstallerSetting,
  Policy,
  Timeline,
  WipeReceipt,
  WipeReceiptFile,
} from '@sekisho/contracts';
import { assemble } from '@sekisho/server/wiring';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMacPackage } from '../../../../../packages/installers/src/macos/built-package.ts';
import { createMacPackageMaker } from '../../../../../packages/installers/src/macos/macos-package.ts';
import { payloadEntries } from '../../../../../packages/installers/src/macos/payload.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-mac-story-'));
const agentScript = path.resolve(import.meta.dirname, '../../../../agent/test/os/macos/mac-on-linux.ts');
const support = path.join(scratch, 'target/Library/Application Support/Sekisho');
const session = path.join(scratch, 'session');
const places = ['--state', path.join(support, 'state'), '--config', path.join(support, 'agent.json')];
const environment = { RECORDED_SESSION: session, LANG: 'en_US.UTF-8' };

let world: DeviceWorld;
let agent: Child | null = null;
let deviceId: string;

beforeAll(async () => {
  const folder = path.join(scratch, 'built');
  const about = { agentVersion: '0.0.0', runtimeVersion: '22', fingerprint: 'f'.repeat(64), builtAtMs: 0 };
  await buildMacPackage(folder, payloadEntries([{ name: 'sekisho-agent', content: Buffer.from('#!/bin/sh\n') }]), {
    ...about,
    architectures: ['x64', 'arm64'],
  });
  world = await startDeviceWorld({ assemble: (platform) => assemble(platform, [createMacPackageMaker(folder)]) });
  writeFileSync(session, 'open');
});

afterAll(async () => {
  await agent?.stop();
  await world[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

/** The server runs in this very process: nothing may wait for a command without letting it answer. */
async function command(...args: string[]): Promise<{ readonly code: number; readonly out: string }> {
  const child = startChild(process.execPath, [agentScript, ...args, ...places], { env: environment });
  return { code: (await child.exited) ?? -1, out: child.output() };
}

const statusNow = async () =>
  JSON.parse((await command('status', '--json')).out) as { readonly status: { readonly screenShown: boolean } };

const detail = () => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${deviceId}`);

async function setPolicy(changed: Partial<Policy['settings']>): Promise<void> {
  const { name, settings, revision } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
  await world.admin.ok('PUT', '/api/v1/policies/A01', { name, settings: { ...settings, ...changed }, revision });
}

async function fetchPackage(): Promise<string> {
  const group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '営業部' });
  const initial = {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: false,
    desktopEntry: false,
    uninstallPassword: true,
    restartPrompt: false,
    inventoryAfterInstall: true,
    inventorySections: ['hardware', 'operating-system', 'disks', 'network', 'software', 'users'],
  };
  const setting = { platform: 'macos', clientKind: 'standard', name: 'Macクライアント', format: 'wizard', initial };
  const { id } = await world.admin.ok<InstallerSetting>('POST', '/api/v1/installers/settings', setting);
  const wanted = { packageId: 'macos-pkg', groupId: group.id, expiresInDays: 1, maximumUses: 1 };
  const made = await world.admin.ok<InstallerDownload>('POST', `/api/v1/installers/settings/${id}/downloads`, wanted);
  const answer = await fetch(`${world.server.url}${made.url}`, { headers: { cookie: world.admin.cookie ?? '' } });
  expect(answer.status).toBe(200);
  const file = path.join(scratch, 'fetched.pkg');
  writeFileSync(file, new Uint8Array(await answer.arrayBuffer()));
  return file;
}

function unpack(archive: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, input: gunzipSync(readFileSync(archive)) };
  execFileSync('cpio', ['-i', '--quiet', '--make-directories', '--no-absolute-filenames'], options);
}

/** What the installer of macOS does with it. */
function install(file: string): void {
  const flat = path.join(scratch, 'flat');
  mkdirSync(flat);
  execFileSync('bsdtar', ['-xf', file, '-C', flat]);
  unpack(path.join(flat, 'agent.pkg/Payload'), path.join(scratch, 'target'));
  unpack(path.join(flat, 'agent.pkg/Scripts'), path.join(scratch, 'scripts'));
  const bin = path.join(scratch, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'launchctl'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const ran = spawnSync('sh', [path.join(scratch, 'scripts/postinstall'), file, '/', path.join(scratch, 'target')], {
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  expect(ran.status, ran.stderr.toString()).toBe(0);
}

test('what was stamped registers the Mac into its group, with its facts, and is gone afterwards', async () => {
  install(await fetchPackage());
  agent = startChild(process.execPath, [agentScript, 'run', ...places], { env: environment });
  const { body } = await eventually(
    () => world.admin.call<{ items: { id: string }[] }>('GET', '/api/v1/devices'),
    (answer) => answer.body.items.length === 1,
    60_000,
  );
  deviceId = body.items[0]?.id ?? '';
  expect(await detail()).toMatchObject({
    computerName: '花子のMacBook Air',
    platform: 'macos',
    osName: 'macOS',
    osVersion: '15.5 (24F74)',
    model: 'MacBook Air (Mac15,12)',
    clientKind: 'standard',
    group: { name: '営業部' },
  });
  await eventually(
    () => existsSync(path.join(support, 'installer.json')),
    (there) => !there,
  );
});

test('its inventory arrives, collected by a process of its own', async () => {
  const inventory = await eventually(
    () => world.admin.call<{ sections: unknown }>('GET', `/api/v1/devices/${deviceId}/inventory`),
    ({ status, body }) => status === 200 && JSON.stringify(body).includes('給与計算'),
    60_000,
  );
  expect(JSON.stringify(inventory.body)).toContain('APPLE SSD AP0512Z');
});

test('permissions are those of the agent, one by one; the status tells nothing that is not missing', async () => {
  const { out, code } = await command('permissions');
  expect(code).toBe(0);
  expect(out).toContain('Running in the background: granted');
  expect(out).toContain('Location Services: not granted\n');
  expect(out).toContain('Screen Recording: not used by this version');
  expect(await statusNow()).toMatchObject({ registered: true, running: true, missingPermissions: [] });
});

const becomes = (state: 'open' | 'locked') =>
  eventually(
    () => readFileSync(session, 'utf8'),
    (now) => now === state,
    30_000,
  );

test('a remote lock locks the session, and again when somebody opens it; an unlock ends that', {
  timeout: 90_000,
}, async () => {
  const issue = (kind: 'lock' | 'unlock') => world.admin.ok('POST', `/api/v1/devices/${deviceId}/commands`, { kind });
  await setPolicy({ lockScreen: { message: 'Please call.', telephone: '03-0000-0000', shutDownAfterLockMs: null } });
  await issue('lock');
  await becomes('locked');
  await eventually(statusNow, ({ status }) => status.screenShown, 30_000);
  writeFileSync(session, 'open');
  await becomes('locked');
  // Neither `defaults` nor `launchctl asuser` is among the recorded programs: no message, no screen of our own. That is told wherever somebody may look.
  const faults = ({ items }: Timeline) =>
    items.flatMap(({ what, detail: told }) => (what === 'screen-incomplete' ? [told['fault']] : [])).sort();
  const { body } = await eventually(
    () => world.admin.call<Timeline>('GET', `/api/v1/devices/${deviceId}/timeline`),
    (answer) => faults(answer.body).length === 2,
    30_000,
  );
  expect(faults(body)).toEqual(['own-screen-ended', 'system-message-refused']);
  const refused = 'Lock screen: message and telephone number could not be put on';
  for (const name of ['permissions', 'status']) expect((await command(name)).out).toContain(refused);
  await issue('unlock');
  await eventually(statusNow, ({ status }) => !status.screenShown, 30_000);
});

test('the agent is not taken away without the password of the organization', async () => {
  const { code } = await command('uninstall', '--yes');
  expect(code).not.toBe(0);
  expect(existsSync(path.join(support, 'state/device.db'))).toBe(true);
});

test('a wipe: the files of its target go, the volume that the system runs from keeps its key, and the Mac signs both', {
  timeout: 90_000,
}, async () => {
  const target = path.join(scratch, 'Users');
  mkdirSync(path.join(target, 'hanako/書類'), { recursive: true });
  writeFileSync(path.join(target, 'hanako/書類/給与.xlsx'), 'salaries');
  await setPolicy({
    wipeTargets: { folders: [target], patterns: [], volumes: [], encryptionKeys: true, shutDown: false },
  });
  const { computerName } = await detail();
  const { revision: policyRevision } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
  const confirmation = { computerName, policyRevision };
  await world.admin.ok('POST', `/api/v1/devices/${deviceId}/wipe`, confirmation);
  const signed = ({ receipts = [] }: Partial<WipeReceiptFile>) =>
    receipts.map(({ text }) => JSON.parse(text) as WipeReceipt).find(({ stage }) => stage === 'complete');
  const { body } = await eventually(
    () => world.admin.call<WipeReceiptFile>('GET', `/api/v1/devices/${deviceId}/wipe/receipt`),
    (answer) => signed(answer.body) !== undefined,
    60_000,
  );
  expect(signed(body)?.outcomes).toMatchObject([
    { kind: 'folder', path: target, removedFiles: 1, removedFolders: 3, code: null },
    { kind: 'encryption-keys', code: 'wipe-keys-left', failures: [{ reason: 'system-runs-from-it' }] },
  ]);
  expect(existsSync(target)).toBe(false);
  expect(existsSync(path.join(support, 'state/device.db'))).toBe(true);
});
