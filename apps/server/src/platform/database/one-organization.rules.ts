/** Statements where organizations are spread over machines: whatever one compares is compared with the id of its one organization. Pure. */

const given = /\borganization_id"? = \$(\d+)/g;
const batch = /unnest\(\s*\$(\d+)::uuid\[\](?:(?!\bunnest\().)*?\bas v\(organization_id\b/s;
const compared = /((?:"?\b\w+"?\.)?"?\borganization_id"?) = ("?\w+"?)\."?organization_id\b"?/g;

const idsOf = (array: unknown): readonly unknown[] =>
  typeof array === 'string' ? array.slice(1, -1).split(',') : Array.isArray(array) ? array : [];

export interface BoundStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A statement that names an organization, or joins with the rows `v` of a batch of one, concerns one machine; Citus sees so where
 * every table in it is compared with that id itself, instead of with another table. Whatever names several, or none, stays as it is.
 * A prepared statement has another name then.
 */
export function boundToOne(text: string, values: readonly unknown[]): BoundStatement {
  const places = Array.from(text.matchAll(given), ([, place]) => Number(place));
  const rows = batch.exec(text)?.[1];
  const ids = new Set([
    ...places.map((place) => values[place - 1]),
    ...(rows === undefined ? [] : idsOf(values[Number(rows) - 1])),
  ]);
  const [id] = ids;
  if (ids.size !== 1 || typeof id !== 'string' || id === '') return { text, values };
  const one = rows === undefined ? `$${places[0]}` : `$${values.length + 1}::uuid`;
  const bound = text
    .replaceAll(compared, (_, left: string, right: string) =>
      rows !== undefined && right === 'v'
        ? `${left} = ${one}`
        : `(${left} = ${one} and ${right}.organization_id = ${one})`,
    )
    .replace(/^(\/\* prepared: [a-z0-9-]+)/, '$1-of-one');
  if (bound === text) return { text, values };
  return { text: bound, values: rows === undefined ? values : [...values, id] };
}
