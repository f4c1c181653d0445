/** Statements where organizations are spread over machines: what concerns one organization says so of every table, and nothing else changes. */
import { boundToOne } from '@sekisho/server/platform/database/one-organization.rules';
import { isUniqueViolation } from '@sekisho/server/platform/database/violations';
import { describe, expect, it } from 'vitest';

const one = '01900000-0000-7000-8000-000000000001';
const other = '01900000-0000-7000-8000-000000000002';
const batch = `/* prepared: touch */ update t set x = v.x from unnest($1::uuid[], $2::integer[]) as v(organization_id, x)
  where t.organization_id = v.organization_id`;

describe('a batch', () => {
  it.each([[`{${one},${one}}`], [[one, one]]])('of one organization is compared with its id: %j', (array) => {
    expect(boundToOne(batch, [array, '{1,2}'])).toEqual({
      text: `/* prepared: touch-of-one */ update t set x = v.x from unnest($1::uuid[], $2::integer[]) as v(organization_id, x)
  where t.organization_id = $3::uuid`,
      values: [array, '{1,2}', one],
    });
  });

  it.each([[`{${one},${other}}`], ['{}'], [[]], [null]])('of several or of none stays as it is: %j', (array) => {
    const values = [array, '{1,2}'];
    expect(boundToOne(batch, values)).toEqual({ text: batch, values });
  });
});

describe('a statement', () => {
  it('that names an organization names it of every table', () => {
    const text =
      'select from a join b on b.organization_id = a.organization_id where a.organization_id = $2 and a.id = $1';
    expect(boundToOne(text, ['x', one])).toEqual({
      text: 'select from a join b on (b.organization_id = $2 and a.organization_id = $2) where a.organization_id = $2 and a.id = $1',
      values: ['x', one],
    });
  });

  it('may be written with quotation marks', () => {
    expect(
      boundToOne(
        'select from "a" join b on "b"."organization_id" = "a"."organization_id" where "organization_id" = $1',
        [one],
      ).text,
    ).toBe(
      'select from "a" join b on ("b"."organization_id" = $1 and "a".organization_id = $1) where "organization_id" = $1',
    );
  });

  it.each([
    ['select from a join b on b.organization_id = a.organization_id', []],
    ['select from a where a.organization_id = $1', [one]],
    [
      'select from a join b on b.organization_id = a.organization_id where organization_id = $1 or organization_id = $2',
      [one, other],
    ],
  ])('that names none, several, or one of one table stays as it is: %s', (text, values) => {
    expect(boundToOne(text, values)).toEqual({ text, values });
  });
});

describe('a constraint', () => {
  const refusal = (message: string, fields: object = {}) =>
    Object.assign(new Error(message), { code: '23505', ...fields });
  it.each([
    ['PostgreSQL', refusal('duplicate key', { constraint: 'names_key' }), true],
    ['Citus', refusal('duplicate key value violates unique constraint "names_key_102010"'), true],
    ['Citus of another', refusal('duplicate key value violates unique constraint "other_names_key_102010"'), false],
    ['another error', refusal('duplicate', { code: '23503', constraint: 'names_key' }), false],
  ])('is known by its name, as told by %s', (_, error, isIt) => {
    expect(isUniqueViolation(error, 'names_key')).toBe(isIt);
  });
});
