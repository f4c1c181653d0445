/** What a device tells of the proxy it was given, and who may read it (N16). */
import type { DeviceNetwork } from '@sekisho/contracts';
import { expect, test } from 'vitest';
import { addOrganization } from '../administration/console-client.ts';
import { startDeviceWorld } from './device-world.ts';

test('the last word stands: trouble, another trouble, recovered; sent again it changes nothing', async () => {
  await using world = await startDeviceWorld();
  const device = await world.device().join(world.serialNumber);
  const network = () => world.admin.ok<DeviceNetwork>('GET', `/api/v1/devices/${device.id}/network`);
  expect(await network()).toEqual({ proxy: null });
  const trouble = (code: string) =>
    device.event('proxy-trouble', { detail: { proxy: 'http://p:8080', code, instead: 'direct' } });
  const items = [trouble('offline'), trouble('proxy-auth-required')];
  await device.checkIn({ items });
  const told = await network();
  expect(told.proxy).toMatchObject({ proxy: 'http://p:8080', code: 'proxy-auth-required', instead: 'direct' });
  await device.checkIn({ items: [...items, device.event('proxy-recovered', { detail: { proxy: 'http://p:8080' } })] });
  expect((await network()).proxy).toMatchObject({ proxy: 'http://p:8080', code: null });
  await device.checkIn({ items });
  expect((await network()).proxy).toMatchObject({ code: null });
});

test('one proxy for each family: which one is in trouble, and the other one too; both are gone when it is over', async () => {
  await using world = await startDeviceWorld();
  const device = await world.device().join(world.serialNumber);
  const network = async () =>
    (await world.admin.ok<DeviceNetwork>('GET', `/api/v1/devices/${device.id}/network`)).proxy;
  const detail = { proxy: 'http://[::1]:8080', family: 'ipv6', code: 'offline', instead: 'http://p:8080' };
  await device.checkIn({ items: [device.event('proxy-trouble', { detail })] });
  expect(await network()).toMatchObject({ proxy: 'http://[::1]:8080', family: 'ipv6', code: 'offline', other: null });
  const both = { ...detail, otherProxy: 'http://p:8080', otherCode: 'proxy-failed', instead: 'direct' };
  await device.checkIn({ items: [device.event('proxy-trouble', { detail: both })] });
  expect(await network()).toMatchObject({ family: 'ipv6', other: { proxy: 'http://p:8080', code: 'proxy-failed' } });
  await device.checkIn({ items: [device.event('proxy-recovered', { detail: { ...both, family: 'ipv9' } })] });
  expect(await network()).toMatchObject({ family: null, code: null, other: null });
});

test('a device of another organization, or none, is not there; a time in the future is not believed', async () => {
  await using world = await startDeviceWorld();
  const device = await world.device().join(world.serialNumber);
  const at = Date.now() + 86_400_000;
  const detail = { proxy: 'http://p:8080', code: 'offline', instead: 'direct' };
  await device.checkIn({ items: [device.event('proxy-trouble', { detail, at })] });
  const path = `/api/v1/devices/${device.id}/network`;
  const { proxy } = await world.admin.ok<DeviceNetwork>('GET', path);
  expect(Date.parse(proxy?.at ?? '')).toBeLessThan(at);
  const other = await addOrganization(world.server, 'other-admin');
  expect(await other.refusal('GET', path)).toMatchObject({ status: 404, code: 'device-not-found' });
  expect(await world.admin.refusal('GET', '/api/v1/devices/none/network')).toMatchObject({ status: 400 });
});
