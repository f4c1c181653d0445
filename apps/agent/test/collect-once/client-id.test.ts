/** The id of a client that keeps nothing: the same at each run on one machine, another on each other and for each organization. */
import type { InventoryContents } from '@sekisho/contracts';
import { expect, test } from 'vitest';
import { clientIdOf } from '../../src/collect-once/client-id.rules.ts';

const organization = '0198c0de-0000-7000-8000-000000000001';
const firmware = {
  manufacturer: 'Maker',
  model: 'One',
  serialNumber: 'S-1',
  uuid: '4c4c4544-0000-1000-8000-000000000001',
};
const noFirmware = { manufacturer: '', model: '', serialNumber: '', uuid: '' };
const card = (macAddress: string, kind: 'ethernet' | 'virtual' = 'ethernet') => ({ macAddress, kind });

function idOf(hardware: object, cards: readonly object[], name = 'pc', organizationId = organization): string {
  const contents = { hardware, network: { interfaces: cards } } as unknown as InventoryContents;
  return clientIdOf(organizationId, contents, name);
}

const built = card('00:1b:21:00:00:07');

test('is a UUID, and the same at each run', () => {
  expect(idOf(firmware, [built])).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(idOf(firmware, [built])).toBe(idOf(firmware, [built]));
});

test.each([
  ['with another name', idOf(firmware, [built], 'renamed')],
  ['with other cards', idOf(firmware, [card('00:1b:21:00:00:09')])],
  ['with its UUID in capitals', idOf({ ...firmware, uuid: firmware.uuid.toUpperCase() }, [built])],
])('a machine is known again %s', (_how, id) => {
  expect(id).toBe(idOf(firmware, [built]));
});

test.each([
  ['another serial number', idOf({ ...firmware, serialNumber: 'S-2' }, [built])],
  ['another organization', idOf(firmware, [built], 'pc', '0198c0de-0000-7000-8000-000000000002')],
  ['no firmware', idOf(noFirmware, [built])],
])('%s: another id', (_what, id) => {
  expect(id).not.toBe(idOf(firmware, [built]));
});

test('without numbers in the firmware its card counts, in any order and whatever software adds', () => {
  const plain = idOf(noFirmware, [built, card('00:1b:21:00:00:08')]);
  const made = [card('02:42:ac:11:00:02'), card('00:00:00:00:00:00'), card('00:1b:21:00:00:01', 'virtual')];
  expect(idOf(noFirmware, [...made, card('00:1B:21:00:00:08'), card('00:1B:21:00:00:07')], 'renamed')).toBe(plain);
});

test('with neither, its name', () => {
  expect(idOf(noFirmware, [])).toBe(idOf(noFirmware, [card('02:42:ac:11:00:02')]));
  expect(idOf(noFirmware, [], 'one')).not.toBe(idOf(noFirmware, [], 'two'));
});
