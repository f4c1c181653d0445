/** Wipes on the server: issued, excluded against locks, cancelled, confirmed by nothing but the device's own signature, cleared. */
import {
  type BulkCommandAnswer,
  type CommandList,
  type DeviceSummary,
  type DeviceWipe,
  defaultPolicySettings,
  type Policy,
  type Timeline,
  type Wipe,
  type WipeOutcome,
  type WipeReceipt,
  type WipeReceiptFile,
  type WipeTargets,
  wipeLifetimeMs,
} from '@sekisho/contracts';
import { refusalOf } from '@sekisho/server/features/wipe/wipe.rules';
import { exportPrivateKey, openWipeReceipt, type SigningKey, signWipeReceipt } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleClient, noApprovals, rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import { facts, type TestDevice } from './test-device.ts';

let world: DeviceWorld;
let foreign: DeviceWorld;
let device: TestDevice;
let policy: Policy;

const targets: WipeTargets = {
  folders: ['/home', 'C:\\Users'],
  patterns: [{ folder: '/srv', pattern: '*.xlsx' }],
  volumes: ['/data', 'D:'],
  encryptionKeys: false,
  shutDown: false,
};

async function saveTargets(wipeTargets: WipeTargets): Promise<Policy> {
  const { name, revision } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
  const settings = { ...defaultPolicySettings, wipeTargets };
  policy = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A01', { name, revision, settings });
  return policy;
}

beforeAll(async () => {
  [world, foreign] = await Promise.all([startDeviceWorld(), startDeviceWorld()]);
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
  await saveTargets(targets);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await foreign[Symbol.asyncDispose]();
});
let hardware = 0;
beforeEach(async () => {
  hardware += 1;
  device = await world.device().join(world.serialNumber, { hardwareSerialNumber: `HW-${hardware}` });
  await device.checkIn();
});

const path = () => `/api/v1/devices/${device.id}`;
const confirmation = () => ({ computerName: facts.computerName, policyRevision: policy.revision });
const issue = () => world.admin.ok<Wipe>('POST', `${path()}/wipe`, confirmation());
const look = () => world.admin.ok<DeviceWipe>('GET', `${path()}/wipe`);
const summary = () => world.admin.ok<DeviceSummary>('GET', path());
const refused = async (body: unknown, admin = world.admin) => {
  const { status, code } = await admin.refusal('POST', `${path()}/wipe`, body);
  return [status, code];
};
const auditOf = async (action: string) =>
  (await rowsOf(world.server, 'audit_log')).filter(
    (row) => row['action'] === action && row['target'] === `device:${device.id}`,
  );

const outcome: WipeOutcome = {
  kind: 'folder',
  path: '/home',
  removedFiles: 12,
  removedFolders: 3,
  removedBytes: 4096,
  kept: 0,
  linkedElsewhere: 0,
  failed: 0,
  keyslotsBefore: 0,
  keyslotsAfter: 0,
  code: null,
  failures: [],
};

function receipt(intent: string, changes: Partial<WipeReceipt> = {}, key: SigningKey = device.key) {
  const content: WipeReceipt = {
    organization: device.organizationId,
    device: device.id,
    intent,
    stage: 'complete',
    startedAt: Date.now() - 1000,
    at: Date.now(),
    outcomes: [outcome],
    shutDown: false,
    ...changes,
  };
  const signed = signWipeReceipt(content, Buffer.from(exportPrivateKey(key.privateKey)).toString('base64url'));
  return { ...device.event('wipe-receipt', { commandId: intent }), receipt: signed };
}
const wiping = { mode: 'wiping', screen: 'wiping', releasedUntil: null } as const;

