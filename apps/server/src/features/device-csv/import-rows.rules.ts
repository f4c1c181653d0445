/** One row of an imported file: what it wants, and what is wrong with it as far as the row alone can tell. Pure. */
import { type CsvColumn, type CsvFault, type CsvFaultCode, csvColumns, userNameMaxLength } from '@sekisho/contracts';
import { digestOf, readOnlyColumns, unguardCell } from '../device-list/index.ts';
import { noteMaxWidth, widthOf } from '../devices/index.ts';
import type { CsvRecord } from './csv-records.rules.ts';

export interface ImportRow {
  readonly line: number;
  /** Lower case; `null`: it is none. */
  readonly uid: string | null;
  readonly policyCode: string;
  readonly userName: string;
  /** `null`: the whole organization. `undefined`: it is no number. */
  readonly groupId: number | null | undefined;
  readonly note: string;
  /** As it stands in the file. */
  readonly cell: (column: CsvColumn) => string;
  /** What may not change is as it was exported. */
  readonly isIntact: boolean;
}

const longestShown = 60;

export function faultAt(line: number, column: CsvColumn | null, code: CsvFaultCode, value = ''): CsvFault {
  const signs = [...value];
  return {
    line,
    column,
    code,
    value: signs.length > longestShown ? `${signs.slice(0, longestShown).join('')}…` : value,
  };
}

/** @param headers what a header may be, one for each language */
export function headerFault(record: CsvRecord, headers: readonly (readonly string[])[]): CsvFault | null {
  const { line, cells } = record;
  if (headers.some((header) => header.length === cells.length && header.every((name, at) => name === cells[at])))
    return null;
  const whole = cells.join(',');
  if (cells.length === 1 && whole.startsWith('UID\t')) return faultAt(line, null, 'delimiter-tab', whole);
  if (cells.length === 1 && whole.startsWith('UID;')) return faultAt(line, null, 'delimiter-semicolon', whole);
  const nearest = headers.find((header) => header[1] === cells[1]) ?? headers[0] ?? [];
  const wrong = nearest.findIndex((name, at) => name !== cells[at]);
  return faultAt(line, csvColumns[wrong] ?? null, 'header', cells[wrong] ?? whole);
}

const uidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const scientificPattern = /^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i;
const groupPattern = /^\d{1,9}$/;

/** Where each column stands. */
const at = Object.fromEntries(csvColumns.map((name, index) => [name, index])) as Readonly<Record<CsvColumn, number>>;

const readUid = (cell = '') => (uidPattern.test(cell) ? cell.toLowerCase() : null);

function readGroup(cell = ''): ImportRow['groupId'] {
  const group = cell.trim();
  return group === '' || /^0+$/.test(group) ? null : groupPattern.test(group) ? Number(group) : undefined;
}

/** What a record names, of whatever number of cells; the header names nothing. */
export function readNames({ cells }: CsvRecord): Pick<ImportRow, 'uid' | 'groupId' | 'policyCode'> {
  return {
    uid: readUid(cells[at.uid]),
    groupId: readGroup(cells[at.groupId]),
    policyCode: cells[at.policyCode] ?? '',
  };
}

/** `null`: it has another number of cells than the header. */
export function readRow({ line, cells }: CsvRecord): ImportRow | null {
  if (cells.length !== csvColumns.length) return null;
  const cell = (name: CsvColumn) => cells[at[name]] ?? '';
  return {
    line,
    uid: readUid(cell('uid')),
    policyCode: cell('policyCode'),
    userName: unguardCell(cell('userName')),
    groupId: readGroup(cell('groupId')),
    note: unguardCell(cell('note')),
    cell,
    isIntact: cell('check') === digestOf(cell('uid'), readOnlyColumns.map(cell)),
  };
}

/** What the row itself shows; whether what it names exists is asked of the database. */
export function rowFaults({ line, uid, userName, groupId, note, cell }: ImportRow): CsvFault[] {
  const faults: CsvFault[] = [];
  if (uid === null) {
    const code = scientificPattern.test(cell('uid')) ? 'uid-scientific' : 'uid-malformed';
    faults.push(faultAt(line, 'uid', code, cell('uid')));
  }
  if ([...userName].length > userNameMaxLength) faults.push(faultAt(line, 'userName', 'user-name-too-long', userName));
  if (groupId === undefined) faults.push(faultAt(line, 'groupId', 'group-malformed', cell('groupId')));
  if (widthOf(note) > noteMaxWidth) faults.push(faultAt(line, 'note', 'note-too-long', note));
  return faults;
}

const datePattern =
  /^\d{1,4}[/.-]\d{1,2}([/.-]\d{1,4})?( \d{1,2}:\d{2}(:\d{2})?)?$|^\d{1,2}月\d{1,2}日$|^\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?$/;

/** How a cell that may not change came to differ from what an export would write now. */
function codeOfChange(found: string, expected: string): CsvFaultCode {
  if (scientificPattern.test(found) && found !== expected) return 'read-only-scientific';
  if (/^0+\d/.test(expected) && found === expected.replace(/^0+(?=\d)/, '')) return 'read-only-zeros-lost';
  if (datePattern.test(found)) return 'read-only-date';
  return 'read-only-changed';
}

/**
 * Which cells of a row that is not intact were changed: those that differ from the device as it is now. Where none does, what was
 * changed cannot be told any more from the check alone.
 */
export function readOnlyFaults({ line, cell }: ImportRow, now: Readonly<Record<string, string>>): CsvFault[] {
  const changed = readOnlyColumns.filter((name) => cell(name) !== now[name]);
  if (changed.length === 0) return [faultAt(line, 'check', 'read-only-changed', cell('check'))];
  return changed.map((name) => faultAt(line, name, codeOfChange(cell(name), now[name] ?? ''), cell(name)));
}
