/** What the simulator takes from its command line, and what it says when it cannot. */
import { expect, test } from 'vitest';
import { parseCommandLine } from '../src/command-line.ts';

const needed = ['--server', 'https://localhost:8443', '--serial', 'S'];

test('what is not said has its default', () => {
  expect(parseCommandLine(needed)).toEqual({
    ok: true,
    options: {
      command: 'simulate',
      devices: 500,
      processes: 1,
      serverUrl: 'https://localhost:8443',
      serialNumber: 'S',
      seed: 1,
      intervalMs: null,
      rampPerSecond: 100,
      caFile: null,
      insecureDev: false,
      live: true,
      firstInventory: true,
      life: null,
      books: null,
    },
  });
});

test('faster days have shorter intervals', () => {
  const faster = parseCommandLine([
    ...needed,
    '--day',
    '8:30',
    '--time-scale',
    '60',
    '--books',
    'b',
    '--processes',
    '4',
  ]);
  expect(faster).toMatchObject({
    options: { intervalMs: 1_000, life: { beginsAtMs: 8.5 * 3_600_000, scale: 60 }, books: 'b', processes: 4 },
  });
});

test('an audit wants books and one database', () => {
  const audit = (...args: string[]) => parseCommandLine(['audit', ...args]);
  expect(audit('--books', 'b', '--data', 'd')).toEqual({
    ok: true,
    options: { command: 'audit', books: 'b', database: { dataFolder: 'd' }, othersAllowed: false },
  });
  expect(audit('--books', 'b', '--database', 'postgresql://h/d', '--others')).toMatchObject({
    options: { database: { url: 'postgresql://h/d' }, othersAllowed: true },
  });
});

test('what is said counts', () => {
  const parsed = parseCommandLine([
    ...needed,
    '--devices',
    '7',
    '--seed',
    '3',
    '--interval',
    '1000',
    '--ramp',
    '9',
    '--ca',
    'root.pem',
    '--insecure-dev',
    '--no-live',
    '--no-first-inventory',
  ]);
  expect(parsed).toMatchObject({
    options: {
      devices: 7,
      seed: 3,
      intervalMs: 1_000,
      rampPerSecond: 9,
      caFile: 'root.pem',
      insecureDev: true,
      live: false,
      firstInventory: false,
    },
  });
});

test.each([
  [[], '--server and --serial are needed'],
  [[...needed, '--devices', '0'], '--devices must be a whole number'],
  [[...needed, '--ramp', 'x'], '--ramp must be a whole number'],
  [['--server', 'ftp://x', '--serial', 'S'], '--server must begin with'],
  [['--server', 'x y', '--serial', 'S'], 'Invalid URL'],
  [[...needed, '--what'], '--what'],
  [[...needed, '--day', '25'], '--day must be a time'],
  [['audit', '--data', 'd'], '--books is needed'],
  [['audit', '--books', 'b'], 'either --database or --data'],
  [['audit', '--books', 'b', '--data', 'd', '--database', 'u'], 'either --database or --data'],
  [['--help'], 'Usage:'],
])('%j is met with a message', (args, message) => {
  const parsed = parseCommandLine(args);
  expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining(message) });
});
