/** Cells of the device list's CSV: guarded so that no spreadsheet runs them, read back exactly, and the digest of those that may not change. Pure. */
import { hash } from 'node:crypto';
import { type CsvColumn, csvColumns, csvEditableColumns } from '@sekisho/contracts';

/** Spreadsheets take what begins so for a formula, also in full width, also after signs they leave out. */
const formulaSigns = '=+\\-@\\t\\r\\n＝＋－＠';
const beginsAsFormula = new RegExp(`^'*[${formulaSigns}]`);
const isGuarded = new RegExp(`^'+[${formulaSigns}]`);

/** Puts an apostrophe before what could be taken for a formula, and before what would be taken for one that was put there. */
export function guardCell(text: string): string {
  return beginsAsFormula.test(text) ? `'${text}` : text;
}

/** The opposite of `guardCell`; what a person wrote without an apostrophe is left as it is. */
export function unguardCell(cell: string): string {
  return isGuarded.test(cell) ? cell.slice(1) : cell;
}

const editable: readonly CsvColumn[] = csvEditableColumns;
/** Facts of the device, in the order of the columns; the digest is over UID and these. */
export const readOnlyColumns: readonly CsvColumn[] = csvColumns.filter(
  (name) => name !== 'uid' && name !== 'check' && !editable.includes(name),
);

const digits = '0123456789abcdef';
/** No digits, so that no spreadsheet takes it for a number or a date. */
const letters = 'ghkmnpqrstabcdef';
const digestLength = 10;

/** Over the cells as they stand in the file. It finds what was changed by accident; it is no signature. */
export function digestOf(uid: string, readOnlyCells: readonly string[]): string {
  const digest = hash('md5', [uid, ...readOnlyCells].join('\x1f'), 'hex');
  let made = '';
  for (let at = 0; at < digestLength; at += 1) made += letters[Number.parseInt(digest[at] ?? '', 16)];
  return made;
}

export const digestAlphabet = { digits, letters, length: digestLength } as const;
