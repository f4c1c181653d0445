/** One machine is one device, whoever tells of it first: our own client, agents of others that post, an agent's file. */
import type { AgentIntakeMade, DeviceList } from '@sekisho/contracts';
import { clientIdOf } from '@sekisho/server/features/collected-inventories/client-id.rules';
import {
  createMachineIndex,
  type HardwareIdentity,
  isSameMachine,
} from '@sekisho/server/features/collected-inventories/hardware-identity.rules';
import { planReplacements } from '@sekisho/server/features/collected-inventories/replacement.rules';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf, startWorld, type World } from '../administration/console-client.ts';
import { DeviceClient, sectionOf } from '../administration/device-client.ts';
import { imported } from '../collected-inventories/collected-world.ts';
import { digestAll } from '../inventory/inventory-world.ts';
import { fusionInventory, glpiInventory, postToIntake, type Told, toldOf } from './agent-documents.ts';

let world: World;
let secret: string;
let serialNumber: string;
beforeAll(async () => {
  world = await startWorld();
  ({ serialNumber } = await world.admin.ok<{ serialNumber: string }>('GET', '/api/v1/system'));
  const request = { name: 'one machine', groupId: 0, expiresInDays: 30 };
  ({ secret } = await world.admin.ok<AgentIntakeMade>('POST', '/api/v1/agent-intakes', request));
});
afterAll(() => world[Symbol.asyncDispose]());

const active = async () =>
  (await world.admin.ok<DeviceList>('GET', '/api/v1/devices')).items.filter(({ state }) => state !== 'deregistered');

const hardwareOf = ({ manufacturer, model, serialNumber: serial, uuid }: Told) => ({
  manufacturer,
  model,
  serialNumber: serial,
  uuid,
  chassis: 'notebook',
  biosVendor: '',
  biosVersion: '',
  biosDate: '',
  boardManufacturer: '',
  boardModel: '',
  virtualization: '',
  processors: [],
  memoryBytes: 0,
  swapBytes: 0,
});

/** Each tells of the machine in another way, and not of all that it is known by. */
const tellers = {
  async agent(told: Told) {
    const facts = { computerName: told.name, manufacturer: told.manufacturer, hardwareSerialNumber: told.serialNumber };
    const device = await DeviceClient.register(world.server.url, serialNumber, facts);
    await device.sendInventory([sectionOf('hardware', hardwareOf(told))]);
  },
  async posted(told: Told) {
    const reply = await postToIntake(world.server.url, glpiInventory(told), { secret });
    expect(reply.status).toBe(200);
  },
  async file(told: Told) {
    const task = await imported(world.admin, 'saved.xml', Buffer.from(fusionInventory({ ...told, uuid: '' })));
    expect(task.outcome?.inventories?.refused).toBe(0);
  },
} as const;
type Teller = keyof typeof tellers;

const orders: readonly (readonly Teller[])[] = [
  ['agent', 'posted', 'file'],
  ['agent', 'file', 'posted'],
  ['posted', 'agent', 'file'],
  ['posted', 'file', 'agent'],
  ['file', 'agent', 'posted'],
  ['file', 'posted', 'agent'],
];

test.each(orders.map((order, index) => ({ order, index })))('$order', async ({ order, index }) => {
  const told = toldOf(100 + index);
  for (const teller of order) await tellers[teller](told);
  await digestAll(world);
  const devices = (await active()).filter(({ computerName }) => computerName === told.name);
  expect(devices.map(({ clientKind }) => clientKind)).toEqual(['standard']);
  await tellers.posted(told);
  await digestAll(world);
  expect((await active()).filter(({ computerName }) => computerName === told.name)).toHaveLength(1);
});

test('what gave way has left its licence, and the audit log says to which device it gave way', async () => {
  const [{ registered_devices: registered } = {}] = await rowsOf(world.server, 'organization_licences');
  expect(registered).toBe((await active()).length);
  const replaced = (await rowsOf(world.server, 'audit_log')).filter(({ action }) => action === 'device.replaced');
  const ids = new Set((await active()).map(({ id }) => id));
  expect(replaced.length).toBeGreaterThanOrEqual(4);
  for (const { detail, actor } of replaced) {
    expect(ids).toContain((detail as { by: string }).by);
    expect(actor).toMatchObject({ type: 'system' });
  }
});

test('two agents on one machine are one device: the kind is that of who came last', async () => {
  const told = toldOf(200);
  await tellers.posted(told);
  const [first] = (await active()).filter(({ computerName }) => computerName === told.name);
  await tellers.file({ ...told, loggedAt: '2030-01-01 00:00:00' }).catch(() => {});
  await postToIntake(world.server.url, fusionInventory({ ...told, uuid: '' }), { secret });
  const after = (await active()).filter(({ computerName }) => computerName === told.name);
  expect(after).toMatchObject([{ id: first?.id, clientKind: 'fusioninventory-agent' }]);
});