describe('a wipe', () => {
  it('holds the very targets of its moment, for this platform, and nothing saved later alters it', async () => {
    const before = await look();
    const own = { ...targets, folders: ['/home'], volumes: ['/data'] };
    expect(before).toMatchObject({ policyCode: 'A01', policyRevision: policy.revision, targets: own, latest: null });
    const issued = await issue();
    await saveTargets({ ...targets, folders: ['/etc/skel'] });
    const [obeyed] = device.obey(await device.checkIn());
    expect(obeyed?.intent).toMatchObject({ id: issued.id, kind: 'wipe', devices: [device.id] });
    expect(obeyed?.intent.parameters).toEqual({
      targets: own,
      policyCode: 'A01',
      policyRevision: before.policyRevision,
    });
    expect((obeyed?.intent.notAfter ?? 0) - (obeyed?.intent.issuedAt ?? 0)).toBe(wipeLifetimeMs);
    expect((await look()).latest?.targets).toEqual(own);
    await saveTargets(targets);
  });

  it('goes all the way: issued, delivered, executed, confirmed by the signed receipt, downloadable', async () => {
    const { id } = await issue();
    expect(await summary()).toMatchObject({ state: 'wiping', openCommand: 'wipe', pending: true });
    device.obey(await device.checkIn());
    expect((await look()).latest).toMatchObject({ state: 'delivered', receipts: [] });
    await device.checkIn({ lock: wiping, items: [device.event('wipe-began', { commandId: id })] });
    const done = receipt(id);
    await device.checkIn({ lock: wiping, items: [done, device.result(id)] });
    const { latest } = await look();
    expect(latest).toMatchObject({ state: 'done', code: null, receipts: [{ stage: 'complete', outcomes: [outcome] }] });
    expect(latest?.completedAt).not.toBeNull();
    expect(await summary()).toMatchObject({ state: 'wiped', openCommand: null, lockMode: 'wiping' });
    expect((await device.checkIn({ lock: wiping })).commands).toEqual([]);
    const file = await world.admin.ok<WipeReceiptFile>('GET', `${path()}/wipe/receipt`);
    const context = { publicKey: file.devicePublicKey, organizationId: device.organizationId, deviceId: device.id };
    const [signed] = file.receipts;
    expect(signed && openWipeReceipt(signed, { ...context, intentId: id })).toMatchObject({ ok: true });
    expect(JSON.parse(file.intent)).toMatchObject({ id });
    const { items } = await world.admin.ok<Timeline>('GET', `${path()}/timeline`);
    const told = items.map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(['command-issued', 'command-delivered', 'wipe-began', 'command-done']));
    expect(await auditOf('device.wipe-issued')).toHaveLength(1);
    expect(await auditOf('device.wipe-confirmed')).toHaveLength(1);
  });

  it('that could not remove everything is said to be incomplete', async () => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    const failed = { ...outcome, failed: 2, code: 'wipe-target-incomplete' } as const;
    await device.checkIn({ lock: wiping, items: [receipt(id, { outcomes: [outcome, failed] })] });
    expect((await summary()).state).toBe('wipe-incomplete');
  });

  it('whose target was not there is complete', async () => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    const missing = { ...outcome, code: 'wipe-target-missing' } as const;
    await device.checkIn({ lock: wiping, items: [receipt(id, { outcomes: [missing] })] });
    expect((await summary()).state).toBe('wiped');
  });

  it('stays 消去中 after the word before the keys, and after a word that is not signed', async () => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    await device.checkIn({ lock: wiping, items: [receipt(id, { stage: 'before-keys' }), device.result(id)] });
    expect((await look()).latest).toMatchObject({ state: 'delivered', receipts: [{ stage: 'before-keys' }] });
    expect((await summary()).state).toBe('wiping');
    await device.checkIn({ lock: wiping, items: [receipt(id)] });
    expect((await look()).latest).toMatchObject({
      state: 'done',
      receipts: [{ stage: 'before-keys' }, { stage: 'complete' }],
    });
  });

  it('is confirmed once: a receipt that comes again, or another one, changes nothing', async () => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    const items = [receipt(id)];
    await device.checkIn({ items });
    const before = await look();
    await device.checkIn({ items });
    await device.checkIn({ items: [receipt(id, { outcomes: [] })] });
    expect(await look()).toEqual(before);
  });

  it('refused by the device is shown with its code, and may be issued again', async () => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    await device.checkIn({ items: [device.result(id, 'refused', 'not-supported-here')] });
    expect((await look()).latest).toMatchObject({ state: 'refused', code: 'not-supported-here' });
    expect((await summary()).state).not.toBe('wiping');
    expect((await issue()).state).toBe('issued');
  });
});

