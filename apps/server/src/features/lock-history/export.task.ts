/** The task that writes the lock history, or what a search leaves of it, into a CSV file for people: times in their own zone. */
import type { LockHistoryFilter } from '@sekisho/contracts';
import { format, type Language } from '@sekisho/messages';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { guardCell } from '../device-list/index.ts';
import type { RunTask } from '../tasks/index.ts';
import { type HistoryPosition, type LockHistoryTable, selectHistory } from './lock-history.store.ts';

export interface HistoryExportParameters {
  readonly filter: LockHistoryFilter;
  readonly timeZone: string;
}

const pageSize = 2_000;
const columns = [
  'computerName',
  'what',
  'issuedBy',
  'issuedAt',
  'completedAt',
  'lockedAt',
  'shutDownAt',
  'uid',
] as const;

/** `2026-11-28 09:05:07` there; throws a `RangeError` for a zone that is not known. */
export function createMomentFormat(timeZone: string): (at: Date | null) => string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => (at === null ? '' : shown.format(at));
}

const lineOf = (cells: readonly string[]) =>
  `${cells.map((cell) => `"${guardCell(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

function cellsOf(row: LockHistoryTable, language: Language, moment: (at: Date | null) => string): string[] {
  return [
    row.computer_name,
    format(language, `csv.history.what.${row.what}`),
    row.issued_by ?? '',
    ...[row.issued_at, row.completed_at, row.locked_at, row.shut_down_at].map(moment),
    row.device_id,
  ];
}

export function createHistoryExportTask({ db, clock }: { readonly db: Db; readonly clock: Clock }): RunTask {
  return async (context) => {
    const { organizationId, startedBy, language } = context;
    const { filter, timeZone } = context.parameters as HistoryExportParameters;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
    const name = `${format(language, 'csv.file.history')}-${day}.csv`;
    const file = await context.openFile('result', name, 'text/csv; charset=utf-8');
    await file.write(lineOf(columns.map((column) => format(language, `csv.history.${column}`))));
    const moment = createMomentFormat(timeZone);
    let rows = 0;
    for (let after: HistoryPosition | null = null; ; ) {
      const page: LockHistoryTable[] = await selectHistory(db, clock.now(), {
        organizationId,
        groupIds: startedBy.groupIds,
        filter,
        after,
        limit: pageSize,
      });
      await file.write(page.map((row) => lineOf(cellsOf(row, language, moment))).join(''));
      rows += page.length;
      await context.progress(rows, null);
      const last = page.at(-1);
      if (page.length < pageSize || last === undefined) break;
      after = { sortedAt: last.sorted_at, id: last.id };
    }
    await file.end();
    await context.conclude(async () => ({ state: 'done', outcome: { rows } }));
  };
}
