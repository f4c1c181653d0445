/** Figures for charts: by what devices are counted, from counts that are kept. */
import { type FigureKind, figureKinds, type InventoryFigures } from '@sekisho/contracts';
import { sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { DeviceScope } from '../device-list/index.ts';
import { countDue } from '../inventory/index.ts';
import { selectTitles } from './software.query.ts';

/** More of a kind than that nobody reads in a chart. */
const mostValues = 100;
const topTitles = 10;
const mostWaiting = 100_000;

async function selectCounts(db: Db, { organizationId, groupIds }: DeviceScope) {
  const { rows } = await sql<{ kind: FigureKind; value: string; devices: number }>`select kind, value, devices from (
      select kind, value, sum(devices)::integer as devices,
        row_number() over (partition by kind order by sum(devices) desc, value) as place
      from inventory_counts where organization_id = ${organizationId}
        and group_id = any(${numberArray(groupIds ?? [0])}::integer[]) group by kind, value) as placed
    where place <= ${mostValues} or kind = 'day' order by kind, place`.execute(db);
  return rows;
}

export async function readFigures(db: Db, scope: DeviceScope): Promise<InventoryFigures> {
  const counts = await selectCounts(db, scope);
  const of = (kind: FigureKind) =>
    counts.filter((row) => row.kind === kind).map(({ value, devices }) => ({ value, devices }));
  const page = { keyword: '', sort: 'devices', descending: true, after: null, limit: topTitles } as const;
  const figures = Object.fromEntries(figureKinds.map((kind) => [kind, of(kind)])) as Pick<InventoryFigures, FigureKind>;
  return {
    ...figures,
    software: (await selectTitles(db, scope, page)).map(({ id, name, devices }) => ({ id, name, devices })),
    // Each device has a value of it, known or not.
    devices: figures.encryption.reduce((sum, { devices }) => sum + devices, 0),
    waiting: await countDue(db, scope.organizationId, mostWaiting),
  };
}
