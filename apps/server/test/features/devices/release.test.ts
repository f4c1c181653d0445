/** What releases a lock, seen from the server: unlock keys and their replacement, locks without keys, what devices tell of it. */
import {
  type CheckInBody,
  type Command,
  type CommandList,
  type DeviceDetail,
  type DevicePolicy,
  defaultPolicySettings,
  type LockHistory,
  type Policy,
  type SignedText,
  type Timeline,
} from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { openUnlockKey } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let foreign: DeviceWorld;
let device: TestDevice;
beforeAll(async () => {
  [world, foreign] = await Promise.all([startDeviceWorld(), startDeviceWorld()]);
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await foreign[Symbol.asyncDispose]();
});
beforeEach(async () => {
  device = await world.device().join(world.serialNumber);
});

const keyPath = (code = 'A01') => `/api/v1/policies/${code}/unlock-key`;
const download = async (from = world, code = 'A01') => {
  const { body, headers } = await from.admin.call<SignedText>('GET', keyPath(code));
  return { content: JSON.stringify(body), headers };
};
const issueKey = (code = 'A01') => world.admin.ok<Policy>('POST', keyPath(code));
const numberIn = ({ settings }: CheckInBody) =>
  (JSON.parse(settings?.policy.text ?? '{}') as DevicePolicy).settings.unlockKey?.number ?? 0;

/** As a device of A01 takes it, knowing of this key. */
function taken(content: string, heldNumber: number): string {
  if (device.trust === null) throw new Error('not enrolled');
  const opened = openUnlockKey(content, { trust: device.trust, policyCode: 'A01', heldNumber });
  return opened.ok ? 'opened' : opened.code;
}

describe('the unlock key of a policy', () => {
  it('is downloaded under its one name, opens at a device, and who fetched it is written down', async () => {
    const { content, headers } = await download();
    expect(headers.get('content-disposition')).toBe('attachment; filename="sekisho-unlock-A01.key"');
    expect(headers.get('cache-control')).toBe('no-store');
    const { unlockKey } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    expect(unlockKey).toEqual({ fileName: 'sekisho-unlock-A01.key', issuedAt: expect.any(String) });
    expect(taken(content, numberIn(await device.checkIn({ policyCode: null })))).toBe('opened');
    const audit = (await rowsOf(world.server, 'audit_log')).find(
      ({ action }) => action === 'policy.unlock-key-downloaded',
    );
    expect(audit).toMatchObject({ actor: { loginId: 'tanaka' }, detail: { number: expect.any(Number) } });
  });

  it('of another policy or organization does not fit', async () => {
    const ofOther = await download(world, 'A02');
    expect(taken(ofOther.content, 0)).toBe('unlock-key-of-other-policy');
    expect(taken((await download(foreign)).content, 0)).toBe('wrong-organization');
  });

  it('is replaced: both work until the next check-in, which makes every older one worthless', async () => {
    const old = await download();
    const before = numberIn(await device.checkIn({ policyCode: null }));
    const policy = await issueKey();
    const fresh = await download();
    expect([taken(old.content, before), taken(fresh.content, before)]).toEqual(['opened', 'opened']);
    // Policies are remembered; that one has changed is heard in a moment.
    const body = await eventually(
      () => device.checkIn(),
      ({ settings }) => settings !== undefined,
    );
    expect(body.settings?.settingsRevision).toBe(policy.revision);
    const after = numberIn(body);
    expect([taken(old.content, after), taken(fresh.content, after)]).toEqual(['unlock-key-replaced', 'opened']);
    const audit = (await rowsOf(world.server, 'audit_log')).find(({ action }) => action === 'policy.unlock-key-issued');
    expect(audit?.['detail']).toEqual({ number: after, replaced: before });
  });

  it('stays through a save of its policy, also for a page that was loaded before the key', async () => {
    const policy = await issueKey('A03');
    const { name, revision, settings } = policy;
    const saved = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A03', { name, revision, settings });
    expect(saved.unlockKey).toEqual(policy.unlockKey);
    const stale = await world.admin.refusal('PUT', '/api/v1/policies/A03', { name, revision, settings });
    expect(stale.code).toBe('policy-changed-meanwhile');
  });

  it('of a policy that was deleted never fits one made anew under its code', async () => {
    const added = { code: 'B01', name: '現場', settings: defaultPolicySettings };
    const numberOf = async () => {
      const { content } = await download(world, 'B01');
      return (JSON.parse((JSON.parse(content) as SignedText).text) as { number: number }).number;
    };
    await world.admin.ok('POST', '/api/v1/policies', added);
    const first = await numberOf();
    await world.admin.ok('DELETE', '/api/v1/policies/B01');
    await world.admin.ok('POST', '/api/v1/policies', added);
    expect(await numberOf()).toBeGreaterThan(first);
  });

  it('is issued by one after the other when two ask at once', async () => {
    await Promise.all([issueKey('A04'), issueKey('A04'), issueKey('A04')]);
    const issued = (await rowsOf(world.server, 'audit_log')).filter(
      ({ action, target }) => action === 'policy.unlock-key-issued' && String(target).includes('A04'),
    );
    expect(new Set(issued.map(({ detail }) => (detail as { number: number }).number)).size).toBe(3);
  });

  it('is not to be had for a policy that is not there', async () => {
    for (const method of ['GET', 'POST']) {
      expect((await world.admin.refusal(method, keyPath('Z99'))).code).toBe('policy-not-found');
      expect((await world.admin.refusal(method, keyPath('a1'))).status).toBe(400);
    }
  });
});

