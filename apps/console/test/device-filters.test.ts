/** The address of a view, the query it means, and the order of columns. */
import { expect, test } from 'vitest';
import { isFiltered, nextSort, parseDeviceFilters, toDeviceQuery } from '../src/features/device-list/device-filters.ts';

const nowMs = Date.UTC(2026, 10, 22, 10, 42, 17);

test('an address is read, and what it does not mean is left out', () => {
  expect(
    parseDeviceFilters({
      keyword: '佐藤',
      state: 'online',
      group: 3,
      policy: 'A02',
      unseenDays: 7,
      sort: '-lastSeenAt',
    }),
  ).toEqual({ keyword: '佐藤', state: 'online', group: 3, policy: 'A02', unseenDays: 7, sort: '-lastSeenAt' });
  expect(
    parseDeviceFilters({
      keyword: '',
      state: 'asleep',
      group: -1,
      policy: 'x',
      unseenDays: 'a',
      sort: 'colour',
      add: 1,
    }),
  ).toEqual({});
});

test('a keyword of digits, which an address gives as a number, is a keyword', () => {
  expect(parseDeviceFilters({ keyword: 42 })).toEqual({ keyword: '42' });
});

test.each([
  [{}, { sort: 'computerName' }],
  [{ group: 'none' } as const, { sort: 'computerName', noGroup: true }],
  [{ group: 4 }, { sort: 'computerName', group: 4 }],
  [{ state: 'pending' } as const, { sort: 'computerName', pending: true }],
  [{ state: 'offline' } as const, { sort: 'computerName', state: 'offline' }],
  [{ unseenDays: 1 }, { sort: 'computerName', notSeenSince: '2026-11-21T10:00:00.000Z' }],
])('%j asks for %j', (filters, query) => {
  expect(toDeviceQuery(filters, nowMs)).toEqual(query);
});

test('a view stays the same query within the hour', () => {
  expect(toDeviceQuery({ unseenDays: 7 }, nowMs)).toEqual(toDeviceQuery({ unseenDays: 7 }, nowMs + 60_000));
});

test('order alone is no filter', () => {
  expect(isFiltered({ sort: 'userName', add: true })).toBe(false);
  expect(isFiltered({ keyword: 'a' })).toBe(true);
});

test.each([
  [undefined, 'computerName', '-computerName'],
  ['-computerName', 'computerName', 'computerName'],
  ['computerName', 'userName', 'userName'],
  ['computerName', 'lastSeenAt', '-lastSeenAt'],
  ['-lastSeenAt', 'lastSeenAt', 'lastSeenAt'],
] as const)('from %s a press on %s leads to %s', (current, column, expected) => {
  expect(nextSort(current, column)).toBe(expected);
});
