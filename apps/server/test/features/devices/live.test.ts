/** Live connections over real sockets, plain and TLS: woken by whichever server a person talks to, closed when revoked. */
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';

let world: DeviceWorld;
let other: Awaited<ReturnType<DeviceWorld['another']>>;
beforeAll(async () => {
  world = await startDeviceWorld();
  other = await world.another();
});
afterAll(() => world[Symbol.asyncDispose]());

const checkInNow = JSON.stringify({ type: 'check-in' });

describe('a live connection', () => {
  it.each([
    ['plain', () => world.server.url],
    ['TLS', () => world.server.tlsUrl],
    ['plain, another process', () => other.url],
    ['TLS, another process', () => other.tlsUrl],
  ])('wakes its device when it is locked (%s)', async (_name, url) => {
    const device = await world.device().join(world.serialNumber);
    const live = await device.live(device.token, url());
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    await eventually(
      () => live.messages,
      (messages) => messages.includes(checkInNow),
    );
    expect(device.obey(await device.checkIn())).toHaveLength(1);
    expect(new Set(live.messages)).toEqual(new Set([checkInNow]));
    live.close();
  });

  it('wakes its device when its page or its policy is saved', async () => {
    const device = await world.device().join(world.serialNumber);
    const live = await device.live(device.token, other.url);
    await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { userName: '鈴木' });
    await eventually(
      () => live.messages.length,
      (count) => count === 1,
    );
    await world.admin.ok('POST', '/api/v1/system/save-all');
    await eventually(
      () => live.messages.length,
      (count) => count === 2,
    );
    live.close();
  });

  it.each([
    ['without a token', () => ''],
    ['with a token that is none', () => 'a.b'],
  ])('is refused %s', async (_name, token) => {
    const device = await world.device().join(world.serialNumber);
    await expect(device.live(token())).rejects.toThrow('401');
  });

  it('is one per device: a newer one takes the place of the older', async () => {
    const device = await world.device().join(world.serialNumber);
    const first = await device.live();
    const second = await device.live();
    await eventually(
      () => first.closeCode,
      (code) => code === 4000,
    );
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    await eventually(
      () => second.messages.length,
      (count) => count === 1,
    );
    second.close();
  });

  it('is closed at deregistration, on every server, and not opened again', async () => {
    const device = await world.device().join(world.serialNumber);
    const live = await device.live(device.token, other.url);
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
    await eventually(
      () => live.closeCode,
      (code) => code === 4001,
    );
    await expect(device.live(device.token, other.url)).rejects.toThrow('410');
  });

  it.each([
    ['anything', 'x'],
    ['too much', 'x'.repeat(5_000)],
  ])('ends when a device says %s', async (_name, text) => {
    const device = await world.device().join(world.serialNumber);
    const live = await device.live();
    live.socket.send(text);
    await eventually(
      () => live.closeCode,
      (code) => code !== null,
    );
  });
});
