/** Lock and unlock, from the console's call to the device's word: delivered signed, superseded, replayed, refused, lost and found. */
import type {
  BulkCommandAnswer,
  CheckInBody,
  Command,
  CommandList,
  DeviceSummary,
  LockHistory,
  SignedText,
  Timeline,
} from '@sekisho/contracts';
import { openEnvelope } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  await device.checkIn();
});

const path = () => `/api/v1/devices/${device.id}`;
const issue = (kind: 'lock' | 'unlock') => world.admin.ok<Command>('POST', `${path()}/commands`, { kind });
const commands = async () => (await world.admin.ok<CommandList>('GET', `${path()}/commands`)).items;
const summary = () => world.admin.ok<DeviceSummary>('GET', path());
const history = async () =>
  (await world.admin.ok<LockHistory>('GET', `/api/v1/lock-history?deviceId=${device.id}`)).items;
const timeline = async () =>
  (await world.admin.ok<Timeline>('GET', `${path()}/timeline`)).items.map(({ what }) => what);
const kindsOf = (body: CheckInBody) => device.obey(body).map(({ intent }) => intent.kind);

describe('a lock', () => {
  it('goes all the way: issued, delivered, shown, done, and stands in history, list and timeline', async () => {
    const issued = await issue('lock');
    expect(issued).toMatchObject({ kind: 'lock', state: 'issued', issuedBy: 'tanaka', deliveredAt: null });
    expect(await summary()).toMatchObject({ openCommand: 'lock', pending: true });

    const body = await device.checkIn();
    const [obeyed] = device.obey(body);
    expect(obeyed?.intent).toMatchObject({ id: issued.id, kind: 'lock', devices: [device.id], notAfter: null });
    expect((await commands())[0]).toMatchObject({ state: 'delivered' });

    const shown = device.event('screen-shown', { commandId: issued.id });
    const lock = { mode: 'remote', screen: 'remote', releasedUntil: null } as const;
    await device.checkIn({ items: [shown, device.result(issued.id)], lock });
    expect((await commands())[0]).toMatchObject({ state: 'done', code: null });
    expect(await summary()).toMatchObject({
      openCommand: null,
      pending: false,
      lockMode: 'remote',
      state: 'remote-locked',
    });
    const [entry] = await history();
    expect(entry).toMatchObject({ what: 'lock', issuedBy: 'tanaka', lockedAt: new Date(shown.at).toISOString() });
    expect(entry?.completedAt).not.toBeNull();
    expect((await timeline()).sort()).toEqual(['command-delivered', 'command-done', 'command-issued', 'screen-shown']);
    expect((await device.checkIn()).commands).toEqual([]);
  });

  it('is delivered again, signed anew, until the device has answered', async () => {
    const issued = await issue('lock');
    const first = await device.checkIn();
    const second = await device.checkIn();
    expect(device.obey(first)).toHaveLength(1);
    expect(() => device.obey(second)).toThrow('intent-used');
    await device.checkIn({ items: [device.result(issued.id)] });
    expect((await device.checkIn()).commands).toEqual([]);
  });

  it('is completed once, though the answer was lost and the word comes again', async () => {
    const issued = await issue('lock');
    device.obey(await device.checkIn());
    const items = [device.result(issued.id)];
    await device.checkIn({ items });
    const [before] = await commands();
    await device.checkIn({ items });
    await device.checkIn({ items: [device.result(issued.id, 'refused', 'intent-used')] });
    expect((await commands())[0]).toEqual(before);
  });

  it('refused by the device is shown with its code, and not completed in the history', async () => {
    const issued = await issue('lock');
    await device.checkIn();
    await device.checkIn({ items: [device.result(issued.id, 'refused', 'envelope-expired')] });
    expect((await commands())[0]).toMatchObject({ state: 'refused', code: 'envelope-expired', executedAt: null });
    expect((await history())[0]?.completedAt).toBeNull();
    expect((await summary()).openCommand).toBeNull();
    expect(await timeline()).toContain('command-refused');
  });

  it('does not become done by the word of another device', async () => {
    const issued = await issue('lock');
    const other = await world.device().join(world.serialNumber);
    await other.checkIn({ items: [other.result(issued.id)] });
    await other.checkIn({ items: [other.event('screen-shown', { commandId: issued.id })] });
    expect((await commands())[0]?.state).toBe('issued');
    expect((await history())[0]).toMatchObject({ completedAt: null, lockedAt: null });
  });
});

