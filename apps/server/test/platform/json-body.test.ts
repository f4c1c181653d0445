/** What is said of a body that is no JSON: that it is none, and nothing of what was in it; and which are too much to be read. */
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

const refused = (text: string): boolean => {
  try {
    parseJsonBody(text);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'malformed-request';
  }
};
const listOf = (value: string, count: number) => `[${Array(count).fill(value).join(',')}]`;

test.each<[string, string, boolean]>([
  // Packed, it is fifty kilobytes; read, it would be gigabytes.
  ['a million empty objects', listOf('{}', 1_000_000), true],
  ['a million numbers', listOf('0', 1_000_001), true],
  ['as many as an inventory may have', listOf('{"name":"a","version":"b"}', 300_000), false],
  ['a text with a million commas', JSON.stringify([','.repeat(1_100_000)]), false],
  ['brackets in brackets', '['.repeat(33) + ']'.repeat(33), true],
  ['brackets in a text', JSON.stringify('['.repeat(100)), false],
])('%s', (_what, text, isRefused) => {
  expect(refused(text)).toBe(isRefused);
});