describe('a receipt is not believed', () => {
  const sent = async (make: (id: string, other: TestDevice) => object): Promise<unknown> => {
    const { id } = await issue();
    device.obey(await device.checkIn());
    const other = await world.device().join(world.serialNumber);
    const item = make(id, other);
    await device.checkIn({ lock: wiping, items: [item as ReturnType<typeof receipt>] });
    expect((await look()).latest).toMatchObject({ state: 'delivered', receipts: [] });
    expect((await summary()).state).toBe('wiping');
    return (await auditOf('device.wipe-receipt-refused'))[0]?.['detail'];
  };

  it.each([
    ['signed by another device', 'signer-unknown', (id: string, other: TestDevice) => receipt(id, {}, other.key)],
    ['of another device', 'wrong-device', (id: string, other: TestDevice) => receipt(id, { device: other.id })],
    [
      'of another organization',
      'wrong-organization',
      (id: string, other: TestDevice) => receipt(id, { organization: other.id }),
    ],
    ['about another wipe', 'statement-malformed', (id: string, other: TestDevice) => receipt(id, { intent: other.id })],
    [
      'altered',
      'signature-invalid',
      (id: string) => {
        const item = receipt(id);
        return { ...item, receipt: { ...item.receipt, text: item.receipt.text.replace('"/home"', '"/root"') } };
      },
    ],
  ])('%s: %s', async (_, code, make) => {
    expect(await sent(make)).toMatchObject({ code });
  });

  it('about a wipe that was never issued', async () => {
    await device.checkIn({ items: [receipt('018f0000-0000-7000-8000-000000000000')] });
    expect((await summary()).state).not.toBe('wiped');
  });
});

describe('lock and unlock', () => {
  const command = async (kind: string) => {
    const { status, code } = await world.admin.refusal('POST', `${path()}/commands`, { kind });
    return [status, code];
  };

  it('are refused from the moment a wipe is issued until for good', async () => {
    const { id } = await issue();
    expect(await command('lock')).toEqual([409, 'command-refused-while-wiping']);
    device.obey(await device.checkIn());
    expect(await command('unlock')).toEqual([409, 'command-refused-while-wiping']);
    await device.checkIn({ items: [receipt(id)] });
    expect(await command('lock')).toEqual([409, 'command-refused-while-wiping']);
  });

  it('on their way are superseded by a wipe', async () => {
    await world.admin.ok('POST', `${path()}/commands`, { kind: 'lock' });
    await issue();
    const { items } = await world.admin.ok<CommandList>('GET', `${path()}/commands`);
    expect(items.map(({ kind, state }) => [kind, state])).toEqual([
      ['wipe', 'issued'],
      ['lock', 'superseded'],
    ]);
    expect(device.obey(await device.checkIn()).map(({ intent }) => intent.kind)).toEqual(['wipe']);
  });

  it('and wipe at once: either the lock came first and is superseded, or it is refused', async () => {
    const [, locked] = await Promise.all([
      issue(),
      world.admin.call('POST', `${path()}/commands`, { body: { kind: 'lock' } }),
    ]);
    expect([201, 409]).toContain(locked.status);
    const { items } = await world.admin.ok<CommandList>('GET', `${path()}/commands`);
    expect(items.filter(({ state }) => state === 'issued').map(({ kind }) => kind)).toEqual(['wipe']);
  });

  it('are not sent to a device that lost its state in a wipe', async () => {
    const lock = await world.admin.ok<{ id: string }>('POST', `${path()}/commands`, { kind: 'lock' });
    device.obey(await device.checkIn());
    await device.checkIn({ items: [device.result(lock.id)] });
    await issue();
    const body = await device.checkIn({ items: [device.event('state-lost')] });
    expect(device.obey(body).map(({ intent }) => intent.kind)).toEqual(['wipe']);
  });
});

