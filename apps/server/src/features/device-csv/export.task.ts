/** The task that writes the device list into a CSV file. */
import type { DeviceListFilter } from '@sekisho/contracts';
import { format } from '@sekisho/messages';
import type { Clock } from '../../platform/clock.ts';
import type { DeviceListCsv } from '../device-list/index.ts';
import type { RunTask } from '../tasks/index.ts';

export const csvMediaType = 'text/csv; charset=utf-8';

/** `device-list-20261128.csv`, in the words of the language. */
export function fileNameOf(words: string, clock: Clock): string {
  return `${words}-${new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '')}.csv`;
}

export function createExportTask(ports: { readonly csv: DeviceListCsv; readonly clock: Clock }): RunTask {
  return async (context) => {
    const { organizationId, startedBy, language } = context;
    const scope = { organizationId, groupIds: startedBy.groupIds };
    const { filter } = context.parameters as { filter: DeviceListFilter };
    const name = fileNameOf(format(language, 'csv.file.devices'), ports.clock);
    const file = await context.openFile('result', name, csvMediaType);
    await file.write(`${ports.csv.headerOf(language).join(',')}\r\n`);
    let rows = 0;
    for await (const page of ports.csv.pages(scope, filter, language)) {
      for (const piece of page.content) await file.write(piece);
      page.release();
      rows += page.rows;
      await context.progress(page.done, page.total);
    }
    await file.end();
    await context.conclude(async () => ({ state: 'done', outcome: { rows } }));
  };
}
