/** Releases end to end: keys downloaded from the real server, devices with the real agent and lock, settings saved wherever a person can (N05, N06, N19). */
import type { DeviceDetail, LockHistory, Policy, Timeline } from '@sekisho/contracts';
import { connectFleet, createFleet, type Fleet, type SimulatedDevice } from '@sekisho/simulator';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('releases', () => {
  let server: ServerProcess;
  let connection: ReturnType<typeof connectFleet>;
  let fleet: Fleet;

  beforeAll(async () => {
    server = await startServer();
    const { serialNumber } = await api<{ serialNumber: string }>('GET', '/system');
    connection = connectFleet({ serverUrl: server.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
    const { transport, live } = connection;
    fleet = createFleet({ devices: 8, serialNumber, transport, live, rampPerSecond: 100 });
    fleet.start();
    await fleet.registered();
    await eventually(
      () => fleet.statistics().live,
      (open) => open === 8,
    );
  }, 120_000);

  afterAll(async () => {
    await fleet?.stop();
    connection?.close();
    await server?.dispose();
  }, 60_000);

  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await server.api(path, { method, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  const deviceAt = (index: number): SimulatedDevice => {
    const device = fleet.devices[index];
    if (device === undefined) throw new Error('no such device');
    return device;
  };
  const screenIs = (device: SimulatedDevice, screen: string) =>
    eventually(
      () => device.screen.shown,
      (shown) => shown === screen,
    );
  const detailIs = (device: SimulatedDevice, accept: (detail: DeviceDetail) => boolean) =>
    eventually(() => api<DeviceDetail>('GET', `/devices/${device.id}`), accept);
  const lock = (device: SimulatedDevice, more: object = {}) =>
    api('POST', `/devices/${device.id}/commands`, { kind: 'lock', ...more });
  const policy = (code: string) => api<Policy>('GET', `/policies/${code}`);
  /** The file as a browser saves it. */
  async function keyOf(code: string) {
    const { fileName } = (await policy(code)).unlockKey;
    return { name: fileName, content: JSON.stringify(await api('GET', `/policies/${code}/unlock-key`)) };
  }
  const save = async (code: string, settings: object = {}) => {
    const { name, revision, settings: before } = await policy(code);
    return api<Policy>('PUT', `/policies/${code}`, { name, revision, settings: { ...before, ...settings } });
  };

  it.each<[string, number, (device: SimulatedDevice) => Promise<unknown>]>([
    ['for all devices on Home', 0, () => api('POST', '/system/save-all')],
    ['on the page of its policy', 1, () => save('A01')],
    ['on its own page', 2, ({ id }) => api('PATCH', `/devices/${id}`, { note: '修理中' })],
    ['by giving it another policy', 3, ({ id }) => api('PATCH', `/devices/${id}`, { policyCode: 'A02' })],
  ])(
    'of a remote lock end at the next check-in after settings were saved %s',
    async (_, index, saving) => {
      const device = deviceAt(index);
      await lock(device);
      await screenIs(device, 'remote');
      const takeOut = device.surroundings.insert(await keyOf('A01'));
      await screenIs(device, 'none');
      await device.agent?.checkInNow();
      expect(device.screen.shown).toBe('none');
      await detailIs(device, ({ lockMode, releasedBy }) => lockMode === 'remote' && releasedBy === 'key');
      await saving(device);
      await screenIs(device, 'remote');
      await detailIs(
        device,
        ({ lockMode, releasedBy, pending }) => lockMode === 'remote' && releasedBy === null && !pending,
      );
      takeOut();
    },
    60_000,
  );

  it('by an old key are no more once a new one was issued and the device has checked in', async () => {
    const device = deviceAt(4);
    const old = await keyOf('A01');
    await api('POST', '/policies/A01/unlock-key');
    await detailIs(device, ({ pending }) => !pending);
    await lock(device);
    await screenIs(device, 'remote');
    device.surroundings.insert(old)();
    await device.agent?.checkInNow();
    expect(device.screen.shown).toBe('remote');
    await eventually(
      () => api<Timeline>('GET', `/devices/${device.id}/timeline`),
      ({ items }) =>
        items.some(({ what, detail }) => what === 'unlock-key-ignored' && detail['code'] === 'unlock-key-replaced'),
    );
    device.surroundings.insert(await keyOf('A01'));
    await screenIs(device, 'none');
  }, 60_000);

  it('by a key are not to be had from a lock that was ordered without keys', async () => {
    const device = deviceAt(5);
    const key = await keyOf('A01');
    await lock(device, { noKeys: true });
    await screenIs(device, 'remote');
    device.surroundings.insert(key)();
    expect(device.screen.shown).toBe('remote');
    for (const kind of ['unlock', 'lock']) {
      await api('POST', `/devices/${device.id}/commands`, { kind });
      await screenIs(device, kind === 'lock' ? 'remote' : 'none');
    }
    device.surroundings.insert(key);
    await screenIs(device, 'none');
  }, 60_000);

  it('of a SIM lock are like those of a remote one; the lock stands in the history with the time it set in', async () => {
    const device = deviceAt(6);
    await save('A03', { simMonitoring: true });
    device.surroundings.sims = ['8981100022312345678'];
    await api('PATCH', `/devices/${device.id}`, { policyCode: 'A03' });
    await eventually(
      () => device.agent?.checkInNow().then(() => api<DeviceDetail>('GET', `/devices/${device.id}`)),
      (detail) => detail?.sim.registered === '8981100022312345678',
    );
    device.surroundings.sims = ['8981200033387654321'];
    device.agent?.notice({ type: 'woke' });
    await screenIs(device, 'sim');
    await detailIs(device, ({ state, sim }) => state === 'sim-locked' && sim.present === '8981200033387654321');
    const { items } = await api<LockHistory>('GET', `/lock-history?deviceId=${device.id}`);
    expect(items).toMatchObject([{ what: 'sim-lock', issuedBy: null, lockedAt: expect.any(String) }]);
    device.surroundings.insert(await keyOf('A03'));
    await screenIs(device, 'none');
    await api('POST', `/devices/${device.id}/commands`, { kind: 'unlock' });
    await detailIs(device, ({ lockMode }) => lockMode === 'unlocked');
  }, 60_000);
});
