/** Check-ins over real HTTP: sealed, stored once however often sent, settings and trust on their way down, faults kept apart. */
import type { DeviceSummary, Policy, Problem, Timeline } from '@sekisho/contracts';
import { checkSeal, openPolicy } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import { facts, type TestDevice } from './test-device.ts';

let world: DeviceWorld;
let device: TestDevice;
beforeAll(async () => {
  world = await startDeviceWorld({ settings: { contractedDevices: 10_000 } });
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  device = await world.device().join(world.serialNumber);
});

const summary = () => world.admin.ok<DeviceSummary>('GET', `/api/v1/devices/${device.id}`);
const timeline = () => world.admin.ok<Timeline>('GET', `/api/v1/devices/${device.id}/timeline`);

describe('an answer', () => {
  it('is sealed over the question, the time and the body', async () => {
    const request = device.request();
    const { body } = await device.tryCheckIn(request);
    expect(checkSeal(device.sealKey, request.nonce, body).ok).toBe(true);
    const unsealed = { ...body, seal: '' };
    for (const answer of [unsealed, { ...body, serverTime: body.serverTime + 1 }, { ...body, body: `${body.body} ` }])
      expect(checkSeal(device.sealKey, request.nonce, answer)).toEqual({ ok: false, code: 'seal-invalid' });
    expect(checkSeal(device.sealKey, 'another-question', body)).toEqual({ ok: false, code: 'seal-invalid' });
    const other = await world.device().join(world.serialNumber);
    expect(checkSeal(other.sealKey, request.nonce, body)).toEqual({ ok: false, code: 'seal-invalid' });
  });

  it('says when to come again and that nothing is new', async () => {
    const body = await device.checkIn();
    expect(body).toEqual({ commands: [], nextCheckInMs: 300_000, again: false, storedThrough: 0 });
  });

  it('is given to a device that is seen from then on', async () => {
    expect((await summary()).lastSeenAt).toBeNull();
    await device.checkIn();
    const seen = await summary();
    expect(seen.online).toBe(true);
    expect(seen.pending).toBe(false);
    expect(Date.parse(seen.lastSeenAt ?? '')).toBeGreaterThan(Date.now() - 10_000);
  });
});

describe('what a device reports', () => {
  it('stands on the list: lock, release, user, new facts', async () => {
    const releasedUntil = Date.now() + 3_600_000;
    await device.checkIn({
      lock: { mode: 'timer', screen: 'none', releasedUntil },
      logonUser: '佐藤',
      facts: { ...facts, computerName: 'renamed', addresses: ['198.51.100.1'] },
    });
    expect(await summary()).toMatchObject({
      lockMode: 'timer',
      releasedUntil: new Date(releasedUntil).toISOString(),
      logonUser: '佐藤',
      computerName: 'renamed',
      addresses: ['198.51.100.1'],
    });
    await device.checkIn();
    expect(await summary()).toMatchObject({ lockMode: 'unlocked', logonUser: null, computerName: 'renamed' });
  });

  it('is not written again when nothing has changed: an idle check-in touches the row of contact alone', async () => {
    await device.checkIn();
    const version = async () =>
      (
        await sql<{ x: string }>`select xmin::text as x from device_list where device_id = ${device.id}`.execute(
          world.database.db,
        )
      ).rows[0]?.x;
    const before = await version();
    await device.checkIn();
    expect(await version()).toBe(before);
  });

  it('is stored once, though the answer was lost and everything is sent again', async () => {
    const items = [device.event('started'), device.event('timer-locked'), device.event('timer-unlocked')];
    expect((await device.checkIn({ items })).storedThrough).toBe(3);
    expect((await device.checkIn({ items })).storedThrough).toBe(3);
    const more = [...items, device.event('clock-moved', { detail: { seconds: '30' } })];
    expect((await device.checkIn({ items: more })).storedThrough).toBe(4);
    const whats = (await timeline()).items.map(({ what }) => what);
    expect(whats).toEqual(['clock-moved', 'timer-unlocked', 'timer-locked', 'started']);
  });

  it('is stored once, though it came twice at the same moment through two servers', async () => {
    const other = await world.another();
    const items = [device.event('started')];
    const twin = Object.assign(world.device(other), { ...device, url: other.url });
    const bodies = await Promise.all([device, twin, device, twin].map((one) => one.checkIn({ items })));
    expect(bodies.map(({ storedThrough }) => storedThrough)).toEqual([1, 1, 1, 1]);
    expect((await timeline()).items).toHaveLength(1);
  });

  it('is refused when its numbers do not rise', async () => {
    const items = [device.event('started'), device.event('timer-locked')].reverse();
    const { status, body } = await device.tryCheckIn(device.request({ items }));
    expect([status, body.code]).toEqual([400, 'item-numbers-not-rising']);
    expect((await device.checkIn()).storedThrough).toBe(0);
  });

  it('may hold text that is not well-formed, and kinds this server does not know', async () => {
    const items = [device.event('from-the-future', { detail: { text: 'X' } })];
    const text = JSON.stringify(device.request({ items, logonUser: 'Y' }))
      .replace('"X"', '"\\ud800"')
      .replace('"Y"', '"\\udc00"');
    expect((await device.tryCheckIn(text)).status).toBe(200);
    expect((await timeline()).items[0]).toMatchObject({ what: 'from-the-future', detail: { text: '\ufffd' } });
  });

  it.each([
    [
      'a NUL character',
      (text: string) => text.replace('"logonUser":null', '"logonUser":"a\\u0000b"'),
      'malformed-request',
    ],
    ['a number for text', (text: string) => text.replace('"logonUser":null', '"logonUser":1'), 'validation-failed'],
    ['no nonce', (text: string) => text.replace('"nonce"', '"other"'), 'validation-failed'],
    [
      'a revision below zero',
      (text: string) => text.replace(/"settingsRevision":\d+/, '"settingsRevision":-1'),
      'validation-failed',
    ],
    ['no JSON', () => '{', 'malformed-request'],
  ])('is refused with %s', async (_name, change, code) => {
    const { status, body } = await device.tryCheckIn(change(JSON.stringify(device.request())));
    expect([status, (body as Problem).code]).toEqual([400, code]);
  });
});

