/** Tells what PostgreSQL refused, where a statement alone decides between two who come at once. */

/** Citus says the name in the message alone, and puts the number of the shard behind it. */
const said = /"([^"]+?)(?:_\d{6,})?"$/;

function constraintOf(error: Error): string | undefined {
  if ('constraint' in error && typeof error.constraint === 'string') return error.constraint;
  return said.exec(error.message)?.[1];
}

/** Whether a unique constraint or primary key was in the way; its name is `<table>_<columns>_key` unless given. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505' && constraintOf(error) === constraint;
}