describe('a wipe is refused', () => {
  it('for a name that is not typed exactly, in both languages at the field', async () => {
    for (const language of ['ja', 'en'] as const) {
      const body = { ...confirmation(), computerName: '営業-PC-1' };
      expect(await world.admin.refusal('POST', `${path()}/wipe`, body, language)).toEqual({
        status: 400,
        code: 'computer-name-mismatch',
        fields: ['/computerName'],
      });
    }
    expect((await look()).latest).toBeNull();
  });

  it('when the policy was saved after it had been shown, or names nothing for this platform', async () => {
    const shown = confirmation();
    await saveTargets({ ...targets, folders: ['C:\\Users'], patterns: [], volumes: ['D:'] });
    expect(await refused(shown)).toEqual([409, 'policy-changed-meanwhile']);
    expect(await refused(confirmation())).toEqual([409, 'wipe-targets-empty']);
    await saveTargets(targets);
  });

  it('a second time, also of two at once through two servers', async () => {
    const other = await world.another();
    const post = (url: string) =>
      fetch(`${url}${path()}/wipe`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie: world.admin.cookie ?? '',
          'sec-fetch-site': 'same-origin',
        },
        body: JSON.stringify(confirmation()),
      });
    const replies = await Promise.all([post(world.server.url), post(other.url), post(other.url)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await refused(confirmation())).toEqual([409, 'wipe-already-issued']);
  });

  it('for a device that is deregistered, unknown, or of another organization or group', async () => {
    const other = await foreign.device().join(foreign.serialNumber);
    for (const id of [other.id, '018f0000-0000-7000-8000-000000000000'])
      for (const [method, call] of [
        ['GET', 'wipe'],
        ['GET', 'wipe/receipt'],
        ['POST', 'wipe/cancel'],
      ] as const)
        expect((await world.admin.refusal(method, `/api/v1/devices/${id}/${call}`)).status).toBe(404);
    const { status, code } = await world.admin.refusal('POST', `/api/v1/devices/${other.id}/wipe`, confirmation());
    expect([status, code]).toEqual([404, 'device-not-found']);
    await world.admin.ok('POST', `${path()}/deregister`);
    expect(await refused(confirmation())).toEqual([409, 'device-deregistered']);
  });

  it.each([
    [null, 5, null],
    [[5], 5, null],
    [[4], 5, 'device-not-found'],
    [[], 5, 'device-not-found'],
    [[4], null, 'device-not-found'],
    [null, null, null],
  ])('for an administrator of the groups %j, of a device in group %j: %s', (groupIds, groupId, code) => {
    const device = {
      state: 'active',
      clientKind: 'standard',
      groupId,
      computerName: 'pc',
      platform: 'linux',
      wiping: false,
    } as const;
    const confirmed = { computerName: 'pc', policyRevision: policy.revision };
    expect(refusalOf(device, policy, confirmed, groupIds)).toBe(code);
  });

  it('without the permission, and without what a person must have typed and seen', async () => {
    const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'commander',
      permissions: ['devices.read', 'devices.command'],
      expiresAt: null,
    });
    const commander = new ConsoleClient(world.server.url, secret);
    expect(await refused(confirmation(), commander)).toEqual([403, 'permission-denied']);
    expect((await commander.refusal('POST', `${path()}/wipe/cancel`)).status).toBe(403);
    expect((await commander.refusal('POST', '/api/v1/devices/wipe', { devices: [] })).status).toBe(403);
    for (const body of [
      {},
      { computerName: facts.computerName },
      { policyRevision: 1 },
      { ...confirmation(), computerName: null },
    ])
      expect((await refused(body))[0]).toBe(400);
    expect((await world.admin.refusal('POST', '/api/v1/devices/wipe', { devices: [] })).status).toBe(400);
  });
});

describe('a wipe is cancelled', () => {
  it('while the device has not fetched it, and then locks go again', async () => {
    await issue();
    await world.admin.ok('POST', `${path()}/wipe/cancel`);
    expect((await look()).latest?.state).toBe('superseded');
    expect(await summary()).toMatchObject({ openCommand: null, state: expect.not.stringMatching('wiping') });
    expect((await device.checkIn()).commands).toEqual([]);
    expect(await auditOf('device.wipe-cancelled')).toHaveLength(1);
    await world.admin.ok('POST', `${path()}/commands`, { kind: 'lock' });
    const again = await world.admin.refusal('POST', `${path()}/wipe/cancel`);
    expect([again.status, again.code]).toEqual([404, 'wipe-not-found']);
  });

  it('never after that', async () => {
    await issue();
    await device.checkIn();
    const late = await world.admin.refusal('POST', `${path()}/wipe/cancel`);
    expect([late.status, late.code]).toEqual([409, 'wipe-already-delivered']);
  });
});

