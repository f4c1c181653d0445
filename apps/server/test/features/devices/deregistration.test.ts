/** Deregistration: told by a signed notice and by nothing else, exact at the commit, final for this key. */
import type { Command, DeviceSummary, Problem, SignedText } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { openDeregistration } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let foreign: DeviceWorld;
beforeAll(async () => {
  [world, foreign] = await Promise.all([startDeviceWorld(), startDeviceWorld()]);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await foreign[Symbol.asyncDispose]();
});

const deregister = (device: TestDevice) => world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);

function noticeOf(device: TestDevice, problem: Problem) {
  if (problem.notice === undefined || device.trust === null) throw new Error('no notice');
  return openDeregistration(problem.notice, { trust: device.trust, deviceId: device.id });
}

describe('a deregistered device', () => {
  it('frees its licence, leaves the list of the active, and ends what was on its way', async () => {
    const device = await world.device().join(world.serialNumber);
    await world.admin.ok<Command>('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    const { registeredDevices } = await world.system();
    await deregister(device);
    expect((await world.system()).registeredDevices).toBe(registeredDevices - 1);
    const summary = await world.admin.ok<DeviceSummary>('GET', `/api/v1/devices/${device.id}`);
    expect(summary).toMatchObject({ state: 'deregistered', openCommand: null });
    const { items } = await world.admin.ok<{ items: Command[] }>('GET', `/api/v1/devices/${device.id}/commands`);
    expect(items[0]?.state).toBe('superseded');
    const again = await world.admin.refusal('POST', `/api/v1/devices/${device.id}/deregister`);
    expect([again.status, again.code]).toEqual([409, 'device-deregistered']);
    expect((await world.system()).registeredDevices).toBe(registeredDevices - 1);
  });

  it('learns it at check-in and at proof by a notice that holds, long after', async () => {
    const device = await world.device().join(world.serialNumber);
    await deregister(device);
    for (const reply of [await device.tryCheckIn(device.request()), await device.tryProve()]) {
      expect([reply.status, reply.body.code]).toEqual([410, 'deregistered']);
      expect(noticeOf(device, reply.body).ok).toBe(true);
    }
    const enrolment = await device.tryEnrol(world.serialNumber);
    expect([enrolment.status, enrolment.body.code]).toEqual([410, 'deregistered']);
  });

  it('stores nothing any more, from the commit on', async () => {
    const device = await world.device().join(world.serialNumber);
    await device.checkIn();
    const other = await world.another();
    const twin = Object.assign(world.device(other), { ...device, url: other.url });
    await deregister(device);
    const items = [twin.event('started')];
    expect((await twin.tryCheckIn(twin.request({ items }))).status).toBe(410);
    const timeline = await world.admin.ok<{ items: { what: string }[] }>(
      'GET',
      `/api/v1/devices/${device.id}/timeline`,
    );
    expect(timeline.items).toEqual([]);
  });

  it('is refused while it checks in as fast as it can: every word stored was told stored before', async () => {
    const device = await world.device().join(world.serialNumber);
    let stored = 0;
    let refused = false;
    const busy = (async () => {
      while (!refused && stored < 2_000) {
        const item = device.event('started');
        const { status } = await device.tryCheckIn(device.request({ items: [item] }));
        if (status === 200) stored = item.number;
        else refused = true;
      }
    })();
    await eventually(
      () => stored,
      (count) => count > 5,
    );
    await deregister(device);
    await busy;
    expect(refused).toBe(true);
    const timeline = await world.admin.ok<{ items: unknown[] }>(
      'GET',
      `/api/v1/devices/${device.id}/timeline?limit=500`,
    );
    expect(timeline.items.length).toBe(Math.min(500, stored));
  });

  it('believes no other words: unsigned, of another organization, of another device, tampered', async () => {
    const device = await world.device().join(world.serialNumber);
    const stranger = await foreign.device().join(foreign.serialNumber);
    await foreign.admin.ok('POST', `/api/v1/devices/${stranger.id}/deregister`);
    const sibling = await world.device().join(world.serialNumber);
    await deregister(sibling);
    const notice = async (of: TestDevice) => (await of.tryProve()).body.notice as SignedText;
    const [theirs, siblings] = [await notice(stranger), await notice(sibling)];
    const open = (signed: SignedText) => noticeOf(device, { notice: signed } as Problem);
    expect(open({ text: siblings.text, signatures: [] })).toEqual({ ok: false, code: 'signer-unknown' });
    expect(open(theirs)).toEqual({ ok: false, code: 'signer-unknown' });
    expect(open(siblings)).toEqual({ ok: false, code: 'wrong-device' });
    const tampered = { ...siblings, text: siblings.text.replace(sibling.id, device.id) };
    expect(open(tampered)).toEqual({ ok: false, code: 'signature-invalid' });
    expect((await device.tryCheckIn(device.request())).status).toBe(200);
  });

  it('may come back with a new key, as a new device', async () => {
    const device = await world.device().join(world.serialNumber);
    await deregister(device);
    const again = await world.device().join(world.serialNumber);
    expect(again.id).not.toBe(device.id);
    expect((await again.tryCheckIn(again.request())).status).toBe(200);
  });
});
