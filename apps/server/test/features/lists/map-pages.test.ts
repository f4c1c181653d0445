/** Pages of the map's list for administrators of groups: along the grid and among the devices of few groups, the same in the same order. */
import {
  type LocatedRow,
  type MapPosition,
  selectAlongGrid,
  selectAmongFew,
} from '@sekisho/server/features/locations/map.query';
import { byIndexesOnly } from '@sekisho/server/platform/database/by-indexes-only';
import type { Db } from '@sekisho/server/platform/database/tables';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { big, fillDevices } from './many-devices.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await fillDevices(database, 3_000);
}, 120_000);
afterAll(() => database?.drop());

const boxes = {
  'the world': { west: -180, south: -85, east: 180, north: 85 },
  Japan: { west: 129, south: 30, east: 146, north: 46 },
  Tokyo: { west: 139.6, south: 35.5, east: 139.9, north: 35.8 },
  'both sides of the date line': { west: 120, south: -50, east: -60, north: 60 },
};

async function every(select: typeof selectAlongGrid, groupIds: number[], box: (typeof boxes)['Japan'], limit: number) {
  const found: LocatedRow[] = [];
  for (let after: MapPosition | null = null; ; ) {
    const page: readonly LocatedRow[] = await byIndexesOnly(database.db, (db: Db) =>
      select(db, { organizationId: big, groupIds }, box, after, limit),
    );
    found.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return found;
    after = { cell: last.cell, deviceId: last.device_id };
  }
}

test.each(Object.entries(boxes))('%s', async (_name, box) => {
  for (const groupIds of [[1], [2, 3], [12, 40], []]) {
    const along = await every(selectAlongGrid, groupIds, box, 50);
    expect(await every(selectAmongFew, groupIds, box, 50)).toEqual(along);
    expect(new Set(along.map((row) => row.device_id)).size).toBe(along.length);
    if (groupIds[0] === 1) expect(along.length).toBeGreaterThan(50);
  }
});
