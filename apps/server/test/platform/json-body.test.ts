/** What is said of a body that is no JSON: that it is none, and nothing of what was in it. */
import { expect, test } from 'vitest';
import { parseJsonBody } from '../../src/platform/http/json-body.ts';

test('the error does not quote the body, where a password may stand', () => {
  const refusal = (() => {
    try {
      return parseJsonBody('{"password":"hunter2 hunter2",}');
    } catch (error) {
      return error as Error;
    }
  })();
  expect(refusal).toMatchObject({ code: 'malformed-request' });
  expect(String((refusal as Error).cause)).not.toContain('hunter2');
});
