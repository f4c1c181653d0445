/** Adds up what the checks and the tests found. Pure. */
import path from 'node:path';

/** Enough for the message, what was expected and received, and the place. */
const linesOfFailure = 12;

/**
 * Counts of Vitest's JSON report. A file that could not even be loaded, and a run that failed outside of any test, count as one failure each.
 * @param report {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] }}
 * @param passed {boolean} whether Vitest itself was content
 */
export function countTests(report, passed) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  return { tests: { passed: report.numPassedTests, failed: passed || failed > 0 ? failed : 1 } };
}

/**
 * What failed, to be read without looking for it above: each test by file and name with the first lines of what it says, each file that could not be loaded,
 * and each error outside of any test.
 * @param report {{ outside: string[], testResults: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }}
 * @param root {string} the folder that paths are shown from
 */
export function failureLines(report, root) {
  const said = (text = '') =>
    text
      .split('\n')
      .slice(0, linesOfFailure)
      .map((line) => `    ${line}`);
  const ofTests = report.testResults.flatMap((file) => {
    const name = path.relative(root, file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (file.status === 'failed' && failed.length === 0) return [`✗ ${name}`, ...said(file.message)];
    return failed.flatMap((test) => [`✗ ${name} › ${test.fullName}`, ...said(test.failureMessages[0])]);
  });
  return [...ofTests, ...report.outside.flatMap((error) => ['✗ outside of any test', ...said(error)])];
}

/** More files than these are no accident of a busy machine. */
const mostRunAgain = 3;

/**
 * Files that may be run once more, relative to `root`. None where a property was found not to hold, or something failed outside of any test:
 * that is a fault, whatever another run of these files finds.
 * @param report {{ outside: string[], testResults: { name: string, status: string, assertionResults: { failureMessages: string[] }[] }[] }}
 */
export function filesToRunAgain(report, root) {
  const failed = report.testResults.filter(({ status }) => status === 'failed');
  const messages = failed.flatMap((file) => file.assertionResults).flatMap((test) => test.failureMessages ?? []);
  const isFault = report.outside.length > 0 || messages.some((message) => message.includes('Property failed'));
  return isFault || failed.length > mostRunAgain ? [] : failed.map(({ name }) => path.relative(root, name));
}

/** The report with the files of a second run in the place of what the first found of them. */
export function withSecondRun(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const testResults = first.testResults.map((file) => again.get(file.name) ?? file);
  const count = (status) =>
    testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length;
  return { testResults, outside: second.outside, numPassedTests: count('passed'), numFailedTests: count('failed') };
}

/** What failed in the first run and not in the second: named, for it is to be mended. */
export function unsteadyLines(first, second, root) {
  const failures = (report) => failureLines(report, root).filter((line) => line.startsWith('✗ '));
  const still = new Set(failures(second));
  return failures(first)
    .filter((line) => !still.has(line))
    .map((line) => `${line.replace('✗', '~')} (failed, and passed when it was run once more)`);
}

/**
 * One line for each check, what failed by name, then the sum as the very last line.
 * @param results {{ name: string, passed: boolean, tests?: { passed: number, failed: number }, failures?: string[] }[]}
 */
export function summaryLines(results) {
  let passed = 0;
  let failed = 0;
  const lines = results.map((result) => {
    passed += result.tests?.passed ?? Number(result.passed);
    failed += result.tests?.failed ?? Number(!result.passed);
    const count = result.tests === undefined ? '' : `: ${result.tests.passed} passed, ${result.tests.failed} failed`;
    return `${result.passed ? '✓' : '✗'} ${result.name}${count}`;
  });
  const failures = results.flatMap((result) => result.failures ?? []);
  return { lines: [...failures, ...lines, `${passed} passed, ${failed} failed`], passed, failed };
}
