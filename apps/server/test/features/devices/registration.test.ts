/** Registration over real HTTP: who gets in, who does not, and never more than contracted, whoever comes at once. */
import type { SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { generateSigningKey, trustSetHash } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganization } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import { facts, TestDevice } from './test-device.ts';

describe('registration', () => {
  let world: DeviceWorld;
  beforeAll(async () => {
    world = await startDeviceWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const nameOf = async (id: string) =>
    (await world.admin.ok<{ computerName: string }>('GET', `/api/v1/devices/${id}`)).computerName;

  it('puts a device on the list with its facts, default policy and a licence', async () => {
    const before = await world.system();
    const answer = await world.device().enrol(world.serialNumber, { computerName: '開発-01' });
    expect(answer.organizationName).toBe('株式会社テスト');
    expect(answer.settings.policyCode).toBe('A01');
    expect(trustSetHash(answer.trustChain.at(-1)?.text ?? '')).toBe(before.trust.hash);
    expect((await world.system()).registeredDevices).toBe(before.registeredDevices + 1);
    const detail = await world.admin.ok<object>('GET', `/api/v1/devices/${answer.deviceId}`);
    expect(detail).toMatchObject({ computerName: '開発-01', osVersion: '12', policyCode: 'A01', lastSeenAt: null });
  });

  it('knows the same key again: same device, no second licence, nothing taken over', async () => {
    const one = world.device();
    const first = await one.enrol(world.serialNumber, { computerName: 'first' });
    const { registeredDevices } = await world.system();
    const again = await new TestDevice(world.server.url, one.key).enrol(world.serialNumber, {
      computerName: 'impostor',
    });
    expect(again.deviceId).toBe(first.deviceId);
    expect((await world.system()).registeredDevices).toBe(registeredDevices);
    expect(await nameOf(first.deviceId)).toBe('first');
  });

  it('takes nothing over by a claimed hardware identity', async () => {
    const [one, other] = [world.device(), world.device()];
    const claimed = { hardwareSerialNumber: 'HW-SAME', computerName: 'same' };
    await one.enrol(world.serialNumber, claimed);
    await other.enrol(world.serialNumber, claimed);
    expect(other.id).not.toBe(one.id);
  });

  it('reads the serial number as people type it', async () => {
    const typed = ` ${world.serialNumber.toLowerCase().replaceAll('-', ' ')} `;
    expect((await world.device().tryEnrol(typed)).status).toBe(200);
  });

  it.each([
    ['en', 'Authentication failed. Please check that the serial number you entered'],
    ['ja', '認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。'],
  ])('refuses a wrong serial number with the documented sentence (%s)', async (language, sentence) => {
    const one = world.device();
    const request = { serialNumber: 'AAAAA-BBBBB-CCCCC-DDDDD', publicKey: one.key.publicKey, facts };
    const reply = await one.post<{ code: string; title: string }>('/device/v1/enroll', request, {
      'accept-language': language,
    });
    expect([reply.status, reply.body.code]).toEqual([403, 'enrolment-refused']);
    expect(reply.body.title).toContain(sentence);
  });

  it.each([['AAAA'], ['']])("refuses a key that is none: '%s'", async (publicKey) => {
    const one = new TestDevice(world.server.url, { ...generateSigningKey(), publicKey });
    const { status, body } = await one.tryEnrol(world.serialNumber);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
  });

  it('stores a name that is no well-formed text as a readable one', async () => {
    const one = world.device();
    const request = { serialNumber: world.serialNumber, publicKey: one.key.publicKey, facts };
    const text = JSON.stringify(request).replace(facts.computerName, '\\ud800');
    const { status, body } = await one.post<{ deviceId: string }>('/device/v1/enroll', text);
    expect(status).toBe(200);
    expect(await nameOf(body.deviceId)).toBe('\ufffd');
  });
});

describe('a contract', () => {
  it('is never exceeded, however many come at once, to two servers', async () => {
    await using world = await startDeviceWorld();
    const servers = [world.server, await world.another()];
    const { contractedDevices } = await world.system();
    const comers = Array.from({ length: contractedDevices + 15 }, (_, index) => world.device(servers[index % 2]));
    const replies = await Promise.all(comers.map((one) => one.tryEnrol(world.serialNumber)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(contractedDevices);
    const codes = replies.filter(({ status }) => status !== 200).map(({ body }) => body.code);
    expect(new Set(codes)).toEqual(new Set(['enrolment-refused']));
    const known = comers[replies.findIndex(({ status }) => status === 200)];
    expect((await known?.tryEnrol(world.serialNumber))?.status).toBe(200);
    expect((await world.system()).registeredDevices).toBe(contractedDevices);
  });

  it('gives its last licence once', async () => {
    await using world = await startDeviceWorld();
    const other = await world.another();
    const { contractedDevices } = await world.system();
    for (let count = 1; count < contractedDevices; count += 1) await world.device().enrol(world.serialNumber);
    const last = [world.device(), world.device(other)];
    const replies = await Promise.all(last.map((one) => one.tryEnrol(world.serialNumber)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('counts one device for several requests with one key at once', async () => {
    await using world = await startDeviceWorld();
    const other = await world.another();
    const key = generateSigningKey();
    const urls = [world.server.url, other.url, world.server.url, other.url];
    const answers = await Promise.all(urls.map((url) => new TestDevice(url, key).enrol(world.serialNumber)));
    expect(new Set(answers.map(({ deviceId }) => deviceId)).size).toBe(1);
    expect((await world.system()).registeredDevices).toBe(1);
  });
});

it('goes on for one organization while the licences of another are held', async () => {
  await using world = await startDeviceWorld();
  const other = await addOrganization(world.server, 'other');
  const { serialNumber } = await other.ok<SystemInformation>('GET', '/api/v1/system');
  const held = world.database.db.transaction().execute(async (tx) => {
    await sql`select from organization_licences l join organizations o on o.id = l.organization_id
      where o.name = '株式会社テスト' for update of l`.execute(tx);
    const waits = world.device().enrol(world.serialNumber);
    await eventually(
      () => sql`select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(tx),
      ({ rows }) => rows.length > 0,
    );
    await world.device().enrol(serialNumber);
    return { waits };
  });
  const { waits } = await held;
  await waits;
  expect((await other.ok<SystemInformation>('GET', '/api/v1/system')).registeredDevices).toBe(1);
  expect((await world.system()).registeredDevices).toBe(1);
});

describe('guessing', () => {
  it('is slowed down after many wrong serial numbers, and says for how long', async () => {
    await using world = await startDeviceWorld();
    const guesser = world.device();
    for (let count = 0; count < 20; count += 1) expect((await guesser.tryEnrol(`GUESS-${count}`)).status).toBe(403);
    const { status, body, headers } = await guesser.tryEnrol(world.serialNumber);
    expect([status, body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
