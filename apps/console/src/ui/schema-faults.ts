/** Checks what a person has typed with the server's own schema. */
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';

/** The first fault of each field: JSON pointer → keyword of the schema (`minLength`, `pattern` …). Empty when all is sound. */
export function schemaFaults(schema: TSchema, value: unknown): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const { instancePath, keyword } of Errors(schema, value)) {
    if (!faults.has(instancePath)) faults.set(instancePath, keyword);
  }
  return faults;
}
