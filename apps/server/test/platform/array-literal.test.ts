/** Arrays as PostgreSQL reads them: what goes in comes out, and nothing but ids and numbers gets through. */
import { describe, expect, test } from 'vitest';
import { numberArray, uuidArray } from '../../src/platform/database/array-literal.ts';

describe('arrays as text', () => {
  const id = '0190a0b0-c0d0-7e0f-8a0b-0c0d0e0f1011';

  test('of ids', () => {
    expect(uuidArray([])).toBe('{}');
    expect(uuidArray([id, id])).toBe(`{${id},${id}}`);
  });

  test.each(['', 'a,b', '{', '"', '\\', 'NULL', `${id}\n`])('%j is no id', (text) => {
    expect(() => uuidArray([id, text])).toThrow(TypeError);
  });

  test('of numbers', () => {
    expect(numberArray([])).toBe('{}');
    expect(numberArray([0, -1, 9_007_199_254_740_991, null])).toBe('{0,-1,9007199254740991,NULL}');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 1e21])('%d is no whole number', (number) => {
    expect(() => numberArray([1, number])).toThrow(TypeError);
  });
});
