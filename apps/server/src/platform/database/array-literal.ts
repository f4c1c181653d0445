/** Arrays of numbers and of ids as PostgreSQL reads them, made in one go: the driver's own way costs several times more for long ones. Pure. */

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Of UUIDs; throws a `TypeError` for what holds anything else. Cast it: `${uuidArray(ids)}::uuid[]`. */
export function uuidArray(ids: readonly string[]): string {
  let good = '';
  for (const id of ids) {
    // Most arrays of organizations hold one alone.
    if (id !== good && !idPattern.test(id)) throw new TypeError('not a UUID');
    good = id;
  }
  return `{${ids.join(',')}}`;
}

/** Of whole numbers; `null` stays null; throws a `TypeError` for others. Cast it: `${numberArray(numbers)}::bigint[]`. */
export function numberArray(numbers: readonly (number | null)[]): string {
  for (const number of numbers)
    if (number !== null && !Number.isSafeInteger(number)) throw new TypeError('not a whole number');
  return `{${numbers.map((number) => number ?? 'NULL').join(',')}}`;
}
