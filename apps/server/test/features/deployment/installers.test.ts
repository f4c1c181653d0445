/** Settings, installers and their files over real HTTP: who may, what is refused, what a file holds. */
import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import {
  type AuditLog,
  type DeviceGroup,
  type InstallerDownload,
  type InstallerDownloadPage,
  type InstallerPackageList,
  type InstallerSetting,
  type InstallerSettingList,
  readInstallerFileName,
} from '@sekisho/contracts';
import { createImportKeys } from '@sekisho/server/features/client-deployment/index';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganization, type ConsoleClient, rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { anInstallerSetting, configurationIn, smallPackages } from './small-packages.ts';

const packages = smallPackages();
let world: DeviceWorld;
let admin: ConsoleClient;
let groupAdmin: ConsoleClient;
let stranger: ConsoleClient;
let groups: { own: DeviceGroup; other: DeviceGroup };

const api = '/api/v1/installers';
const password = 'a quiet evening';
const unknownId = '018f0000-0000-7000-8000-000000000000';

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  admin = world.admin;
  const group = (name: string) => admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name });
  groups = { own: await group('営業部'), other: await group('経理部') };
  await admin.ok('POST', '/api/v1/administrators', {
    loginId: 'group-admin',
    email: 'group@example.jp',
    language: 'ja',
    role: 'group',
    groupIds: [groups.own.id],
    welcome: 'password',
    password,
  });
  groupAdmin = new (admin.constructor as typeof ConsoleClient)(world.server.url);
  await groupAdmin.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
  stranger = await addOrganization(world.server, 'stranger');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

let count = 0;
function makeSetting(changes: object = {}): Promise<InstallerSetting> {
  count += 1;
  return admin.ok('POST', `${api}/settings`, { ...anInstallerSetting, name: `設定 ${count}`, ...changes });
}

const wanted = { packageId: 'linux-run', groupId: 0, expiresInDays: 30, maximumUses: 5 };
async function makeInstaller(changes: object = {}, settingChanges: object = {}): Promise<InstallerDownload> {
  const { id } = await makeSetting(settingChanges);
  return admin.ok('POST', `${api}/settings/${id}/downloads`, { ...wanted, ...changes });
}

async function auditOf(action: string): Promise<AuditLog['items']> {
  return (await admin.ok<AuditLog>('GET', `/api/v1/audit-log?action=${action}`)).items;
}

describe('a setting', () => {
  it('is kept, listed, saved and deleted', async () => {
    const made = await makeSetting({ name: ' 東京\u304b\u3099 ' });
    expect(made).toMatchObject({ name: '東京が', revision: 1, updatedBy: 'tanaka', platform: 'linux' });
    const { name, format, initial } = { ...anInstallerSetting, name: '大阪', format: 'wizard' };
    const saved = await admin.ok('PUT', `${api}/settings/${made.id}`, { name, format, initial, revision: 1 });
    expect(saved).toMatchObject({ name: '大阪', format: 'wizard', revision: 2, platform: 'linux' });
    const { items } = await admin.ok<InstallerSettingList>('GET', `${api}/settings`);
    expect(items.find(({ id }) => id === made.id)).toEqual(saved);
    await admin.ok('DELETE', `${api}/settings/${made.id}`);
    const left = await admin.ok<InstallerSettingList>('GET', `${api}/settings`);
    expect(left.items.map(({ id }) => id)).not.toContain(made.id);
    for (const action of ['created', 'saved', 'deleted'])
      expect((await auditOf(`installer-setting.${action}`))[0]?.target).toMatchObject({ id: made.id });
  });

  it('is not saved over what somebody else saved meanwhile', async () => {
    const { id } = await makeSetting();
    const save = { ...anInstallerSetting, name: `mine ${id}`, revision: 1 };
    await admin.ok('PUT', `${api}/settings/${id}`, save);
    expect(await admin.refusal('PUT', `${api}/settings/${id}`, save)).toMatchObject({
      status: 409,
      code: 'installer-setting-changed-meanwhile',
    });
  });

  it('has its name alone on its platform and kind', async () => {
    const { name } = await makeSetting();
    const taken = { status: 409, code: 'installer-setting-name-taken', fields: ['/name'] };
    expect(await admin.refusal('POST', `${api}/settings`, { ...anInstallerSetting, name })).toEqual(taken);
    const { id } = await makeSetting({ name, clientKind: 'standalone' });
    const other = await makeSetting({ clientKind: 'standalone' });
    const save = { ...anInstallerSetting, name, revision: 1 };
    expect(await admin.refusal('PUT', `${api}/settings/${other.id}`, save)).toEqual(taken);
    await admin.ok('PUT', `${api}/settings/${id}`, save);
  });

  const { initial } = anInstallerSetting;
  it.each([
    ['a blank name', { name: ' ' }, 400, 'name-blank', '/name'],
    [
      'a kind that is not there',
      { platform: 'macos', clientKind: 'standalone' },
      400,
      'client-kind-unfit',
      '/clientKind',
    ],
    [
      'an unknown policy',
      { initial: { ...initial, policyCode: 'Z99' } },
      404,
      'policy-not-found',
      '/initial/policyCode',
    ],
    [
      'a proxy without an address',
      { initial: { ...initial, proxy: { ...initial.proxy, mode: 'manual' } } },
      400,
      'installer-proxy-missing',
      '/initial/proxy/ipv4',
    ],
    [
      'a proxy that is no address',
      { initial: { ...initial, proxy: { ...initial.proxy, ipv4: { host: 'a b', port: 1 } } } },
      400,
      'validation-failed',
      '/initial/proxy/ipv4',
    ],
  ])('is refused with %s', async (_name, changes, status, code, pointer) => {
    const refusal = await admin.refusal('POST', `${api}/settings`, { ...anInstallerSetting, ...changes });
    expect(refusal).toMatchObject({ status, code });
    expect(refusal.fields.some((field) => field.startsWith(pointer))).toBe(true);
  });
});