test('what makers leave unfilled makes no two machines one', async () => {
  const empty = { serialNumber: 'To be filled by O.E.M.', uuid: '03000200-0400-0500-0006-000700080009' };
  const zero = { serialNumber: '0', uuid: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF' };
  const before = (await active()).length;
  await tellers.posted({ ...toldOf(300), ...empty });
  await tellers.posted({ ...toldOf(301), ...empty });
  await tellers.posted({ ...toldOf(302), ...zero, macAddress: '02:00:00:00:00:01' });
  await digestAll(world);
  expect((await active()).length).toBe(before + 3);
});

const unfilled = [
  '',
  '0',
  'None',
  'N/A',
  'Default string',
  'To be filled by O.E.M.',
  'System Serial Number',
  '........',
  'xxxxxxxx',
  '00000000',
];
const identity: fc.Arbitrary<HardwareIdentity> = fc.record({
  manufacturer: fc.constantFrom('', 'Acme', 'Bolt'),
  model: fc.constantFrom('', 'One', 'Two'),
  serialNumber: fc.oneof(fc.constantFrom(...unfilled), fc.constantFrom('S-1', 's-1', 'S-2')),
  uuid: fc.constantFrom(
    '',
    '0',
    '00000000-0000-0000-0000-000000000000',
    '11223344-5566-7788-99aa-bbccddeeff00',
    '44332211-6655-8877-99AA-BBCCDDEEFF00',
  ),
  macAddresses: fc.subarray(['00:1b:21:00:00:01', '00:1B:21:00:00:02', '02:00:00:00:00:01', '00:00:00:00:00:00']),
});

test('the index finds exactly those that are the same machine; what is unfilled never matches', () => {
  fc.assert(
    fc.property(fc.array(identity, { maxLength: 12 }), identity, (all, one) => {
      const numbered = all.map((each, number) => ({ ...each, number }));
      const found = createMachineIndex(numbered)(one)
        .map(({ number }) => number)
        .sort((a, b) => a - b);
      expect(found).toEqual(numbered.filter((each) => isSameMachine(each, one)).map(({ number }) => number));
    }),
  );
  for (const text of unfilled) {
    const nobody = { manufacturer: 'Acme', model: 'One', serialNumber: text, uuid: text, macAddresses: [] };
    expect(isSameMachine(nobody, nobody)).toBe(false);
  }
});

test('whoever is the same machine by UUID has the same id, in either writing and whoever says it', () => {
  const organizationId = '00000000-0000-7000-8000-000000000001';
  const one = {
    manufacturer: 'A',
    model: '',
    serialNumber: '1',
    uuid: '11223344-5566-7788-99aa-bbccddeeff00',
    macAddresses: [],
  };
  const turned = { ...one, serialNumber: '', uuid: '44332211-6655-8877-99AA-BBCCDDEEFF00' };
  expect(clientIdOf(organizationId, one, 'x')).toBe(clientIdOf(organizationId, turned, 'y'));
  expect(clientIdOf('00000000-0000-7000-8000-000000000002', one, 'x')).not.toBe(clientIdOf(organizationId, one, 'x'));
  const nobody = { ...one, serialNumber: '0', uuid: '' };
  expect(clientIdOf(organizationId, nobody, 'x')).not.toBe(clientIdOf(organizationId, nobody, 'y'));
});

test('of one machine our own clients all stay, and else the record that was first', () => {
  const machine = fc.record({
    clientKind: fc.constantFrom('standard', 'linked-clone', 'on-demand', 'standalone', 'glpi-agent', 'ocs-agent'),
    deviceId: fc.uuid(),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(machine, { selector: ({ deviceId }) => deviceId, minLength: 1, maxLength: 5 }),
      (kinds) => {
        const devices = kinds.map((each) => ({
          ...(each as { clientKind: 'standard'; deviceId: string }),
          keyHash: '',
          manufacturer: 'A',
          model: '',
          serialNumber: 'S-1',
          uuid: '',
          macAddresses: [],
        }));
        const [first] = devices;
        if (first === undefined) return;
        // Whichever of them there is something new of, the same ones stay.
        const gone = new Set(
          planReplacements([first], () => devices)
            .concat(planReplacements(devices, () => devices))
            .map(({ deviceId }) => deviceId),
        );
        const own = devices.filter(({ clientKind }) => ['standard', 'linked-clone'].includes(clientKind));
        const oldest = [...devices].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)).slice(0, 1);
        const staying = devices.filter(({ deviceId }) => !gone.has(deviceId));
        expect(new Set(staying)).toEqual(new Set(own.length > 0 ? own : oldest));
      },
    ),
  );
});
