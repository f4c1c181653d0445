/** A fleet against a server in memory: all register, all is acknowledged, locks reach their screens, and the same seed is the same fleet. */
import { eventually } from '@sekisho/testkit/eventually';
import { expect, test } from 'vitest';
import { FakeServer } from '../../agent-core/test/fake-server.ts';
import { createFleet, createPersona } from '../src/index.ts';

async function startFleet(devices: number, options: { serialNumber?: string; seed?: number } = {}) {
  const server = new FakeServer(() => Date.now());
  const { serialNumber = server.serialNumber, seed = 1 } = options;
  const fleet = createFleet({
    devices,
    serialNumber,
    seed,
    transport: server.transport,
    live: server.live,
    rampPerSecond: 10_000,
  });
  fleet.start();
  await fleet.registered();
  return { server, fleet };
}

test('every device registers, tells, and nothing stays unacknowledged; a lock reaches its screen', async () => {
  const { server, fleet } = await startFleet(30);
  await fleet.acknowledged();
  expect(server.devices.size).toBe(30);
  expect(fleet.statistics()).toMatchObject({
    registered: 30,
    refused: 0,
    itemsWaiting: 0,
    failedCheckIns: 0,
    locked: 0,
  });
  const [first] = fleet.devices;
  const id = first?.id ?? '';
  const shown = fleet.screenShown(id, 'remote');
  server.command(id, 'lock');
  await shown;
  expect(fleet.byId(id)).toBe(first);
  expect(fleet.statistics().locked).toBe(1);
  await fleet.acknowledged();
  expect(fleet.unacknowledged()).toEqual([]);
  for (const device of fleet.devices) expect(device.storedThrough).toBe(device.lastQueued);
  await fleet.stop();
});

test('an inventory that is asked for is collected, of no more than the policy names', async () => {
  const { server, fleet } = await startFleet(2);
  await fleet.acknowledged();
  const [first, second] = fleet.devices.map(({ id }) => server.device(id ?? ''));
  const held = () => [...(first?.inventory.keys() ?? [])].sort();
  await eventually(held, (names) => names.length === 6);
  server.savePolicy('A01', { inventory: { schedule: { kind: 'request' }, sections: ['users', 'disks'] } });
  for (const device of [first, second]) {
    device?.inventory.clear();
    const command = server.command(device?.id ?? '', 'collect-inventory');
    await eventually(
      () => command.state,
      (state) => state === 'done',
    );
  }
  expect(held()).toEqual(['disks', 'users']);
  await fleet.stop();
});

test('a wipe is obeyed, answered with a receipt, and the device goes off', async () => {
  const { server, fleet } = await startFleet(1);
  const id = fleet.devices[0]?.id ?? '';
  const targets = { folders: ['/home'], patterns: [], volumes: [], encryptionKeys: true, shutDown: true };
  const wipe = server.command(id, 'wipe', { targets, policyCode: 'A01', policyRevision: 1 });
  await fleet.screenShown(id, 'wiping');
  await eventually(
    () => wipe.state,
    (state) => state === 'done',
  );
  const told = server.device(id).items.filter((item) => item.kind === 'event' && item.receipt !== undefined);
  expect(told).toHaveLength(2);
  const checkIns = () => server.device(id).checkIns.length;
  await fleet.acknowledged();
  const before = checkIns();
  server.wake(server.device(id));
  expect(checkIns()).toBe(before);
  await fleet.stop();
});

test('a wrong serial number is refused once and for all', async () => {
  const { fleet } = await startFleet(3, { serialNumber: 'WRONG' });
  expect(fleet.statistics()).toMatchObject({ registered: 0, refused: 3 });
  await fleet.stop();
});

test('the same seed is the same fleet, another seed another', () => {
  const look = (seed: number) =>
    [0, 1, 500].map((index) => {
      const persona = createPersona(seed, index);
      return [persona.facts, persona.logonUser, persona.inventory()];
    });
  expect(look(7)).toEqual(look(7));
  expect(look(7)).not.toEqual(look(8));
  expect(createPersona(1, 0).inventory().software.packages).toHaveLength(300);
});
