/** Clones that are thrown away, against the real server: whose record they get, what goes with it, who is sent away, and that no lock is shaken off. */
import { type AuditLog, type DeviceDetail, type DeviceGroup, defaultPolicySettings } from '@sekisho/contracts';
import { touchContacts, touchQuiet } from '@sekisho/server/features/check-in/contact.store';
import { eventually } from '@sekisho/testkit/eventually';
import type { InProcessServer } from '@sekisho/testkit/in-process-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallPackages } from '../deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { TestDevice } from '../devices/test-device.ts';
import { clone, ends, makePool, type Pool, prove, tryPart } from './clone-world.ts';

const packages = smallPackages();
let world: DeviceWorld;
let other: InProcessServer;
let pool: Pool;

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  other = await world.another();
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.server.database.db);
  await world.admin.ok('POST', '/api/v1/policies', { code: 'B01', name: 'VDI', settings: defaultPolicySettings });
  pool = await makePool(world, 'VDI', true);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

const detailOf = ({ id }: TestDevice) => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${id}`);
const audited = async (action: string, { id }: TestDevice) =>
  (await world.admin.ok<AuditLog>('GET', `/api/v1/audit-log?action=${action}`)).items.filter(
    ({ target }) => target?.id === id,
  );
const order = ({ id }: TestDevice, kind: 'lock' | 'unlock', more: object = {}) =>
  world.admin.ok('POST', `/api/v1/devices/${id}/commands`, { kind, ...more });
const locked = { mode: 'remote', screen: 'remote', releasedUntil: null } as const;
const obeys = async (device: TestDevice, state = locked as object) => {
  const [obeyed] = device.obey(await device.checkIn());
  if (obeyed === undefined) throw new Error('nothing is ordered');
  await device.checkIn({ lock: state as typeof locked, items: [device.result(obeyed.intent.id)] });
  return obeyed.intent;
};
const free = { mode: 'unlocked', screen: 'none', releasedUntil: null } as const;
const longAgo = (device: TestDevice) =>
  sql`with old as (update devices set registered_at = now() - interval '1 day',
      holder_since = holder_since - interval '1 day' where id = ${device.id})
    update device_contact set last_seen_at = now() - interval '1 day' where device_id = ${device.id}`.execute(
    world.server.database.db,
  );

describe('a clone of the name of one that ended', () => {
  it('is that device: place, words and licence stay, the key is another, and it is told in the audit log', async () => {
    const first = await clone(pool.master, 'VDI-01');
    const group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '仮想' });
    const place = { groupId: group.id, policyCode: 'B01', userName: '花子', note: '3 階' };
    await world.admin.ok('PATCH', `/api/v1/devices/${first.id}`, place);
    await ends(first);
    const before = (await world.system()).registeredDevices;
    const second = await clone(pool.master, 'VDI-01');
    expect(second.id).toBe(first.id);
    expect([second.policyCode, (await world.system()).registeredDevices]).toEqual(['B01', before]);
    expect(await detailOf(second)).toMatchObject({
      computerName: 'VDI-01',
      group: { id: group.id },
      policyCode: 'B01',
      userName: '花子',
      note: '3 階',
      clientKind: 'linked-clone',
    });
    expect(await audited('device.clone-returned', second)).toMatchObject([
      { actor: { type: 'device' }, detail: { computerName: 'VDI-01', copyOf: pool.master.id } },
    ]);
    await second.checkIn({ items: [second.event('started')] });
    expect(await detailOf(second)).toMatchObject({ state: 'online', pending: false });
  });

  it('fell silent: the same', async () => {
    const first = await clone(pool.master, 'VDI-02');
    await first.checkIn();
    await longAgo(first);
    expect((await clone(pool.master, 'VDI-02')).id).toBe(first.id);
  });

  it('by the token of the installer, without a licence left and without a use', async () => {
    const first = world.device();
    await first.enrol(pool.shown, { computerName: 'VDI-03' });
    await longAgo(first);
    const { db } = world.server.database;
    const uses = () => sql<{ uses: number }>`select sum(uses)::integer as uses from installer_downloads`.execute(db);
    const before = (await uses()).rows;
    await sql`update organization_licences set contracted_devices = registered_devices`.execute(db);
    // As many as may have registered with it.
    await sql`update installer_downloads set maximum_uses = uses where client_kind = 'linked-clone'`.execute(db);
    const second = world.device();
    await second.enrol(pool.shown, { computerName: 'VDI-03' });
    await sql`update organization_licences set contracted_devices = 1000`.execute(db);
    expect([second.id, (await uses()).rows]).toEqual([first.id, before]);
    await sql`update installer_downloads set maximum_uses = null where client_kind = 'linked-clone'`.execute(db);
    // Its answer may have been lost: it asks once more.
    expect((await new TestDevice(second.url, second.key).enrol(pool.shown, { computerName: 'VDI-03' })).deviceId).toBe(
      second.id,
    );
  });

  it.each([
    ['that may still be there', (first: TestDevice) => first.checkIn()],
    [
      'that began anew after its last word',
      async (first: TestDevice) => ends(first).then(() => first.checkIn({ items: [first.event('started')] })),
    ],
  ])('%s, is a device of its own', async (what, happens) => {
    const first = await clone(pool.master, what);
    await happens(first);
    const second = await clone(pool.master, what);
    expect(second.id).not.toBe(first.id);
    await first.checkIn();
  });

  it('under another setting, or one that does not say so, is a device of its own', async () => {
    const first = await clone(pool.master, 'VDI-04');
    await ends(first);
    const [again, plain] = [await makePool(world, 'VDI 2', true), await makePool(world, 'VDI 3', false)];
    expect((await clone(again.master, 'VDI-04')).id).not.toBe(first.id);
    const one = await clone(plain.master, 'VDI-05');
    await ends(one);
    expect((await clone(plain.master, 'VDI-05')).id).not.toBe(one.id);
    // The setting as it is now counts, for images that were made before as well.
    const { name, format, initial, revision, id } = plain.setting;
    const changed = { name, format, revision, initial: { ...initial, findsRecordAgain: true } };
    await world.admin.ok('PUT', `/api/v1/installers/settings/${id}`, changed);
    expect((await clone(plain.master, 'VDI-05')).id).toBe(one.id);
  });

  it('and of the name of its master, which is off, leaves the master alone', async () => {
    await longAgo(pool.master);
    const { computerName } = await detailOf(pool.master);
    expect((await clone(pool.master, computerName)).id).not.toBe(pool.master.id);
    const byToken = world.device();
    await byToken.enrol(pool.shown, { computerName });
    expect(byToken.id).not.toBe(pool.master.id);
    expect(await prove(pool.master, 'master')).toBeNull();
  });
});

describe('whoever held the record before', () => {
  it('is out with that commit, on every server; it is a copy, and becomes a device of its own', async () => {
    const first = await clone(pool.master, 'VDI-10');
    await ends(first);
    const live = await first.live();
    const elsewhere = Object.assign(new TestDevice(other.url, first.key), first, { url: other.url });
    const second = await clone(pool.master, 'VDI-10');
    for (const device of [first, elsewhere])
      for (const items of [[], [device.event('started')]])
        expect((await device.tryCheckIn(device.request({ items }))).body.code).toBe('device-token-invalid');
    await eventually(
      () => live.closeCode,
      (code) => code !== null,
    );
    await second.checkIn();
    expect(await prove(first, 'machine of VDI-10')).toBe('identity-copied');
    const third = await clone(first, 'VDI-10');
    expect([third.id === second.id, third.id === first.id]).toEqual([false, false]);
    await third.checkIn();
    await second.checkIn();
    expect(await audited('device.parted', third)).toHaveLength(1);
    // It is a clone like others, and its record can be found again.
    await ends(second);
    await ends(third);
    expect((await clone(pool.master, 'VDI-10')).id).toBe(third.id);
  });

  it('is left out by the very statements that store check-ins, whatever its process has heard of', async () => {
    const first = await clone(pool.master, 'VDI-12');
    await ends(first);
    await first.checkIn();
    const { id: deviceId, organizationId } = await clone(pool.master, 'VDI-12');
    const { db } = world.server.database;
    const [reportHash, at] = ['0', new Date()];
    const contact = { deviceId, organizationId, settingsRevision: 0, policyCode: 'A01', trustVersion: 1, reportHash };
    const stored = async (holder: number) => [
      (await touchQuiet(db, [{ ...contact, holder }], at)).length,
      (await world.server.platform.transaction((tx) => touchContacts(tx, [{ ...contact, holder }], at))).length,
    ];
    expect([await stored(0), await stored(1), await stored(2)]).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
  });

  it('two who come at once, to two servers, never get one record', async () => {
    const first = await clone(pool.master, 'VDI-11');
    await ends(first);
    const far = Object.assign(new TestDevice(other.url, pool.master.key), pool.master, { url: other.url });
    const comers = await Promise.all([pool.master, far, pool.master, far].map((master) => clone(master, 'VDI-11')));
    const ids = comers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(ids.filter((id) => id === first.id)).toHaveLength(1);
    for (const each of comers) await each.checkIn();
  });
});

describe('a locked record', () => {
  it('is not taken over: the clone that comes is locked at its first contact, as often as it comes, until somebody unlocks it', async () => {
    const first = await clone(pool.master, 'VDI-20');
    await order(first, 'lock', { noKeys: true });
    expect((await obeys(first)).parameters).toEqual({ noKeys: true });
    await ends(first, { lock: locked });
    const second = await clone(pool.master, 'VDI-20');
    expect(second.id).not.toBe(first.id);
    expect(await obeys(second)).toMatchObject({ kind: 'lock', parameters: { noKeys: true } });
    expect(await audited('device.lock-issued', second)).toMatchObject([
      { actor: { type: 'system' }, detail: { reason: 'clone-of-locked', lockOf: [first.id] } },
    ]);
    const third = await clone(pool.master, 'VDI-20');
    expect(await obeys(third)).toMatchObject({ kind: 'lock' });
    // The first one is still within reach: nobody has taken its record away.
    await first.checkIn({ lock: locked });
    await order(third, 'unlock');
    await obeys(third, free);
    await ends(third);
    const fourth = await clone(pool.master, 'VDI-20');
    expect(fourth.id).toBe(third.id);
    expect((await fourth.checkIn()).commands).toEqual([]);
    expect(await detailOf(first)).toMatchObject({ lockMode: 'remote' });
  });

  it.each(['lock', 'wipe'] as const)('with a %s on its way: the same', async (kind) => {
    const first = await clone(pool.master, `VDI-21 ${kind}`);
    await ends(first);
    await sql`insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
      values (${first.organizationId}, gen_random_uuid(), ${first.id}, ${kind}, 'issued', '{"parameters":{}}', now())`.execute(
      world.server.database.db,
    );
    await sql`update device_list set open_command = ${kind} where device_id = ${first.id}`.execute(
      world.server.database.db,
    );
    const second = await clone(pool.master, `VDI-21 ${kind}`);
    expect(second.id).not.toBe(first.id);
    expect(await obeys(second)).toMatchObject({ kind: 'lock', parameters: kind === 'wipe' ? { noKeys: true } : {} });
  });

  it('that was deregistered by somebody is no longer in anybody’s way', async () => {
    const first = await clone(pool.master, 'VDI-22');
    await order(first, 'lock');
    await obeys(first);
    await world.admin.ok('POST', `/api/v1/devices/${first.id}/deregister`);
    const second = await clone(pool.master, 'VDI-22');
    expect((await second.checkIn()).commands).toEqual([]);
  });

  it('of a holder before: it stays locked with whoever it was ordered for', async () => {
    const first = await clone(pool.master, 'VDI-23');
    await ends(first);
    const second = await clone(pool.master, 'VDI-23');
    await order(second, 'lock');
    await obeys(second);
    // The machine that held it before comes again: it is no way around the lock either.
    const third = (await tryPart(first, 'VDI-23')).body;
    expect(third.id).not.toBe(second.id);
    expect(await obeys(third)).toMatchObject({ kind: 'lock' });
  });
});
