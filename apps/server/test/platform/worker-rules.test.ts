/** Workers, what is decided without them: how many, and how long one that died is waited with. */
import { availableParallelism } from 'node:os';
import { readSettings } from '@sekisho/server/platform/config/read-settings';
import { machineConnections, poolSize } from '@sekisho/server/platform/database/pool-size.rules';
import { restartAfter } from '@sekisho/server/platform/workers/restart.rules';
import { workerCount } from '@sekisho/server/platform/workers/worker-count';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const files: Record<string, string> = { '/three': '{"workers":3}', '/none': '{}', '/broken': '{' };
const readFile = (file: string) => {
  const text = files[file];
  if (text === undefined) throw new Error('no such file');
  return text;
};

interface Given {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const count = (given: Given) => workerCount({ ...given, readFile, commands: ['audit-verify'] });

test.each<[string, Given, number]>([
  ['nothing said: one for each core', { args: [], environment: {} }, availableParallelism()],
  ['a flag', { args: ['--workers', '5'], environment: { SEKISHO_WORKERS: '2' } }, 5],
  ['a flag in one word', { args: ['--workers=6'], environment: {} }, 6],
  ['the value of another flag', { args: ['--data', '--workers', '--workers', '4'], environment: {} }, 4],
  ['the environment', { args: [], environment: { SEKISHO_WORKERS: '2', SEKISHO_CONFIG: '/three' } }, 2],
  ['a file', { args: ['--config', '/three'], environment: { SEKISHO_WORKERS: '' } }, 3],
  ['a command', { args: ['audit-verify', '--workers', '5'], environment: {} }, 1],
  ['help', { args: ['--workers', '5', '--help'], environment: {} }, 1],
  ['no number', { args: ['--workers', 'many'], environment: {} }, 1],
  ['none', { args: ['--workers', '0'], environment: {} }, 1],
])('how many workers: %s', (_name, given, expected) => {
  expect(count(given)).toBe(expected);
});

test('however many workers there are, PostgreSQL is asked for a bounded number of connections', () => {
  expect([1, 2, 4, 8, 16].map(machineConnections)).toEqual([21, 63, 105, 117, 153]);
  for (const workers of [1, 3, 5, 64, 256])
    expect(poolSize(workers) * workers).toBeLessThanOrEqual(Math.max(64, 4 * workers));
});

test('the quick look and the full reader of settings never differ', () => {
  const word = fc.constantFrom(
    '--workers',
    '--workers=2',
    '--data',
    '--config',
    '/three',
    '/none',
    '/broken',
    '7',
    '0',
    'x',
  );
  const setting = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: '' });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 6 }),
      setting('3', '0', 'x'),
      setting('/three', '/none'),
      (args, own, file) => {
        const environment = { SEKISHO_WORKERS: own, SEKISHO_CONFIG: file };
        const full = readSettings({ args, environment, readFile, resolvePath: (given) => given });
        if (full.kind === 'settings')
          expect(count({ args, environment })).toBe(full.settings.workers ?? availableParallelism());
      },
    ),
    { numRuns: 500 },
  );
});

test('one that served comes back at once, one that fails again and again ever later, but always', () => {
  const delays = [];
  let earlyEnds = 0;
  for (let life = 0; life < 10; life += 1) {
    const next = restartAfter({ livedMs: 50, earlyEnds });
    delays.push(next.delayMs);
    earlyEnds = next.earlyEnds;
  }
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  expect(restartAfter({ livedMs: 60_000, earlyEnds })).toEqual({ delayMs: 100, earlyEnds: 0 });
});
