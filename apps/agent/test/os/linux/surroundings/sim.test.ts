/** The SIM in use, as a ModemManager on a private D-Bus tells it through the real busctl; and recorded answers. */
import { expect, test } from 'vitest';
import { createSimReader, parseModems } from '../../../../src/os/linux/surroundings/sim.ts';
import { type MockedService, mockedService } from './mocked-service.ts';

const service = 'org.freedesktop.ModemManager1';
const root = '/org/freedesktop/ModemManager1';
const home = '8981100022312345678';
const other = '8981200033387654321';

/** Variants as busctl prints them. */
function modem(properties: Readonly<Record<string, unknown>>) {
  const data = Object.entries(properties).map(([name, value]) => [name, { type: 'v', data: value }]);
  return { [`${service}.Modem`]: Object.fromEntries(data), [`${service}.Modem.Simple`]: {} };
}

const sim = (number: number) => `${root}/SIM/${number}`;
const recorded = (...modems: readonly object[]) => {
  const objects = Object.fromEntries(modems.map((interfaces, index) => [`${root}/Modem/${index}`, interfaces]));
  return JSON.stringify({ type: 'a{oa{sa{sv}}}', data: [objects] });
};

test.each([
  ['no modem', recorded(), []],
  ['no answer', null, []],
  ['what is no JSON', 'Call failed', []],
  ['a registered modem', recorded(modem({ State: 8, Device: 'd', Sim: sim(0) })), [{ device: 'd', sim: sim(0) }]],
  [
    'a SIM that waits for its PIN',
    recorded(modem({ State: 2, Device: 'd', Sim: sim(0) })),
    [{ device: 'd', sim: sim(0) }],
  ],
  ['an empty slot', recorded(modem({ State: 3, Device: 'd', Sim: '/' })), [{ device: 'd', sim: null }]],
  [
    'no SIM at start',
    recorded(modem({ State: -1, StateFailedReason: 2, Device: 'd', Sim: '/' })),
    [{ device: 'd', sim: null }],
  ],
  [
    'an eSIM without a profile',
    recorded(modem({ State: -1, StateFailedReason: 5, Device: 'd', Sim: '/' })),
    [{ device: 'd', sim: null }],
  ],
  ['a modem that failed', recorded(modem({ State: -1, StateFailedReason: 1, Device: 'd', Sim: '/' })), []],
  ['a modem that is being set up', recorded(modem({ State: 1, Device: 'd', Sim: '/' })), []],
  [
    'two modems, in an order that stays',
    recorded(
      modem({ State: 8, Device: '/sys/usb2', Sim: sim(7) }),
      modem({ State: 8, Device: '/sys/usb1', Sim: sim(3) }),
    ),
    [
      { device: '/sys/usb1', sim: sim(3) },
      { device: '/sys/usb2', sim: sim(7) },
    ],
  ],
])('%s', (_, json, modems) => {
  expect(parseModems(json)).toEqual(modems);
});

const startModemManager = (mocked: MockedService) =>
  mocked.start('--system', '--is-object-manager', service, root, service);

async function addSim(mocked: MockedService, number: number, iccid: string, active = true): Promise<void> {
  const properties = ['3', 'SimIdentifier', 's', iccid, 'Imsi', 's', '440101234567890', 'Active', 'b', String(active)];
  await mocked.mock(root, 'AddObject', 'ssa{sv}a(ssss)', sim(number), `${service}.Sim`, ...properties, '0');
}

async function addModem(mocked: MockedService, number: number, simPath: string): Promise<void> {
  const slots = ['SimSlots', 'ao', '2', sim(0), sim(1), 'PrimarySimSlot', 'u', '1'];
  const device = ['Device', 's', `/sys/devices/usb${number}`];
  const properties = ['5', 'State', 'i', '8', ...device, 'Sim', 'o', simPath, ...slots];
  const path = `${root}/Modem/${number}`;
  await mocked.mock(root, 'AddObject', 'ssa{sv}a(ssss)', path, `${service}.Modem`, ...properties, '0');
}

/** As ModemManager does when a SIM is exchanged: the modem goes and comes again. */
async function exchange(mocked: MockedService, number: number, simPath: string): Promise<void> {
  await mocked.mock(root, 'RemoveObject', 's', `${root}/Modem/${number}`);
  await addModem(mocked, number, simPath);
}

test('the SIM of the slot in use is read, an exchange is seen, and a modem without one says so', async () => {
  await using mocked = await mockedService(service);
  const reader = createSimReader(mocked.sources);
  expect(await reader.read()).toBeNull();
  await startModemManager(mocked);
  expect(await reader.read()).toBeNull();
  await addSim(mocked, 0, home);
  await addSim(mocked, 1, other, false);
  await addModem(mocked, 0, sim(0));
  expect(await reader.read()).toEqual([home]);
  await exchange(mocked, 0, sim(1));
  expect(await reader.read()).toEqual([other]);
  await exchange(mocked, 0, '/');
  expect(await reader.read()).toEqual([]);
}, 60_000);

test('of two modems, both are read; a SIM that does not tell its number leaves everything open', async () => {
  await using mocked = await mockedService(service);
  await startModemManager(mocked);
  await addSim(mocked, 0, home);
  await addSim(mocked, 1, other);
  await addModem(mocked, 1, sim(1));
  await addModem(mocked, 0, sim(0));
  expect(await createSimReader(mocked.sources).read()).toEqual([home, other]);
  await addSim(mocked, 2, '');
  await exchange(mocked, 0, sim(2));
  expect(await createSimReader(mocked.sources).read()).toBeNull();
}, 60_000);
