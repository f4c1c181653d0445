/** What every file of an import came to, as CSV in the words of whoever uploaded; with a byte order mark, since people open it in a spreadsheet. */
import type { ImportFaultCode, ImportOutcome } from '@sekisho/contracts';
import { format } from '@sekisho/messages';
import type { Clock } from '../../platform/clock.ts';
import { csvMediaType, fileNameOf } from '../device-csv/index.ts';
import { guardCell } from '../device-list/index.ts';
import type { TaskContext } from '../tasks/index.ts';
import type { CollectedItem } from './collected.service.ts';

const header = [
  'file',
  'outcome',
  'reason',
  'action',
  'computer-name',
  'device-id',
  'client-id',
  'collected-at',
] as const;

/** What one file came to. */
export interface FileResult {
  readonly fileName: string;
  readonly outcome: ImportOutcome;
  readonly code: ImportFaultCode | null;
  readonly deviceId: string | null;
  readonly item: CollectedItem | null;
}

export interface ResultFile {
  write(result: FileResult): Promise<void>;
  end(): Promise<unknown>;
}

export async function createResultFile(context: TaskContext, clock: Clock): Promise<ResultFile> {
  const { language } = context;
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => `"${guardCell(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
  const name = fileNameOf(format(language, 'inventory-import.file'), clock);
  const file = await context.openFile('result', name, csvMediaType);
  await file.write(`\ufeff${line(header.map((key) => format(language, `inventory-import.column.${key}`)))}`);
  return {
    write: ({ fileName, outcome, code, deviceId, item }) =>
      file.write(
        line([
          fileName,
          format(language, `inventory-import.outcome.${outcome}`),
          code === null ? '' : format(language, `inventory-import.fault.${code}`),
          code === null ? '' : format(language, `inventory-import.fault.${code}.action`),
          item?.facts.computerName ?? '',
          deviceId ?? '',
          item?.clientId ?? '',
          item?.collectedAt.toISOString() ?? '',
        ]),
      ),
    end: () => file.end(),
  };
}