describe('packages', () => {
  it('are listed with what is built of them', async () => {
    const { items } = await admin.ok<InstallerPackageList>('GET', `${api}/packages`);
    expect(items.find(({ id }) => id === 'linux-run')).toMatchObject({
      platform: 'linux',
      clientKinds: ['on-demand', 'standalone'],
      agentVersion: '0.4.0',
      architectures: ['x64', 'arm64'],
      missing: null,
    });
  });

  it.each([
    ['of another kind', { clientKind: 'standard' }, {}, 400, 'installer-package-unfit'],
    ['of another architecture', {}, { architecture: 'x86' }, 400, 'installer-package-unfit'],
    ['not built', {}, { packageId: 'linux-rpm' }, 409, 'installer-package-unavailable'],
  ])('make no installer when they are %s', async (_name, setting, changes, status, code) => {
    const { id } = await makeSetting(setting);
    const refusal = await admin.refusal('POST', `${api}/settings/${id}/downloads`, { ...wanted, ...changes });
    expect(refusal).toMatchObject({ status, code });
  });
});

describe('an installer', () => {
  it('is named for what it is, and carries what was decided', async () => {
    const made = await makeInstaller({ groupId: groups.own.id, architecture: 'arm64' }, { name: '営業_持ち出し' });
    const system = await world.system();
    expect(readInstallerFileName(made.fileName)).toEqual({
      platform: 'linux',
      architecture: 'arm64',
      clientKind: 'on-demand',
      settingName: '営業_持ち出し',
      organizationCode: system.organizationCode,
      groupId: groups.own.id,
      groupName: '営業部',
      extension: '.run',
      isShortened: false,
    });
    const file = await admin.file(made.url);
    expect(file.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(made.fileName)}`);
    expect(Number(file.headers.get('content-length'))).toBe(file.body.length);
    expect(file.headers.get('cache-control')).toBe('no-store');
    expect(configurationIn(file)).toMatchObject({
      platform: 'linux',
      clientKind: 'on-demand',
      settingName: '営業_持ち出し',
      organizationCode: system.organizationCode,
      groupId: groups.own.id,
      groupName: '営業部',
      trustHash: system.trust.hash,
      expiresAt: Date.parse(made.expiresAt),
      importKey: null,
      initial: anInstallerSetting.initial,
    });
  });

  it('is the same file however often it is fetched, whatever became of the setting', async () => {
    const made = await makeInstaller();
    const first = await admin.file(made.url);
    await admin.ok('DELETE', `${api}/settings/${made.settingId}`);
    const again = await admin.file(made.url);
    expect(again.body.equals(first.body)).toBe(true);
    const page = await admin.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=1`);
    expect(page.items[0]).toMatchObject({ id: made.id, settingId: null, settingName: made.settingName, uses: 0 });
  });

  it('can be fetched on from where a download broke off, as long as it is the same', async () => {
    const { url } = await makeInstaller();
    const whole = await admin.file(url);
    const tag = whole.headers.get('etag') ?? '';
    const rest = await admin.file(url, { range: 'bytes=1000-', 'if-range': tag });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-${whole.body.length - 1}/${whole.body.length}`,
    ]);
    expect(rest.body.equals(whole.body.subarray(1000))).toBe(true);
    expect((await admin.file(url, { range: 'bytes=1000-', 'if-range': '"other"' })).status).toBe(200);
    const beyond = await admin.call('GET', url, { headers: { range: `bytes=${whole.body.length}-` } });
    expect(beyond.status).toBe(416);
  });

  it('tells the audit log who made, fetched and revoked it', async () => {
    const made = await makeInstaller();
    await admin.file(made.url);
    await admin.ok('POST', `${api}/downloads/${made.id}/revocation`);
    await admin.ok('POST', `${api}/downloads/${made.id}/revocation`);
    for (const action of ['made', 'fetched', 'revoked']) {
      const entries = (await auditOf(`installer-download.${action}`)).filter(({ target }) => target?.id === made.id);
      expect(entries.map(({ target, actor }) => [target?.name, actor.name])).toEqual([[made.fileName, 'tanaka']]);
    }
  });

  it('that is revoked or has expired gives no file', async () => {
    const revoked = await makeInstaller();
    const answer = await admin.ok<InstallerDownload>('POST', `${api}/downloads/${revoked.id}/revocation`);
    expect(answer.revokedAt).not.toBeNull();
    expect(await admin.refusal('GET', revoked.url)).toMatchObject({ status: 403, code: 'installer-revoked' });
    const old = await makeInstaller();
    await sql`update installer_downloads set expires_at = now() where id = ${old.id}`.execute(world.server.database.db);
    expect(await admin.refusal('GET', old.url)).toMatchObject({ status: 403, code: 'installer-expired' });
  });

  it('for a standalone client carries the key to which it encrypts; its other half never leaves the server', async () => {
    const [one, another] = [
      await makeInstaller({}, { clientKind: 'standalone' }),
      await makeInstaller({}, { clientKind: 'standalone' }),
    ];
    const { importKey, organizationId } = configurationIn(await admin.file(one.url));
    expect(configurationIn(await admin.file(another.url)).importKey).toBe(importKey);
    const publicKey = createPublicKey({ key: Buffer.from(importKey ?? '', 'base64url'), format: 'der', type: 'spki' });
    const sender = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = createImportKeys(world.server.platform);
    const privateKey = await keys.privateKeyOf(organizationId);
    if (privateKey === null) throw new Error('no key was made');
    const received = diffieHellman({ privateKey, publicKey: sender.publicKey });
    expect(received.equals(diffieHellman({ privateKey: sender.privateKey, publicKey }))).toBe(true);
    expect(await keys.privateKeyOf(unknownId)).toBeNull();
    const [row = {}] = await rowsOf(world.server, 'import_keys');
    const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    expect((row['sealed_private_key'] as Buffer).includes(scalar)).toBe(false);
  });

  it('is listed newest first, page by page', async () => {
    const made = [];
    for (let index = 0; index < 3; index += 1) made.unshift((await makeInstaller()).id);
    const first = await admin.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=2`);
    const second = await admin.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].slice(0, 3).map(({ id }) => id)).toEqual(made);
    expect(await admin.refusal('GET', `${api}/downloads?cursor=x`)).toMatchObject({ code: 'cursor-invalid' });
  });
});

