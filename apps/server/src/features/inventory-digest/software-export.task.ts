/** The task that writes software, or what a search leaves of it, into a CSV file: a line for each version. */
import type { InventoryLeftOut, SoftwareFilter } from '@sekisho/contracts';
import { format } from '@sekisho/messages';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { type DeviceScope, guardCell } from '../device-list/index.ts';
import type { RunTask } from '../tasks/index.ts';
import { type SoftwarePosition, selectTitles, selectVersionsOfAll, type TitleRow } from './software.query.ts';

export interface SoftwareExportParameters {
  readonly filter: SoftwareFilter;
}

const pageSize = 500;
const columns = ['name', 'publisher', 'version', 'devices'] as const;

const lineOf = (cells: readonly string[]) =>
  `${cells.map((cell) => `"${guardCell(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

async function linesOf(db: Db, scope: DeviceScope, titles: readonly TitleRow[]): Promise<string[]> {
  const versions = Map.groupBy(
    await selectVersionsOfAll(
      db,
      scope,
      titles.map(({ id }) => id),
    ),
    ({ titleId }) => titleId,
  );
  return titles.flatMap(({ id, name, publisher }) =>
    (versions.get(id) ?? []).map(({ version, devices }) => lineOf([name, publisher, version, String(devices)])),
  );
}

export interface SoftwareExportPorts {
  readonly lists: Db;
  readonly clock: Clock;
  readonly leftOut: (scope: DeviceScope) => Promise<InventoryLeftOut['items']>;
}

export function createSoftwareExportTask({ lists, clock, leftOut }: SoftwareExportPorts): RunTask {
  return async (context) => {
    const { organizationId, startedBy, language } = context;
    const scope = { organizationId, groupIds: startedBy.groupIds };
    const { filter } = context.parameters as SoftwareExportParameters;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
    const name = `${format(language, 'csv.file.software')}-${day}.csv`;
    const file = await context.openFile('result', name, 'text/csv; charset=utf-8');
    await file.write(lineOf(columns.map((column) => format(language, `csv.software.${column}`))));
    let rows = 0;
    for (let after: SoftwarePosition | null = null; ; ) {
      const page = { keyword: filter.keyword ?? '', sort: 'name', descending: false, after, limit: pageSize } as const;
      const titles: TitleRow[] = await selectTitles(lists, scope, page);
      const lines = await linesOf(lists, scope, titles);
      await file.write(lines.join(''));
      rows += lines.length;
      await context.progress(rows, null);
      const last = titles.at(-1);
      if (titles.length < pageSize || last === undefined) break;
      after = { key: last.name, id: last.id };
    }
    await file.end();
    const without = (await leftOut(scope)).find(({ section }) => section === 'software');
    const outcome = { rows, ...(without === undefined ? {} : { leftOut: without.devices }) };
    await context.conclude(async () => ({ state: 'done', outcome }));
  };
}
