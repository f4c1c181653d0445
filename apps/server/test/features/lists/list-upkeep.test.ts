/** What lists read instead of counting: who is silent, devices by policy and group, devices by cell of the map. */

import { countByGroup, countByPolicy, deviceCounts } from '@sekisho/server/features/device-list/device-counts.store';
import { createSilence, type DeviceScope } from '@sekisho/server/features/device-list/index';
import { cellCounts } from '@sekisho/server/features/locations/cells.store';
import { foldCounts } from '@sekisho/server/platform/database/folded-counts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';

let world: DeviceWorld;
let devices: TestDevice[];
beforeAll(async () => {
  world = await startDeviceWorld();
  await sql`update organization_licences set contracted_devices = 100`.execute(world.database.db);
  devices = [];
  for (let at = 0; at < 6; at += 1) devices.push(await world.device().join(world.serialNumber));
  for (const name of ['one', 'two']) await world.admin.ok('POST', '/api/v1/groups', { name });
});
afterAll(() => world[Symbol.asyncDispose]());

const scopeOf = (groupIds: number[] | null = null): DeviceScope => ({
  organizationId: devices[0]?.organizationId ?? '',
  groupIds,
});

async function silentSince(device: TestDevice | undefined): Promise<string> {
  const { rows } = await sql<{ since: string }>`select silent_since::text as since from device_contact
    where device_id = ${device?.id ?? ''}`.execute(world.database.db);
  return rows[0]?.since ?? '';
}

describe('a device', () => {
  it('is silent until it comes, and again when its time is over, unless the server stood still meanwhile', async () => {
    const [device] = devices;
    expect(await silentSince(device)).toMatch(/^1970-01-01/);
    await device?.checkIn();
    expect(await silentSince(device)).toBe('infinity');
    const { db } = world.database;
    const startedAtMs = Date.now();
    let nowMs = startedAtMs;
    const silence = createSilence({ db, settings: {}, clock: { now: () => nowMs, monotonicMs: () => nowMs } });
    await silence.note();
    expect(await silentSince(device)).toBe('infinity');
    await sql`update device_contact set last_seen_at = last_seen_at - interval '1 hour' where device_id = ${device?.id ?? ''}`.execute(
      db,
    );
    nowMs = startedAtMs + 12 * 60_000;
    await silence.note();
    expect(await silentSince(device)).toBe('infinity');
    nowMs = startedAtMs + 13 * 60_000;
    await silence.note();
    expect(await silentSince(device)).not.toBe('infinity');
    await device?.checkIn();
    expect(await silentSince(device)).toBe('infinity');
  });

  it('that comes as often as before is written within its page', async () => {
    const hot = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(world.database.db);
      const { rows } = await sql<{ n: string }>`select n_tup_hot_upd as n from pg_stat_user_tables
        where relname = 'device_contact'`.execute(world.database.db);
      return Number(rows[0]?.n);
    };
    const [before, device] = [await hot(), devices[0]];
    await expect
      .poll(async () => {
        await device?.checkIn();
        return hot();
      })
      .toBeGreaterThan(before);
  });
});

describe('kept counts', () => {
  async function counted() {
    const { db } = world.database;
    const { rows } = await sql<{
      policy_code: string;
      group_id: number | null;
      devices: string;
    }>`select policy_code, group_id,
      count(*) as devices from device_list where state = 'active' group by 1, 2`.execute(db);
    const sum = (key: 'policy_code' | 'group_id', of: typeof rows) =>
      Object.fromEntries([
        ...of
          .filter((row) => row[key] !== null)
          .reduce((sums, row) => sums.set(row[key], (sums.get(row[key]) ?? 0) + Number(row.devices)), new Map())
          .entries(),
      ]);
    return [
      sum('policy_code', rows),
      sum(
        'policy_code',
        rows.filter((row) => row.group_id === 2),
      ),
      sum('group_id', rows),
    ];
  }
  const kept = async () => {
    const { db } = world.database;
    return [
      Object.fromEntries(await countByPolicy(db, scopeOf())),
      Object.fromEntries(await countByPolicy(db, scopeOf([2]))),
      Object.fromEntries(await countByGroup(db, scopeOf().organizationId)),
    ];
  };

  it('are what counting gives, through moves, deregistrations and folding', async () => {
    const { db } = world.database;
    expect(await kept()).toEqual(await counted());
    const moves = [{ groupId: 1 }, { groupId: 2 }, { policyCode: 'A02', groupId: 2 }, { groupId: null }, { note: 'x' }];
    for (const [at, body] of moves.entries()) await world.admin.ok('PATCH', `/api/v1/devices/${devices[at]?.id}`, body);
    expect(await kept()).toEqual(await counted());
    await sql`update device_list set state = 'deregistered' where device_id = ${devices[1]?.id ?? ''}`.execute(db);
    await sql`delete from device_list where device_id = ${devices[5]?.id ?? ''}`.execute(db);
    const before = await kept();
    expect(before).toEqual(await counted());
    await Promise.all([foldCounts(db, deviceCounts, 100), foldCounts(db, deviceCounts, 100)]);
    expect(await kept()).toEqual(before);
    const { rows } = await sql`select from device_counts where not folded`.execute(db);
    expect(rows).toHaveLength(0);
  });
});

describe('cells of the map', () => {
  const differences = async () => {
    const { rows } = await sql`with real as (
        select l.organization_id, level, l.cell >> (48 - 2 * level) as cell, d.group_id, count(*) as devices
        from last_locations l join device_list d using (organization_id, device_id)
        cross join unnest('{6,9,12,15,18}'::smallint[]) as level group by 1, 2, 3, 4),
      kept as (select organization_id, level, cell, group_id, sum(devices) as devices from location_cells
        group by 1, 2, 3, 4 having sum(devices) <> 0)
      (table real except table kept) union all (table kept except table real)`.execute(world.database.db);
    return rows;
  };

  it('hold what stands in them, whoever moves, changes its group or is taken off, all at once', async () => {
    const { db } = world.database;
    const place = (at: number, latitude: number) =>
      sql`insert into last_locations (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source)
        values (${devices[at]?.organizationId}, ${devices[at]?.id}, now(), ${at * 1e9 + latitude}, ${latitude}, 0, 1, 'wifi')
        on conflict (organization_id, device_id) do update set cell = excluded.cell`.execute(db);
    const regroup = (at: number, group: number | null) =>
      sql`update device_list set group_id = ${group} where device_id = ${devices[at]?.id}`.execute(db);
    for (let round = 0; round < 10; round += 1)
      await Promise.all(
        [0, 1, 2, 3].flatMap((at) => [
          place(at, round),
          regroup(at, (round + at) % 3 || null),
          foldCounts(db, cellCounts, 3),
        ]),
      );
    await sql`delete from last_locations where device_id = ${devices[3]?.id}`.execute(db);
    expect(await differences()).toEqual([]);
    while ((await foldCounts(db, cellCounts, 3)) === 3);
    expect(await differences()).toEqual([]);
    const { rows } = await sql`select from location_cells where not folded`.execute(db);
    expect(rows).toHaveLength(0);
  });
});
