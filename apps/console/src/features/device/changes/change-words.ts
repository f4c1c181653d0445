/** Kinds of changes, and facts as people read them. Pure. */
import type { FactChange, SoftwareChange } from '@sekisho/contracts';

export type FactValue = FactChange['before'];

export function kindOf({ removed, added }: SoftwareChange): 'added' | 'removed' | 'updated' {
  if (added.length === 0) return 'removed';
  return removed.length === 0 ? 'added' : 'updated';
}

type Words = {
  readonly bytes: (value: number) => string;
  readonly dateTime: (at: number) => string;
  readonly yes: string;
  readonly no: string;
};

/** Blank where there was, or is, nothing. */
export function shownAs(field: string, value: FactValue, { bytes, dateTime, yes, no }: Words): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'string') return value;
  if (field.endsWith('Bytes')) return bytes(value);
  return field.endsWith('At') ? dateTime(value) : String(value);
}