describe('a bad row', () => {
  it('spoils only itself, whoever it comes together with', async () => {
    const devices = await Promise.all(Array.from({ length: 24 }, () => world.device().join(world.serialNumber)));
    const poisoned = devices[7];
    if (poisoned === undefined) throw new Error('no device');
    // Nothing of it can be stored.
    await world.database.asOwner(
      `alter table device_events add constraint poisoned check (device_id <> '${poisoned.id}') not valid`,
    );
    const replies = await Promise.all(
      devices.map((one) => one.tryCheckIn(one.request({ items: [one.event('started'), one.event('locked')] }))),
    );
    expect(replies.map(({ status }) => status)).toEqual(devices.map((one) => (one === poisoned ? 500 : 200)));
    const { rows } = await sql<{ devices: string }>`select count(distinct device_id) as devices from device_events
      where what = 'locked' and device_id = any(${devices.map(({ id }) => id)}::uuid[])`.execute(world.database.db);
    expect(Number(rows[0]?.devices)).toBe(devices.length - 1);
  });
});

describe('settings', () => {
  const policy = (code: string) => world.admin.ok<Policy>('GET', `/api/v1/policies/${code}`);

  it('come down signed when the policy was saved, and once', async () => {
    await device.checkIn();
    const { name, settings, revision } = await policy('A01');
    const saved = { name, revision, settings: { ...settings, checkInIntervalMs: settings.checkInIntervalMs + 1_000 } };
    await world.admin.ok('PUT', '/api/v1/policies/A01', saved);
    const body = await comeUntil((answer) => answer.settings !== undefined);
    const trust = device.trust;
    if (body.settings === undefined || trust === null) throw new Error('no settings');
    const opened = openPolicy(body.settings.policy, { trust, heldRevision: revision });
    expect(opened.ok && opened.value.settings.checkInIntervalMs).toBe(saved.settings.checkInIntervalMs);
    expect(openPolicy(body.settings.policy, { trust, heldRevision: Number.MAX_SAFE_INTEGER })).toEqual({
      ok: false,
      code: 'policy-revision-not-rising',
    });
    expect(body.nextCheckInMs).toBe(saved.settings.checkInIntervalMs);
    expect((await device.checkIn()).settings).toBeUndefined();
    expect((await summary()).pending).toBe(false);
  });

  it('come down when the device was moved to another policy', async () => {
    await device.checkIn();
    await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { policyCode: 'A02' });
    expect((await summary()).pending).toBe(true);
    expect((await device.checkIn()).settings?.policyCode).toBe('A02');
    await device.checkIn();
    expect((await summary()).pending).toBe(false);
  });

  it('come down with a higher number when everything was saved on Home', async () => {
    await device.checkIn();
    const { revision } = await world.admin.ok<{ revision: number }>('POST', '/api/v1/system/save-all');
    expect((await summary()).pending).toBe(true);
    const body = await comeUntil((answer) => answer.settings !== undefined);
    expect(body.settings?.settingsRevision).toBe(revision);
  });

  async function comeUntil(accept: (body: Awaited<ReturnType<TestDevice['checkIn']>>) => boolean) {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const body = await device.checkIn();
      if (accept(body)) return body;
    }
    throw new Error('not so after 100 check-ins');
  }
});

describe('the chain of trust', () => {
  it('goes on when the server changes its key, and devices follow', async () => {
    await using own = await startDeviceWorld();
    const one = await own.device().join(own.serialNumber);
    await own.rotateServerKey(one.organizationId);
    for (let attempt = 0; attempt < 200 && one.trust?.set.version === 1; attempt += 1) await one.checkIn();
    expect(one.trust?.set.version).toBe(2);
    await own.admin.ok('POST', `/api/v1/devices/${one.id}/commands`, { kind: 'lock' });
    expect(one.obey(await one.checkIn()).map(({ intent }) => intent.kind)).toEqual(['lock']);
  });
});