describe('a lock without keys', () => {
  const path = () => `/api/v1/devices/${device.id}/commands`;
  const lock = (body: object) => world.admin.ok<Command>('POST', path(), { kind: 'lock', ...body });
  const obeyed = async (...items: ReturnType<TestDevice['event']>[]) =>
    device.obey(await device.checkIn({ items })).map(({ intent: { kind, parameters } }) => ({ kind, parameters }));

  it.each([
    [{ noKeys: true }, { noKeys: true }],
    [{ noKeys: false }, {}],
    [{}, {}],
  ])('%j becomes %j in what is signed', async (body, parameters) => {
    const command = await lock(body);
    const noKeys = 'noKeys' in parameters;
    expect(command.noKeys).toBe(noKeys);
    expect(await obeyed()).toEqual([{ kind: 'lock', parameters }]);
    const { items } = await world.admin.ok<CommandList>('GET', path());
    expect(items[0]).toMatchObject({ kind: 'lock', noKeys });
    const audit = (await rowsOf(world.server, 'audit_log')).findLast(
      ({ detail }) => (detail as { commandId?: string }).commandId === command.id,
    );
    expect(audit?.['detail']).toEqual({ commandId: command.id, ...parameters });
  });

  it('is ordered for many at once', async () => {
    const deviceIds = [device.id];
    await world.admin.ok('POST', '/api/v1/devices/commands', { kind: 'lock', deviceIds, noKeys: true });
    expect(await obeyed()).toEqual([{ kind: 'lock', parameters: { noKeys: true } }]);
  });

  it('is nothing that an unlock could carry, and nothing but yes or no', async () => {
    await world.admin.ok('POST', path(), { kind: 'unlock', noKeys: true });
    expect(await obeyed()).toEqual([{ kind: 'unlock', parameters: {} }]);
    expect((await world.admin.refusal('POST', path(), { kind: 'lock', noKeys: 'yes' })).fields).toEqual(['/noKeys']);
  });

  it('stays without keys when the device has lost its state', async () => {
    const { id } = await lock({ noKeys: true });
    await obeyed();
    await device.checkIn({ items: [device.result(id)] });
    expect(await obeyed(device.event('state-lost'))).toEqual([{ kind: 'lock', parameters: { noKeys: true } }]);
  });
});

describe('what a device tells', () => {
  const detail = () => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${device.id}`);
  const released = { mode: 'remote', screen: 'none', releasedUntil: 1_800_000_000_000 } as const;
  const sim = { registered: '8981100022312345678', present: '8981200033387654321' };

  it('of a release and its SIMs stands on its page, as long as it is so', async () => {
    await device.checkIn({ lock: { ...released, releasedBy: 'key', sim } });
    expect(await detail()).toMatchObject({ releasedBy: 'key', releasedUntil: '2027-01-15T08:00:00.000Z', sim });
    await device.checkIn({ lock: { ...released, releasedBy: 'ssid', sim } });
    expect(await detail()).toMatchObject({ releasedBy: 'ssid' });
    await device.checkIn();
    expect(await detail()).toMatchObject({
      releasedBy: null,
      releasedUntil: null,
      sim: { registered: null, present: null },
    });
  });

  it('of keys that do not fit stands in its timeline', async () => {
    const why = { file: 'sekisho-unlock-A01.key', code: 'wrong-organization' };
    await device.checkIn({ items: [device.event('unlock-key-ignored', { detail: why })] });
    const { items } = await world.admin.ok<Timeline>('GET', `/api/v1/devices/${device.id}/timeline`);
    expect(items).toMatchObject([{ what: 'unlock-key-ignored', detail: why }]);
  });

  it('of a SIM lock and the shutdown after it stands in the lock history, with its times', async () => {
    const at = Date.now() - 60_000;
    await device.checkIn({
      items: [
        device.event('sim-locked', { at, detail: { iccid: sim.present, expected: sim.registered } }),
        device.event('shut-down', { at: at + 30_000 }),
      ],
    });
    const { items } = await world.admin.ok<LockHistory>('GET', `/api/v1/lock-history?deviceId=${device.id}`);
    expect(items).toMatchObject([
      {
        what: 'sim-lock',
        issuedBy: null,
        issuedAt: null,
        lockedAt: new Date(at).toISOString(),
        shutDownAt: new Date(at + 30_000).toISOString(),
      },
    ]);
  });
});
