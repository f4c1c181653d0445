/** Policies: saved with a check, signed for devices. */
import {
  defaultPolicySettings,
  type InventoryRules,
  type Policy,
  type PolicyList,
  type Problem,
  type SystemInformation,
} from '@sekisho/contracts';
import { openPolicy, verifyTrustChain } from '@sekisho/trust';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOrganization, rowsOf, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const get = (code: string) => world.admin.ok<Policy>('GET', `/api/v1/policies/${code}`);
const settingsOf = (checkInIntervalMs: number, periodMs: number, enabled = true) => ({
  ...defaultPolicySettings,
  checkInIntervalMs,
  timerLock: { enabled, periodMs },
});

it('A01 to A10 are there from the beginning', async () => {
  const { items } = await world.admin.ok<PolicyList>('GET', '/api/v1/policies');
  expect(items.map((policy) => policy.code)).toEqual([
    'A01',
    'A02',
    'A03',
    'A04',
    'A05',
    'A06',
    'A07',
    'A08',
    'A09',
    'A10',
  ]);
  expect(items[0]).toMatchObject({ name: '設定 A01', revision: 1, settings: defaultPolicySettings, devices: 0 });
});

it('are saved under a risen revision and signed for devices', async () => {
  const before = await get('A02');
  const settings = settingsOf(10_000, 60_000);
  const saved = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A02', {
    name: '営業',
    settings: { ...settings, later: 'a field nobody knows' },
    revision: before.revision,
  });
  expect(saved).toMatchObject({ code: 'A02', name: '営業', settings });
  expect(saved.revision).toBeGreaterThan(before.revision);
  expect(await get('A02')).toEqual(saved);
  const [trustRow] = await rowsOf(world.server, 'trust_sets');
  const policyRow = (await rowsOf(world.server, 'policies')).find((row) => row['code'] === 'A02');
  const chain = [{ text: trustRow?.['text'], signatures: trustRow?.['signatures'] }];
  const trust = verifyTrustChain(chain as Parameters<typeof verifyTrustChain>[0], { pinnedHash: null });
  if (!trust.ok) throw new Error(trust.code);
  const signed = { text: policyRow?.['signed_text'], signatures: policyRow?.['signatures'] };
  const opened = openPolicy(signed as Parameters<typeof openPolicy>[0], { trust: trust.value, heldRevision: 1 });
  expect(opened).toMatchObject({
    ok: true,
    value: {
      code: 'A02',
      revision: saved.revision,
      settings: {
        ...{
          checkInIntervalMs: 10_000,
          timerLock: settings.timerLock,
          simMonitoring: false,
          shutDownAfterLockMs: null,
        },
        ...{ lockScreen: { message: '', telephone: '' }, ssids: [], location: { enabled: false } },
        proxy: settings.proxy,
      },
    },
  });
});

it('say when and what of the inventory is collected, and the device hears of it signed', async () => {
  const inventory: InventoryRules = {
    schedule: { kind: 'times', minuteOfDay: 750, weekdays: [1, 5], spreadMs: 3_600_000 },
    sections: ['users', 'network'],
  };
  const { revision } = await get('A10');
  const settings = { ...defaultPolicySettings, inventory };
  const saved = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A10', { name: '夜', settings, revision });
  expect(saved.settings).toEqual(settings);
  const row = (await rowsOf(world.server, 'policies')).find((each) => each['code'] === 'A10');
  expect(JSON.parse(String(row?.['signed_text']))).toMatchObject({ settings: { inventory } });
  const none = { ...settings, inventory: { ...inventory, sections: [] } };
  const refused = await world.admin.refusal('PUT', '/api/v1/policies/A10', { ...saved, settings: none }, 'ja');
  expect(refused).toEqual({ status: 400, code: 'validation-failed', fields: ['/settings/inventory/sections'] });
});

it('are saved by one of two who read the same, whoever is quicker', async () => {
  const { revision, settings } = await get('A03');
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((name) =>
      world.admin.call<Problem>('PUT', '/api/v1/policies/A03', { body: { name, settings, revision } }),
    ),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
  expect(new Set(answers.map((answer) => answer.body.code))).toContain('policy-changed-meanwhile');
  const winner = answers.find((answer) => answer.status === 200);
  expect(await get('A03')).toEqual(winner?.body);
});

it('rise by one number for the whole organization', async () => {
  const a = await get('A04');
  const saved = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A04', { ...a });
  const { revision: home } = await world.admin.ok<{ revision: number }>('POST', '/api/v1/system/save-all');
  const b = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A05', { ...(await get('A05')) });
  expect([home, b.revision]).toEqual([saved.revision + 1, saved.revision + 2]);
});

