/** Registration with what an installer carries, over real HTTP: where a device lands, who is refused and why, and uses counted exactly. */
import {
  type AuditLog,
  type DeviceDetail,
  type DeviceGroup,
  type DeviceList,
  defaultPolicySettings,
  type InstallerDownload,
  type InstallerDownloadPage,
  type InstallerSetting,
} from '@sekisho/contracts';
import { makeInstallerToken } from '@sekisho/server/features/client-deployment/installer-token.rules';
import type { InProcessServer } from '@sekisho/testkit/in-process-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { facts, TestDevice } from '../devices/test-device.ts';
import { anInstallerSetting, configurationIn, smallPackages } from './small-packages.ts';

const packages = smallPackages();
let world: DeviceWorld;
let other: InProcessServer;
let group: DeviceGroup;
let settings = 0;

interface Installer {
  readonly id: string;
  readonly shown: { readonly installerToken: string };
}

const api = '/api/v1/installers';

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  other = await world.another();
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.server.database.db);
  group = await world.admin.ok('POST', '/api/v1/groups', { name: '営業部' });
  await world.admin.ok('POST', '/api/v1/policies', { code: 'B01', name: '持ち出し', settings: defaultPolicySettings });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

/** Made in the console and read out of its file, as a device does. */
async function makeInstaller(wanted: object = {}, initial: object = {}): Promise<Installer> {
  settings += 1;
  const setting = await world.admin.ok<InstallerSetting>('POST', `${api}/settings`, {
    ...anInstallerSetting,
    name: `設定 ${settings}`,
    initial: { ...anInstallerSetting.initial, ...initial },
  });
  const request = { packageId: 'linux-run', groupId: 0, expiresInDays: 1, maximumUses: null, ...wanted };
  const { id, url } = await world.admin.ok<InstallerDownload>(
    'POST',
    `${api}/settings/${setting.id}/downloads`,
    request,
  );
  return { id, shown: { installerToken: configurationIn(await world.admin.file(url)).enrolmentToken } };
}

async function usesOf({ id }: Installer): Promise<number | undefined> {
  const { items } = await world.admin.ok<InstallerDownloadPage>('GET', `${api}/downloads?limit=200`);
  return items.find((item) => item.id === id)?.uses;
}

const detailOf = (id: string) => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${id}`);

describe('a device that shows what its installer carries', () => {
  it('has group, policy and kind at once, on the list, in its settings and in the audit log', async () => {
    const installer = await makeInstaller({ groupId: group.id }, { policyCode: 'B01' });
    const device = world.device();
    const answer = await device.enrol(installer.shown, { computerName: '持ち出し-01' });
    expect(answer.settings.policyCode).toBe('B01');
    expect(device.takes(answer.settings.policy)).toBe('taken');
    expect(await detailOf(device.id)).toMatchObject({
      computerName: '持ち出し-01',
      clientKind: 'on-demand',
      policyCode: 'B01',
      group: { id: group.id, name: '営業部' },
    });
    const listed = await world.admin.ok<DeviceList>('GET', `/api/v1/devices?clientKind=on-demand&group=${group.id}`);
    expect(listed.items.map(({ id }) => id)).toEqual([device.id]);
    const standard = await world.admin.ok<DeviceList>('GET', '/api/v1/devices?clientKind=standard');
    expect(standard.items.map(({ id }) => id)).not.toContain(device.id);
    const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=device.registered');
    expect(items.find(({ target }) => target?.id === device.id)?.detail).toMatchObject({
      installerId: installer.id,
      policyCode: 'B01',
      groupId: group.id,
      clientKind: 'on-demand',
    });
    await device.prove();
    await device.checkIn();
    expect((await detailOf(device.id)).pending).toBe(false);
    expect(await usesOf(installer)).toBe(1);
  });

  it('is the same device with the same key: no second use, even after the last one and a revocation', async () => {
    const installer = await makeInstaller({ maximumUses: 1 });
    const device = world.device();
    const { deviceId } = await device.enrol(installer.shown);
    const again = () => new TestDevice(world.server.url, device.key).enrol(installer.shown);
    expect((await again()).deviceId).toBe(deviceId);
    await world.admin.ok('POST', `${api}/downloads/${installer.id}/revocation`);
    expect((await again()).deviceId).toBe(deviceId);
    expect(await usesOf(installer)).toBe(1);
  });

  it('lands in no group and under the first policy, where its own were deleted meanwhile', async () => {
    const gone = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '解散' });
    await world.admin.ok('POST', '/api/v1/policies', { code: 'B02', name: '旧', settings: defaultPolicySettings });
    const installer = await makeInstaller({ groupId: gone.id }, { policyCode: 'B02' });
    await world.admin.ok('DELETE', `/api/v1/groups/${gone.id}`);
    await world.admin.ok('DELETE', '/api/v1/policies/B02');
    const { deviceId } = await world.device().enrol(installer.shown);
    expect(await detailOf(deviceId)).toMatchObject({ group: null, policyCode: 'A01' });
  });
});

describe('uses', () => {
  it('are counted exactly, however many come at once, to two servers', async () => {
    const installer = await makeInstaller({ maximumUses: 5 });
    const servers = [world.server, other];
    const comers = Array.from({ length: 20 }, (_, index) => world.device(servers[index % 2]));
    const replies = await Promise.all(comers.map((one) => one.tryEnrol(installer.shown)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
    const refused = replies.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body.code}`);
    expect(new Set(refused)).toEqual(new Set(['403 installer-used-up']));
    expect(await usesOf(installer)).toBe(5);
  });

  it('end for one of two who race for the last', async () => {
    const installer = await makeInstaller({ maximumUses: 1 });
    const replies = await Promise.all(
      [world.server, other].map((server) => world.device(server).tryEnrol(installer.shown)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(await usesOf(installer)).toBe(1);
  });

  it('are not spent where no licence is left', async () => {
    const installer = await makeInstaller({ maximumUses: 2 });
    const { db } = world.server.database;
    await sql`update organization_licences set contracted_devices = registered_devices`.execute(db);
    const { status, body } = await world.device().tryEnrol(installer.shown);
    expect([status, body.code]).toEqual([403, 'enrolment-refused']);
    await sql`update organization_licences set contracted_devices = 1000`.execute(db);
    expect(await usesOf(installer)).toBe(0);
  });
});

