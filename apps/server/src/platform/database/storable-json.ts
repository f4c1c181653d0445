/** JSON that PostgreSQL's jsonb takes whatever a device sent: lone surrogates, which it refuses, become replacement characters. Pure. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
}
