/** What the tests are counted by: Vitest's JSON report and, which that leaves out, `outside`: what failed outside of any test. */
import { readFileSync, writeFileSync } from 'node:fs';
import { JsonReporter } from 'vitest/node';

/** Written to the file that `SEKISHO_TEST_REPORT` names. */
export default class TestReport extends JsonReporter {
  constructor() {
    super({ outputFile: process.env.SEKISHO_TEST_REPORT });
  }

  async onTestRunEnd(testModules, errors) {
    await super.onTestRunEnd(testModules);
    const file = process.env.SEKISHO_TEST_REPORT;
    const outside = errors.map(({ stack, message }) => stack ?? message);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), outside }));
  }
}
