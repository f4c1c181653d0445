/** Tells what PostgreSQL refused, where a statement alone decides between two who come at once. */

/** Citus puts the number of the shard behind the names in it. */
const shard = /_\d{6,}$/;

/** Whether a unique constraint or primary key was in the way; its name is `<table>_<columns>_key` unless given. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    (error.constraint === constraint || String(error.constraint).replace(shard, '') === constraint)
  );
}