describe('the newest of lock and unlock', () => {
  it('takes the place of the one on its way', async () => {
    await issue('lock');
    await issue('unlock');
    expect((await commands()).map(({ kind, state }) => [kind, state])).toEqual([
      ['unlock', 'issued'],
      ['lock', 'superseded'],
    ]);
    expect(kindsOf(await device.checkIn())).toEqual(['unlock']);
    expect(await timeline()).toContain('command-superseded');
  });

  it('leaves what the device then says of the older one in the history', async () => {
    const lock = await issue('lock');
    device.obey(await device.checkIn());
    const unlock = await issue('unlock');
    const body = await device.checkIn({ items: [device.result(lock.id)] });
    expect(kindsOf(body)).toEqual(['unlock']);
    expect((await commands()).map(({ id, state }) => [id, state])).toEqual([
      [unlock.id, 'delivered'],
      [lock.id, 'superseded'],
    ]);
    expect((await summary()).openCommand).toBe('unlock');
    expect((await history()).map(({ what, completedAt }) => [what, completedAt !== null])).toEqual([
      ['unlock', false],
      ['lock', true],
    ]);
  });

  it('is one, though many are issued at once through two servers', async () => {
    const other = await world.another();
    const urls = [world.server.url, other.url, world.server.url, other.url, other.url];
    const { cookie } = world.admin;
    const replies = await Promise.all(
      urls.map((url) =>
        fetch(`${url}${path()}/commands`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie: cookie ?? '', 'sec-fetch-site': 'same-origin' },
          body: '{"kind":"lock"}',
        }),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(urls.map(() => 201));
    const open = (await commands()).filter(({ state }) => state === 'issued');
    expect(open).toHaveLength(1);
    expect(kindsOf(await device.checkIn())).toEqual(['lock']);
  });
});

describe('a delivered command', () => {
  const openAs = (signed: SignedText, changes: object = {}) => {
    if (device.trust === null) throw new Error('not enrolled');
    const context = { trust: device.trust, deviceId: device.id, lastOrder: 0, isUsed: () => false, nowMs: Date.now() };
    const result = openEnvelope(signed, { ...context, ...changes });
    return result.ok ? 'opened' : result.code;
  };
  const delivered = async (): Promise<SignedText> => {
    await issue('lock');
    const [signed] = (await device.checkIn()).commands;
    if (signed === undefined) throw new Error('nothing delivered');
    return signed;
  };

  it('opens for its device, and is refused with its code in every other way', async () => {
    const signed = await delivered();
    expect(openAs(signed)).toBe('opened');
    const other = await foreign.device().join(foreign.serialNumber);
    expect(openAs({ ...signed, text: signed.text.replace('lock', 'wipe') })).toBe('signature-invalid');
    expect(openAs(signed, { trust: other.trust })).toBe('signer-unknown');
    expect(openAs(signed, { deviceId: other.id })).toBe('wrong-device');
    expect(openAs(signed, { nowMs: Date.now() + 600_001 })).toBe('envelope-expired');
    expect(openAs(signed, { lastOrder: 1 })).toBe('order-not-rising');
    expect(openAs(signed, { isUsed: () => true })).toBe('intent-used');
  });

  it('replayed after an unlock does not lock again', async () => {
    const lock = await issue('lock');
    const first = await device.checkIn();
    device.obey(first);
    await device.checkIn({ items: [device.result(lock.id)] });
    const unlock = await issue('unlock');
    device.obey(await device.checkIn());
    await device.checkIn({ items: [device.result(unlock.id)] });
    expect(() => device.obey(first)).toThrow('order-not-rising');
  });

  it('of two, the older arriving later is refused', async () => {
    await issue('lock');
    const early = await device.checkIn();
    const late = await device.checkIn();
    device.obey(late);
    expect(() => device.obey(early)).toThrow('order-not-rising');
  });

  it('reaches a device that has taken higher orders than the server remembers, after its word on them', async () => {
    device.lastOrder = 40;
    await issue('lock');
    const body = await device.checkIn();
    expect(() => device.obey(body)).toThrow('order-not-rising');
    const refused = {
      what: 'command-refused',
      detail: { subject: 'command', code: 'order-not-rising', lastOrder: 40 },
    };
    const answer = await device.checkIn({ items: [{ ...device.event('command-refused'), ...refused }] });
    expect(device.obey(answer).map(({ order }) => order)).toEqual([41]);
  });

  it.each([Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5, '7', null])(
    'is not led astray by a device that claims the order %j',
    async (lastOrder) => {
      await issue('lock');
      const refused = { what: 'command-refused', detail: { code: 'order-not-rising', lastOrder } };
      const answer = await device.checkIn({ items: [{ ...device.event('command-refused'), ...refused }] });
      expect(device.obey(answer).map(({ order }) => order)).toEqual([1]);
    },
  );
});