describe('refused', () => {
  it('is who comes too late, or after a revocation, and is told which', async () => {
    const [old, revoked] = [await makeInstaller(), await makeInstaller()];
    await sql`update installer_downloads set expires_at = now() where id = ${old.id}`.execute(world.server.database.db);
    await world.admin.ok('POST', `${api}/downloads/${revoked.id}/revocation`);
    const codes = [];
    for (const { shown } of [old, revoked]) {
      const { status, body } = await world.device().tryEnrol(shown);
      codes.push([status, body.code]);
    }
    expect(codes).toEqual([
      [403, 'installer-expired'],
      [403, 'installer-revoked'],
    ]);
  });

  it('is whoever shows a serial number and a token, or neither', async () => {
    const device = world.device();
    const { shown } = await makeInstaller();
    for (const credential of [{ ...shown, serialNumber: world.serialNumber }, {}]) {
      const { status, body } = await device.tryEnrol(credential as typeof shown);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    }
  });

  it('is who holds all that the database knows', async () => {
    const { id } = await makeInstaller();
    const [row] = (await rowsOf(world.server, 'installer_downloads')).filter((each) => each['id'] === id);
    const [key] = (await rowsOf(world.server, 'service_keys')).filter((each) => each['purpose'] === 'installer-token');
    const ref = { organizationId: String(row?.['organization_id']), installerId: id };
    const sealed = key?.['sealed_key'] as Buffer;
    const forged = [sealed, sealed.subarray(-48, -16), Buffer.alloc(32)].map((guess) => makeInstallerToken(ref, guess));
    for (const installerToken of forged) {
      const { status, body } = await world.device().tryEnrol({ installerToken });
      expect([status, body.code]).toEqual([403, 'enrolment-refused']);
    }
  });

  it('is whoever guesses, as slowly as with serial numbers', async () => {
    await using apart = await startDeviceWorld({ assemble: packages.assemble });
    const guesser = apart.device();
    // Another installation has other keys, whatever its rows say.
    const { shown } = await makeInstaller();
    expect((await guesser.tryEnrol(shown)).body.code).toBe('enrolment-refused');
    for (let count = 1; count < 20; count += 1) {
      const installerToken = `${String(count).padStart(2, '0')}${'A'.repeat(84)}`;
      expect((await guesser.tryEnrol({ installerToken })).status).toBe(403);
    }
    const { status, body } = await guesser.tryEnrol(apart.serialNumber);
    expect([status, body.code]).toEqual([429, 'too-many-requests']);
  });
});

it('by serial number a device says itself of which kind it is', async () => {
  const device = world.device();
  const { status, body } = await device.post<{ deviceId: string }>('/device/v1/enroll', {
    serialNumber: world.serialNumber,
    clientKind: 'linked-clone',
    publicKey: device.key.publicKey,
    facts,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(await detailOf(body.deviceId)).toMatchObject({ clientKind: 'linked-clone', policyCode: 'A01', group: null });
});