describe('many at once', () => {
  it('are each issued or refused for themselves, one device named twice only once', async () => {
    const other = await world.device().join(world.serialNumber, { computerName: 'other' });
    const answer = await world.admin.ok<BulkCommandAnswer>('POST', '/api/v1/devices/wipe', {
      devices: [
        { deviceId: device.id, ...confirmation() },
        { deviceId: other.id, ...confirmation() },
        { deviceId: device.id, ...confirmation() },
      ],
    });
    expect(answer).toEqual({
      issued: 1,
      refused: [
        { deviceId: other.id, code: 'computer-name-mismatch' },
        { deviceId: device.id, code: 'wipe-already-issued' },
      ],
    });
  });
});

describe('消去中 ends when the hardware is registered again', () => {
  const state = async () => (await summary()).state;

  it('and only for a wipe that was fetched; the older record keeps its key and its wipe', async () => {
    await issue();
    const before = await world.device().join(world.serialNumber, { hardwareSerialNumber: `HW-${hardware}` });
    expect(before.id).not.toBe(device.id);
    expect(await state()).toBe('wiping');
    device.obey(await device.checkIn({ lock: wiping }));
    const again = await world.device().join(world.serialNumber, { hardwareSerialNumber: `HW-${hardware}` });
    expect(again.id).not.toBe(device.id);
    expect(await state()).not.toBe('wiping');
    expect((await look()).registeredAgain).toMatchObject({ deviceId: again.id });
    expect(await auditOf('device.registered-again')).toHaveLength(1);
    // Whoever holds the old key is still being wiped, and says so by being there.
    expect((await device.checkIn({ lock: wiping })).commands).toHaveLength(1);
    expect(await state()).toBe('wiping');
    expect((await look()).registeredAgain).toBeNull();
  });

  it.each(['', '0', 'To Be Filled By O.E.M.', 'Default string'])(
    'never by a number that names no machine: %j',
    async (serial) => {
      device = await world.device().join(world.serialNumber, { hardwareSerialNumber: serial });
      await issue();
      device.obey(await device.checkIn({ lock: wiping }));
      await world.device().join(world.serialNumber, { hardwareSerialNumber: serial });
      expect(await state()).toBe('wiping');
    },
  );

  it('never by another model, nor by a device of another organization', async () => {
    await issue();
    device.obey(await device.checkIn({ lock: wiping }));
    await world.device().join(world.serialNumber, { hardwareSerialNumber: `HW-${hardware}`, model: 'Model 2' });
    await foreign.device().join(foreign.serialNumber, { hardwareSerialNumber: `HW-${hardware}` });
    expect(await state()).toBe('wiping');
  });
});

describe('a wipe that nobody fetched', () => {
  it('expires after 30 days; one that was fetched does not', async () => {
    const fetched = device;
    await issue();
    device.obey(await device.checkIn());
    device = await world.device().join(world.serialNumber);
    await issue();
    const long = new Date(Date.now() - wipeLifetimeMs);
    await sql`update commands set issued_at = ${long} where device_id in (${device.id}, ${fetched.id})`.execute(
      world.database.db,
    );
    const { createWipes } = await import('@sekisho/server/features/wipe/index');
    const { platform } = world.server;
    const wipes = createWipes({
      ...platform,
      approvals: noApprovals,
      wake: async () => {},
      holdForOrder: async () => {},
      findPolicy: async () => null,
    });
    await wipes.expire();
    expect((await look()).latest?.state).toBe('expired');
    expect(await auditOf('device.wipe-expired')).toHaveLength(1);
    expect(await summary()).toMatchObject({ openCommand: null });
    device = fetched;
    expect((await look()).latest?.state).toBe('delivered');
  });
});
