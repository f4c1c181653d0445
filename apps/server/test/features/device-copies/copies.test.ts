/** Copies over HTTP: who gets a token and a mark, who is refused, and what becomes of whoever parts (I32). */
import { createHash, randomBytes } from 'node:crypto';
import type { AuditLog, DeviceSummary, EnrolAnswer, Problem, TokenAnswer } from '@sekisho/contracts';
import { generateSigningKey, makeAssertion, openTokenGrant, type SigningKey } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import { facts, type Reply, type TestDevice } from '../devices/test-device.ts';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

describe('a copy', () => {
  let world: DeviceWorld;
  beforeAll(async () => {
    world = await startDeviceWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  async function assertion(device: TestDevice, shown: { mark?: string | null; machine?: string; successor?: string }) {
    const deviceNonce = randomBytes(16).toString('base64url');
    const serverNonce = await device.nonce();
    const { privateKey } = device.key;
    return {
      deviceNonce,
      assertion: makeAssertion({ deviceId: device.id, privateKey, serverNonce, deviceNonce, ...shown }),
    };
  }

  /** @returns the mark that came, or the code of the refusal */
  async function show(device: TestDevice, mark: string | null | undefined, machine?: string): Promise<string | null> {
    const proof = await assertion(device, {
      ...(mark === undefined ? {} : { mark }),
      ...(machine === undefined ? {} : { machine: sha256(machine) }),
    });
    const { status, body } = await device.post<TokenAnswer & Problem>('/device/v1/token', {
      assertion: proof.assertion,
    });
    if (status !== 200) return body.code;
    const { trust } = device;
    if (trust === null) throw new Error('not enrolled');
    const grant = openTokenGrant(body.grant, { trust, deviceId: device.id, nonce: proof.deviceNonce });
    if (!grant.ok) throw new Error(grant.code);
    return grant.value.mark ?? null;
  }

  async function part(
    device: TestDevice,
    shown: { mark: string | null; machine: string },
    key: SigningKey,
    named: SigningKey = key,
  ): Promise<Reply<EnrolAnswer & Problem>> {
    const successor = sha256(Buffer.from(named.publicKey, 'base64url'));
    const proof = await assertion(device, { mark: shown.mark, machine: sha256(shown.machine), successor });
    const body = { assertion: proof.assertion, publicKey: key.publicKey, facts };
    return device.post('/device/v1/part', body);
  }

  const enrolled = async () => {
    const device = world.device();
    await device.enrol(world.serialNumber);
    return device;
  };

  it('an agent that knows of no marks gets its token as before, without one', async () => {
    const device = await enrolled();
    expect(await show(device, undefined)).toBeNull();
    expect(await show(device, undefined)).toBeNull();
  });

  it('marks rise; a lost answer costs nothing; another machine is refused', async () => {
    const device = await enrolled();
    const first = await show(device, null, 'one');
    expect(first).toMatch(/^1\./);
    const second = await show(device, first, 'one');
    expect(second).toMatch(/^2\./);
    expect(await show(device, first, 'one')).toMatch(/^3\./);
    expect(await show(device, first, 'another')).toBe('identity-copied');
    expect(await show(device, first, 'one')).toMatch(/^4\./);
  });

  it('parts into a device of its own with the place of the original, once for each key', async () => {
    const device = await enrolled();
    const mark = await show(device, null, 'one');
    const group = await world.admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: '営業部' });
    await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId: group.id, policyCode: 'A03' });
    const before = (await world.system()).registeredDevices;
    const key = generateSigningKey();
    const parted = await part(device, { mark, machine: 'two' }, key);
    expect(parted.status).toBe(200);
    const { deviceId, settings } = parted.body;
    expect([deviceId === device.id, settings.policyCode]).toEqual([false, 'A03']);
    expect((await part(device, { mark, machine: 'two' }, key)).body.deviceId).toBe(deviceId);
    expect((await world.system()).registeredDevices).toBe(before + 1);
    const summary = await world.admin.ok<DeviceSummary>('GET', `/api/v1/devices/${deviceId}`);
    expect(summary).toMatchObject({ group: { id: group.id }, policyCode: 'A03' });
    const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=device.parted');
    expect(items[0]).toMatchObject({
      action: 'device.parted',
      detail: { copyOf: device.id },
      target: expect.objectContaining({ id: deviceId }),
    });
  });

  it('may not part as the holder, under a key it did not name, or with a proof of somebody else', async () => {
    const [device, other] = [await enrolled(), await enrolled()];
    const mark = await show(device, null, 'one');
    const key = generateSigningKey();
    const codes = [
      await part(device, { mark, machine: 'one' }, key),
      await part(device, { mark, machine: 'two' }, key, generateSigningKey()),
      await part(Object.assign(world.device(), { id: other.id }), { mark, machine: 'two' }, key),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual(Array.from({ length: 3 }, () => [401, 'assertion-invalid']));
  });

  it('of a device with a lock on its way gets a token under its name, and does not part', async () => {
    const device = await enrolled();
    const mark = await show(device, null, 'one');
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    expect(await show(device, mark, 'two')).toBeNull();
    expect((await part(device, { mark, machine: 'two' }, generateSigningKey())).body.code).toBe('assertion-invalid');
    // The holder's own mark has not been touched.
    expect(await show(device, mark, 'one')).toMatch(/^2\./);
  });
});
