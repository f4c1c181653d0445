/** Rows that change all the time change in place: no index is touched, and no dead row is left for the vacuum to look for in them. */

import { touchQuiet } from '@sekisho/server/features/check-in/contact.store';
import { upsertLast } from '@sekisho/server/features/locations/locations.store';
import { systemClock } from '@sekisho/server/platform/clock';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

const organizationId = '018f0000-0000-7000-8000-00000000000a';
const deviceIds = Array.from({ length: 1_000 }, (_, i) => `018f0000-0000-7000-8000-${String(i).padStart(12, '0')}`);
const rounds = 12;
let database: TestDatabase;
const noon = new Date(systemClock.now());
noon.setUTCHours(12, 0, 0, 0);
const at = (round: number) => new Date(noon.getTime() + round * 60_000);

beforeAll(async () => {
  database = await createTestDatabase();
  await database.asOwner(
    `insert into device_contact (organization_id, device_id, policy_code, device_revision, last_seen_at, last_seen_day)
     select $1, id, 'A01', 0, $3::timestamptz, ($3::timestamptz at time zone 'UTC')::date from unnest($2::uuid[]) as t(id)`,
    [organizationId, deviceIds, noon],
  );
  await database.asOwner(
    `insert into device_list (organization_id, device_id, computer_name, policy_code, device_revision, platform, architecture, os_name,
       os_version, manufacturer, model, hardware_serial_number, addresses, agent_version, registered_at)
     select $1, id, 'PC', 'A01', 0, 'linux', 'x64', '', '', '', '', '', '{}', '', now() from unnest($2::uuid[]) as t(id)`,
    [organizationId, deviceIds],
  );
});
afterAll(() => database.drop());

/** Of all updates since the table was made, how many were in place. */
async function inPlace(table: string): Promise<{ updates: number; share: number }> {
  await sql`select pg_stat_force_next_flush()`.execute(database.db);
  const [row] = await database.asOwner<{ updates: number; hot: number }>(
    `select pg_stat_get_tuples_updated($1::regclass)::integer as updates, pg_stat_get_tuples_hot_updated($1::regclass)::integer as hot`,
    [table],
  );
  return { updates: row?.updates ?? 0, share: (row?.hot ?? 0) / (row?.updates ?? 1) };
}

/** In one session, which tells its figures when it is asked to. */
async function inOneSession(work: (db: TestDatabase['db']) => Promise<unknown>): Promise<void> {
  await database.db.connection().execute(async (db) => {
    for (let round = 1; round <= rounds; round += 1) await work(db);
    await sql`select pg_stat_force_next_flush()`.execute(db);
    await sql`select 1`.execute(db);
  });
}

test('check-ins of an idle fleet', async () => {
  let round = 0;
  await inOneSession(async (db) => {
    round += 1;
    const contacts = deviceIds.map((deviceId) => ({
      organizationId,
      deviceId,
      holder: 0,
      settingsRevision: 0,
      policyCode: 'A01',
      trustVersion: 1,
      reportHash: '0',
    }));
    expect(await touchQuiet(db, contacts, at(round))).toHaveLength(deviceIds.length);
  });
  const { updates, share } = await inPlace('device_contact');
  expect(updates).toBe(rounds * deviceIds.length);
  expect(share).toBeGreaterThan(0.8);
});

test('positions of devices that stay where they are', async () => {
  let round = 0;
  await inOneSession(async (db) => {
    round += 1;
    const rows = deviceIds.map((deviceId) => ({
      organizationId,
      deviceId,
      receivedAt: at(round),
      fix: {
        kind: 'location' as const,
        number: round,
        at: at(round).getTime(),
        latitude: 35,
        longitude: 139,
        accuracyM: 10,
        source: 'gps' as const,
      },
    }));
    await upsertLast(db as never, rows as never);
  });
  const { updates, share } = await inPlace('last_locations');
  expect(updates).toBe((rounds - 1) * deviceIds.length);
  expect(share).toBeGreaterThan(0.7);
});

test('what is hot has room for it, and is vacuumed early', async () => {
  const rows = await database.asOwner<{ name: string; options: string }>(
    `select relname as name, array_to_string(reloptions, ' ') as options from pg_class
     where relname in ('device_contact', 'device_list', 'last_locations') order by 1`,
  );
  expect(
    rows.map(({ name, options }) => [
      name,
      /fillfactor=(\d+)/.exec(options)?.[1],
      /vacuum_scale_factor=([\d.]+)/.exec(options)?.[1],
    ]),
  ).toEqual([
    ['device_contact', '50', '0.05'],
    ['device_list', '80', '0.05'],
    ['last_locations', '80', '0.05'],
  ]);
});
