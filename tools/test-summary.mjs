/** Adds up what the checks and the tests found. Pure. */

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
 * One line for each check, then the sum as the very last line.
 * @param results {{ name: string, passed: boolean, tests?: { passed: number, failed: number } }[]}
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
  return { lines: [...lines, `${passed} passed, ${failed} failed`], passed, failed };
}
