/** Virtual desktops that are thrown away at each log-off, with the real agent on copies of one disk, against the real server (I02). */
import { createHttpsTransport } from '@sekisho/agent-core/node';
import type { DeviceDetail, DeviceInventory, Timeline } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallPackages } from '../apps/server/test/features/deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from '../apps/server/test/features/devices/device-world.ts';
import { makePool } from '../apps/server/test/features/linked-clones/clone-world.ts';
import { Disks, type Machine } from '../packages/agent-core/test/disk-machine.ts';

const packages = smallPackages();
let world: DeviceWorld;
let disks: Disks;
let master: Machine;

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  const { shown } = await makePool(world, 'VDI', true);
  const transport = createHttpsTransport({
    server: new URL(world.server.url),
    rootCertificate: null,
    proxy: null,
    maxSockets: 8,
  });
  disks = new Disks(transport, { ...shown, clientKind: 'linked-clone' });
  master = await disks.machine({ uuid: 'golden', name: 'GOLDEN' }).enrol();
  await master.start().inTouch();
  await master.stop();
});
afterAll(async () => {
  await disks?.stopAll();
  disks?.remove();
  await world?.[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

/** Its disk is the master's once more; the machine around it may be another one. */
const begin = (name: string, uuid: string) => disks.machine({ uuid, name }, master).start().inTouch();

async function logOff(machine: Machine): Promise<void> {
  machine.agent?.notice({ type: 'report', what: 'ended', detail: {} });
  await machine.inTouch();
  await machine.stop();
}

const detailOf = (id: string) => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${id}`);

it('day after day one machine is one device, with all that was said and written of it', async () => {
  const ids = new Set<string>();
  for (let day = 1; day <= 3; day += 1) {
    const machine = await begin('VDI-01', `vdi-01 of day ${day}`);
    ids.add(machine.id);
    expect(machine.parted).toBe(1);
    await eventually(
      () => detailOf(machine.id),
      ({ state, pending }) => state === 'online' && !pending,
    );
    if (day === 1) await world.admin.ok('PATCH', `/api/v1/devices/${machine.id}`, { userName: '花子', note: '窓側' });
    await logOff(machine);
  }
  expect(ids.size).toBe(1);
  const [id = ''] = ids;
  expect(await detailOf(id)).toMatchObject({ computerName: 'VDI-01', userName: '花子', note: '窓側' });
  const { items } = await world.admin.ok<Timeline>('GET', `/api/v1/devices/${id}/timeline`);
  const told = (what: string) => items.filter((entry) => entry.what === what).length;
  expect([told('registered'), told('ended')]).toEqual([3, 3]);
  const { sections } = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${id}/inventory`);
  expect(sections.map(({ name }) => name).toSorted()).toEqual(['software', 'users']);
});

it('a lock outlives the disk: the machine comes back locked, and open only once somebody has unlocked it', async () => {
  const first = await begin('VDI-02', 'vdi-02');
  await world.admin.ok('POST', `/api/v1/devices/${first.id}/commands`, { kind: 'lock' });
  await first.inTouch();
  await eventually(
    () => first.screen.shown,
    (shown) => shown === 'remote',
  );
  await first.inTouch();
  const { id: lockedId } = first;
  await first.stop();
  const second = await begin('VDI-02', 'vdi-02');
  expect(second.id).not.toBe(lockedId);
  await eventually(
    () => second.screen.shown,
    (shown) => shown === 'remote',
  );
  await second.inTouch();
  await world.admin.ok('POST', `/api/v1/devices/${second.id}/commands`, { kind: 'unlock' });
  await second.inTouch();
  await eventually(
    () => second.screen.shown,
    (shown) => shown === 'none',
  );
  const { id } = second;
  await logOff(second);
  const third = await begin('VDI-02', 'vdi-02');
  expect([third.id, third.screen.shown]).toEqual([id, 'none']);
});