describe('a group administrator', () => {
  it('makes, fetches, sees and revokes installers of the own groups alone', async () => {
    const { id } = await makeSetting();
    const at = `${api}/settings/${id}/downloads`;
    const own = await groupAdmin.ok<InstallerDownload>('POST', at, { ...wanted, groupId: groups.own.id });
    expect((await groupAdmin.file(own.url)).status).toBe(200);
    for (const groupId of [0, groups.other.id, 999]) {
      const refusal = await groupAdmin.refusal('POST', at, { ...wanted, groupId });
      expect(refusal).toEqual({ status: 404, code: 'group-not-found', fields: ['/groupId'] });
    }
    const foreign = [];
    for (const groupId of [0, groups.other.id])
      foreign.push(await admin.ok<InstallerDownload>('POST', at, { ...wanted, groupId }));
    const { items } = await groupAdmin.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=200`);
    expect(new Set(items.map(({ groupId }) => groupId))).toEqual(new Set([groups.own.id]));
    const missing = { status: 404, code: 'installer-download-not-found' };
    for (const { id: download, url } of foreign) {
      expect(await groupAdmin.refusal('GET', url)).toMatchObject(missing);
      expect(await groupAdmin.refusal('POST', `${api}/downloads/${download}/revocation`)).toMatchObject(missing);
    }
    await groupAdmin.ok('POST', `${api}/downloads/${own.id}/revocation`);
  });

  it('reads settings and changes none', async () => {
    const { id } = await makeSetting();
    expect((await groupAdmin.ok<InstallerSettingList>('GET', `${api}/settings`)).items.length).toBeGreaterThan(0);
    const denied = { status: 403, code: 'permission-denied' };
    expect(await groupAdmin.refusal('POST', `${api}/settings`, anInstallerSetting)).toMatchObject(denied);
    const save = { ...anInstallerSetting, revision: 1 };
    expect(await groupAdmin.refusal('PUT', `${api}/settings/${id}`, save)).toMatchObject(denied);
    expect(await groupAdmin.refusal('DELETE', `${api}/settings/${id}`)).toMatchObject(denied);
  });
});

it('another organization finds nothing of it', async () => {
  const made = await makeInstaller();
  const setting = `${api}/settings/${made.settingId}`;
  for (const [method, path, body] of [
    ['PUT', setting, { ...anInstallerSetting, revision: 1 }],
    ['DELETE', setting, undefined],
    ['POST', `${setting}/downloads`, wanted],
    ['POST', `${api}/downloads/${made.id}/revocation`, undefined],
    ['GET', made.url, undefined],
  ] as const)
    expect((await stranger.refusal(method, path, body)).status, `${method} ${path}`).toBe(404);
  expect((await stranger.ok<InstallerSettingList>('GET', `${api}/settings`)).items).toEqual([]);
  expect((await stranger.ok<InstallerDownloadPage>('GET', `${api}/downloads`)).items).toEqual([]);
  expect((await admin.file(made.url)).status).toBe(200);
});
