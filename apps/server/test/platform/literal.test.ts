/** A literal is read as the parameter would be, whatever is in it. */
import { literalOf } from '@sekisho/server/platform/database/literal';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const text = fc.string({ unit: 'binary' }).filter((each) => !each.includes('\0'));
const hostile = fc.constantFrom("'", "''; drop table tasks; --", '\\', "\\'", 'E\\', '$1', '{"a"}', 'NULL', '', '"');
const anyText = fc.oneof(
  text,
  hostile,
  fc.tuple(hostile, text, hostile).map((parts) => parts.join('')),
);

it.each<[string, string, fc.Arbitrary<unknown>]>([
  ['texts', 'text', anyText],
  ['numbers', 'float8', fc.double({ noDefaultInfinity: true, noNaN: true })],
  ['truths', 'boolean', fc.boolean()],
  [
    'moments',
    'timestamptz',
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  ],
  ['arrays of texts', 'text[]', fc.array(fc.option(anyText))],
  ['arrays of numbers', 'bigint[]', fc.array(fc.option(fc.maxSafeInteger()))],
  ['nothing', 'text', fc.constant(null)],
])('%s', async (_name, type, values) => {
  const several = fc.array(values, { minLength: 30, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(several, async (given) => {
      const same = given.map((value, at) => `${literalOf(value)}::${type} is not distinct from $${at + 1}::${type}`);
      const [row] = await database.asOwner<{ same: boolean[] }>(`select array[${same.join(', ')}] as same`, given);
      expect(row?.same).toEqual(given.map(() => true));
    }),
    { numRuns: 8 },
  );
});

it.each([[undefined], [Number.NaN], [{}], [Buffer.from('x')], [[['x']]], ['a\0b'], [['a\0b']]])(
  '%j is none',
  (value) => {
    expect(() => literalOf(value)).toThrow(TypeError);
  },
);
