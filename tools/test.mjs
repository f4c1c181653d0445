/** `npm test`: style, types, unused code and every test; with arguments only the tests they name. Last line: `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureBuilds } from './builds.mjs';
import { BuildError, ensurePackages, pinnedNode, repository } from './set-up.mjs';
import {
  countTests,
  failureLines,
  filesToRunAgain,
  summaryLines,
  unsteadyLines,
  withSecondRun,
} from './test-summary.mjs';

const say = (line) => process.stderr.write(`${line}\n`);
const args = process.argv.slice(2);
const bin = (...parts) => path.join(repository, 'node_modules', ...parts);

const checks = [
  { name: 'style (biome)', args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '.'] },
  { name: 'types (tsc)', args: [bin('typescript-checker', 'bin', 'tsc'), '-b'] },
  { name: 'unused code (knip)', args: [bin('knip', 'bin', 'knip.js')] },
];

/** The pinned Node comes first for everything that is started from here. */
const environment = { ...process.env, PATH: `${bin('.bin')}${path.delimiter}${process.env.PATH}` };

function run(programArgs, more = {}) {
  const env = { ...environment, ...more };
  const result = spawnSync(pinnedNode, programArgs, { cwd: repository, stdio: 'inherit', env });
  return result.status === 0;
}

/** What the tests need built; a failure is told, and counted where everything is checked. */
function runBuilds() {
  try {
    ensureBuilds(say);
    return { name: 'builds', passed: true };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    say(error.message);
    return { name: 'builds', passed: false };
  }
}

/** One run of Vitest. @returns whether it was content, and its report; `null` where it wrote none */
function runVitest(vitestArgs) {
  const folder = path.join(repository, '.cache', 'test-results');
  const file = path.join(folder, `${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  const reporters = ['--reporter=default', `--reporter=${path.join(repository, 'tools', 'test-report.mjs')}`];
  const passed = run([bin('vitest', 'vitest.mjs'), 'run', ...reporters, ...vitestArgs], { SEKISHO_TEST_REPORT: file });
  try {
    return { passed, report: JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return { passed: false, report: null };
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * A project's tests. Real browsers, screens and servers share one machine here: a file in which something failed is run once more by
 * itself, and what only then passes is named, to be mended.
 * @param again {boolean} whether anything may be run once more
 */
function runTests(name, vitestArgs, again) {
  say(`\n── ${name}`);
  const first = runVitest(vitestArgs);
  if (first.report === null) return { name, passed: false, tests: { passed: 0, failed: 1 } };
  const files = again ? filesToRunAgain(first.report, repository) : [];
  if (files.length > 0) say(`\n── ${name}: once more ${files.join(', ')}`);
  const second = files.length > 0 ? runVitest([...vitestArgs, ...files]) : first;
  const report = withSecondRun(first.report, second.report ?? first.report);
  const failures = [...unsteadyLines(first.report, report, repository), ...failureLines(report, repository)];
  return { name, passed: second.passed, ...countTests(report, second.passed), failures };
}

/** The lock owes full coverage; the stories run alone, for a real agent covers real screens, and so does each fault. */
const testRuns = [
  {
    name: 'the lock, every branch of it',
    again: false,
    args: [
      ...['--project', 'tests', 'packages/lock', '--coverage', '--coverage.include=packages/lock/src/**'],
      ...[
        '--coverage.thresholds.100',
        '--coverage.reporter=text',
        '--coverage.reportsDirectory=packages/lock/coverage',
      ],
    ],
  },
  // They wait for browsers, servers and screens more than they compute: a file for each core, and two on the smallest machine.
  {
    name: 'tests',
    args: [
      '--project',
      'tests',
      '--exclude',
      'packages/lock/**',
      `--maxWorkers=${Math.max(2, availableParallelism())}`,
    ],
  },
  { name: 'stories', args: ['--project', 'stories'] },
  { name: 'faults', args: ['--project', 'faults'] },
];

ensurePackages(say);
const builds = runBuilds();
const results = [];
if (args.length === 0) {
  results.push(builds);
  for (const check of checks) {
    say(`\n── ${check.name}`);
    results.push({ name: check.name, passed: run(check.args) });
  }
}
if (args.length === 0) results.push(...testRuns.map(({ name, args: its, again = true }) => runTests(name, its, again)));
else results.push(runTests('tests', args, false));
const summary = summaryLines(results);
process.stdout.write(`\n${summary.lines.join('\n')}\n`);
process.exitCode = summary.failed === 0 ? 0 : 1;