describe('a device that lost the state of its lock', () => {
  it('is locked again in the very answer, by a new lock that nobody issued', async () => {
    const lock = await issue('lock');
    device.obey(await device.checkIn());
    await device.checkIn({ items: [device.result(lock.id)] });
    const body = await device.checkIn({ items: [device.event('state-lost')] });
    expect(kindsOf(body)).toEqual(['lock']);
    const [newest] = await commands();
    expect(newest).toMatchObject({ kind: 'lock', state: 'delivered', issuedBy: null });
    expect((await history())[0]).toMatchObject({ what: 'lock', issuedBy: null });
  });

  it('gets the lock on its way, and no second one', async () => {
    await issue('lock');
    expect(kindsOf(await device.checkIn({ items: [device.event('state-lost')] }))).toEqual(['lock']);
    expect(await commands()).toHaveLength(1);
  });

  it('is left alone when it was not remote-locked, or unlocked since', async () => {
    expect(kindsOf(await device.checkIn({ items: [device.event('state-lost')] }))).toEqual([]);
    for (const kind of ['lock', 'unlock'] as const) {
      const { id } = await issue(kind);
      device.obey(await device.checkIn());
      await device.checkIn({ items: [device.result(id)] });
    }
    expect(kindsOf(await device.checkIn({ items: [device.event('state-lost')] }))).toEqual([]);
  });
});

describe('a command is refused', () => {
  it('while a wipe is issued', async () => {
    await sql`insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
      values (${device.organizationId}, gen_random_uuid(), ${device.id}, 'wipe', 'done', '{}', now())`.execute(
      world.database.db,
    );
    for (const kind of ['lock', 'unlock']) {
      const refusal = await world.admin.refusal('POST', `${path()}/commands`, { kind });
      expect([refusal.status, refusal.code]).toEqual([409, 'command-refused-while-wiping']);
    }
  });

  it('for a device that is deregistered, unknown, or of another organization', async () => {
    await world.admin.ok('POST', `${path()}/deregister`);
    expect((await world.admin.refusal('POST', `${path()}/commands`, { kind: 'lock' })).code).toBe(
      'device-deregistered',
    );
    const other = await foreign.device().join(foreign.serialNumber);
    for (const id of [other.id, '018f0000-0000-7000-8000-000000000000']) {
      for (const call of ['commands', 'timeline'])
        expect((await world.admin.refusal('GET', `/api/v1/devices/${id}/${call}`)).status).toBe(404);
      const refusal = await world.admin.refusal('POST', `/api/v1/devices/${id}/commands`, { kind: 'lock' });
      expect([refusal.status, refusal.code]).toEqual([404, 'device-not-found']);
      expect((await world.admin.refusal('POST', `/api/v1/devices/${id}/deregister`)).status).toBe(404);
    }
  });

  it('without the permission, without anybody, and of a kind that cannot be asked for', async () => {
    const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'reader',
      permissions: ['devices.read'],
      expiresAt: null,
    });
    const { ConsoleClient } = await import('../administration/console-client.ts');
    const reader = new ConsoleClient(world.server.url, secret);
    expect((await reader.refusal('POST', `${path()}/commands`, { kind: 'lock' })).status).toBe(403);
    expect((await reader.refusal('POST', `${path()}/deregister`)).status).toBe(403);
    expect((await reader.refusal('GET', '/api/v1/lock-history')).status).toBe(403);
    const nobody = new ConsoleClient(world.server.url);
    expect((await nobody.refusal('POST', `${path()}/commands`, { kind: 'lock' })).status).toBe(401);
    expect((await world.admin.refusal('POST', `${path()}/commands`, { kind: 'wipe' })).status).toBe(400);
    expect(await commands()).toEqual([]);
  });
});

describe('many at once', () => {
  it('are each issued or refused for themselves', async () => {
    const other = await world.device().join(world.serialNumber);
    const gone = await world.device().join(world.serialNumber);
    await world.admin.ok('POST', `/api/v1/devices/${gone.id}/deregister`);
    const unknown = '018f0000-0000-7000-8000-000000000000';
    const deviceIds = [device.id, other.id, gone.id, unknown];
    const answer = await world.admin.ok<BulkCommandAnswer>('POST', '/api/v1/devices/commands', {
      kind: 'lock',
      deviceIds,
    });
    expect(answer).toEqual({
      issued: 2,
      refused: [
        { deviceId: gone.id, code: 'device-deregistered' },
        { deviceId: unknown, code: 'device-not-found' },
      ],
    });
    expect(other.obey(await other.checkIn())).toHaveLength(1);
  });
});