it.each([
  [
    'a period under three intervals',
    settingsOf(30_000, 89_999),
    'timer-period-too-short',
    '/settings/timerLock/periodMs',
  ],
  ['a period under a minute', settingsOf(10_000, 59_999), 'validation-failed', '/settings/timerLock/periodMs'],
  ['an interval under ten seconds', settingsOf(9_999, 60_000), 'validation-failed', '/settings/checkInIntervalMs'],
  ['half a second', settingsOf(10_000.5, 60_000), 'validation-failed', '/settings/checkInIntervalMs'],
  [
    'a number as text',
    { ...settingsOf(10_000, 60_000), checkInIntervalMs: '10000' },
    'validation-failed',
    '/settings/checkInIntervalMs',
  ],
])('are refused with %s, in both languages', async (_what, settings, code, field) => {
  const { revision, name } = await get('A06');
  for (const language of ['ja', 'en'] as const) {
    const refused = await world.admin.refusal('PUT', '/api/v1/policies/A06', { name, revision, settings }, language);
    expect(refused).toEqual({ status: 400, code, fields: [field] });
  }
  const { settings: stored } = await get('A06');
  expect(stored).toEqual(defaultPolicySettings);
});

it('may have any period while the timer lock is off', async () => {
  const { revision, name } = await get('A06');
  await world.admin.ok('PUT', '/api/v1/policies/A06', { name, revision, settings: settingsOf(60_000, 60_000, false) });
});

it('can be added and deleted; A01 to A10 and those in use stay', async () => {
  const added = { code: 'B01', name: '現場', settings: defaultPolicySettings };
  await world.admin.ok('POST', '/api/v1/policies', added);
  expect(await world.admin.refusal('POST', '/api/v1/policies', added)).toEqual({
    status: 409,
    code: 'policy-code-taken',
    fields: ['/code'],
  });
  expect((await world.admin.refusal('DELETE', '/api/v1/policies/A10')).code).toBe('policy-built-in');
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  const device = await DeviceClient.register(world.server.url, serialNumber);
  await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { policyCode: 'B01' });
  expect((await get('B01')).devices).toBe(1);
  expect((await world.admin.refusal('DELETE', '/api/v1/policies/B01')).code).toBe('policy-in-use');
  await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
  await world.admin.ok('DELETE', '/api/v1/policies/B01');
  expect((await world.admin.refusal('GET', '/api/v1/policies/B01')).code).toBe('policy-not-found');
  expect((await world.admin.refusal('PUT', '/api/v1/policies/B01', { ...added, revision: 1 })).code).toBe(
    'policy-not-found',
  );
});

it('wake the connected devices under them, and no others, to fetch what was saved', async () => {
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  const device = await DeviceClient.register(world.server.url, serialNumber);
  await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { policyCode: 'A08' });
  await device.settle();
  using live = await device.openLive();
  await expect
    .poll(() => world.server.platform.metrics.registry.getSingleMetricAsString('sekisho_live_connections'), {
      timeout: 10_000,
    })
    .toMatch(/ 1$/m);
  const before = live.woken();
  const save = async (code: string) => world.admin.ok('PUT', `/api/v1/policies/${code}`, await get(code));
  await save('A09');
  const { revision } = (await save('A08')) as Policy;
  await expect.poll(() => live.woken(), { timeout: 10_000 }).toBe(before + 1);
  expect((await device.checkIn()).settings).toMatchObject({ settingsRevision: revision, policyCode: 'A08' });
  await world.admin.ok('POST', '/api/v1/system/save-all');
  await expect.poll(() => live.woken(), { timeout: 10_000 }).toBe(before + 2);
  expect((await device.checkIn()).settings?.settingsRevision).toBe(revision + 1);
});

it('of another organization stay as they are', async () => {
  const other = await addOrganization(world.server, 'other-admin');
  const before = await get('A07');
  const theirs = await other.ok<Policy>('GET', '/api/v1/policies/A07');
  await other.ok('PUT', '/api/v1/policies/A07', { ...theirs, name: 'theirs' });
  expect(await get('A07')).toEqual(before);
});

it('and settings saved for all leave a trace', async () => {
  const actions = (await rowsOf(world.server, 'audit_log')).map((row) => row['action']);
  for (const action of [
    'policy.saved',
    'policy.created',
    'policy.deleted',
    'organization.settings-saved',
    'device.saved',
  ]) {
    expect(actions).toContain(action);
  }
});
