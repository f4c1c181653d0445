/** What the auditor says of one device, for rows that no database has to be bent for. */
import type { Item } from '@sekisho/agent-core';
import { expect, test } from 'vitest';
import { compareDevice, type DeviceRows } from '../src/books/audit.rules.ts';

const commandId = '6f1c1f9e-58a3-4a7e-8f6e-2d3c6a0d9a01';
const event = (number: number, what = 'started', rest: object = {}): Item => ({
  number,
  kind: 'event',
  at: number,
  what,
  ...rest,
});
const row = (number: number, what = 'started') => ({
  device_id: 'd',
  number: String(number),
  at: new Date(number),
  what,
  command_id: null,
  detail: {},
});

function compare(items: readonly Item[], storedThrough: number, rows: Partial<DeviceRows>): string[] {
  const account = { device: 'd', organization: 'o', seed: 1, index: 0, inventory: null, versions: [] };
  const ledger = { ...account, items: new Map(items.map((item) => [item.number, item])), storedThrough };
  const nothing = { itemNumber: storedThrough, events: [], locations: [], commands: [], sections: [] };
  return compareDevice(ledger, { ...nothing, ...rows }, new Map()).map(({ kind, what }) => `${kind} ${what}`);
}

test('what was not acknowledged may be there or not, but not twice', () => {
  const said = [event(1), event(2)];
  expect(compare(said, 1, { events: [row(1)] })).toEqual([]);
  expect(compare(said, 1, { events: [row(1), row(2)], itemNumber: 2 })).toEqual([]);
  expect(compare(said, 1, { events: [row(1), row(2), row(2)], itemNumber: 2 })).toEqual(['doubled event 2']);
  expect(compare(said, 2, { events: [row(1)] })).toEqual(['missing event 2']);
});

test('a command that a device obeyed twice is found, whatever the server says of it', () => {
  const twice = [event(1, 'locked', { commandId }), event(2, 'locked', { commandId })];
  expect(compare(twice, 0, {})).toEqual([`doubled execution of ${commandId}`]);
});

test('of several words on a command one must be the one that counts', () => {
  const said: Item[] = [{ number: 1, kind: 'result', at: 5, commandId, outcome: 'done' }];
  const command = { device_id: 'd', id: commandId, kind: 'lock', completed_at: new Date(9), executed_at: new Date(5) };
  expect(compare(said, 1, { commands: [{ ...command, state: 'done' }] })).toEqual([]);
  expect(compare(said, 1, { commands: [{ ...command, state: 'superseded' }] })).toEqual([]);
  expect(compare(said, 1, { commands: [{ ...command, state: 'refused' }] })).toEqual([
    `changed result of ${commandId}`,
  ]);
});
