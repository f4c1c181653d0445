/** The device list as CSV: the part that needs to know how the list is kept. */
import { type CsvColumn, csvColumns, type DeviceListFilter } from '@sekisho/contracts';
import { format, type Language } from '@sekisho/messages';
import type { Clock } from '../../platform/clock.ts';
import type { CopiedRows } from '../../platform/database/copied-rows.ts';
import type { Db } from '../../platform/database/tables.ts';
import * as csv from './csv-rows.query.ts';
import { countAll } from './device-counts.store.ts';
import type { DeviceScope, ListReading } from './list-conditions.ts';
import { type ListedPoliciesPorts, listPolicies } from './listed-policies.ts';

export interface CsvPage extends CopiedRows {
  /** Devices looked at so far, of `total` in the organization. */
  readonly done: number;
  readonly total: number;
}

export interface DeviceListCsv {
  /** Each cell as it stands in the header. */
  headerOf(language: Language): readonly string[];
  /** Pages of lines without the header, in constant memory, in the order of registration. */
  pages(scope: DeviceScope, filter: DeviceListFilter, language: Language): AsyncGenerator<CsvPage>;
  /** By UID; devices outside of `scope` are left out. */
  cellsOf(
    scope: DeviceScope,
    language: Language,
    deviceIds: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
}

const pageSize = 10_000;
/** While one page is made, the one before is compressed and stored. */
const pagesAtOnce = 2;

const wordsOf = (language: Language): csv.CsvWords => ({
  active: format(language, 'csv.registration.active'),
  deregistered: format(language, 'csv.registration.deregistered'),
});

export function createDeviceListCsv(
  ports: ListedPoliciesPorts & { readonly db: Db; readonly clock: Clock },
): DeviceListCsv {
  const { db } = ports;
  async function readingOf(scope: DeviceScope, filter: DeviceListFilter): Promise<ListReading> {
    const policies = await listPolicies(ports, scope.organizationId);
    return { scope, policies, filter, namedGroups: [], now: new Date(ports.clock.now()) };
  }

  return {
    headerOf: (language) => csvColumns.map((name: CsvColumn) => format(language, `csv.column.${name}`)),
    async *pages(scope, filter, language) {
      const reading = await readingOf(scope, filter);
      const total = await countAll(db, { ...scope, groupIds: null });
      const words = wordsOf(language);
      const underWay: Promise<CopiedRows>[] = [];
      let after: string | null = null;
      let begun = 0;
      let given = 0;
      for (let more = true; more || underWay.length > 0; ) {
        while (more && underWay.length < pagesAtOnce) {
          const through = await csv.selectBoundary(db, scope.organizationId, after, pageSize);
          const page = csv.copyCsvRows(db, reading, words, { after, through });
          // It may fail while an earlier one is waited for; whoever waits for it hears of that.
          page.catch(() => {});
          underWay.push(page);
          begun += 1;
          more = through !== null;
          after = through;
        }
        const next = await underWay.shift();
        given += 1;
        const done = given === begun && !more ? total : Math.min(total, given * pageSize);
        if (next !== undefined) yield { ...next, done, total };
      }
    },
    async cellsOf(scope, language, deviceIds) {
      return csv.selectCsvCells(db, await readingOf(scope, {}), wordsOf(language), deviceIds);
    },
  };
}
