/** Migration 0020: what was there is there afterwards, in partitions; and a server of the release before goes on writing. */
import { migrate, readMigrations } from '@sekisho/server/platform/database/migrations';
import { applicationGrants } from '@sekisho/server/platform/database/roles';
import { createLog } from '@sekisho/server/platform/log';
import { createTestDatabase, migrationsFolder } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

const organization = '018f0000-0000-7000-8000-00000000000a';
/** As the release before writes them. */
const before = (at: string, number: number) => [
  `insert into device_events (organization_id, device_id, number, at, received_at, what)
   values ('${organization}', gen_random_uuid(), ${number}, '1970-01-01', ${at}, 'x')`,
  `insert into lock_history (organization_id, id, device_id, computer_name, what, command_id, sorted_at, issued_at)
   values ('${organization}', gen_random_uuid(), gen_random_uuid(), '東京', 'lock', gen_random_uuid(), ${at}, ${at})`,
  `insert into audit_log (organization_id, id, at, actor, action, sequence, hash)
   values ('${organization}', gen_random_uuid(), ${at}, '{"type":"system"}', 'group.created', ${number}, '\\x0${number}')`,
];

test('rows move, and what the release before writes is taken', async () => {
  await using database = await createTestDatabase({ migrated: false });
  const all = await readMigrations(migrationsFolder);
  const upTo = (name: string) =>
    migrate(
      database.access.owner,
      all.filter((each) => each.name < name),
      createLog('silent'),
      applicationGrants,
    );
  const run = (text: string) => sql.raw<Record<string, string>>(text).execute(database.db);
  await upTo('0020');
  await database.asOwner(`insert into organizations (id, code, name, serial_hash, serial_sealed)
    values ('${organization}', 'C', 'n', '', '')`);
  const times = ['now()', "now() - interval '400 days'", "'1970-01-02'", "now() + interval '20 years'"];
  for (const [index, at] of times.entries()) for (const text of before(at, index)) await run(text);
  const contents = async (table: string) =>
    (
      await run(`select place like '%_rest' as rest, count(*)::text from (
        select tableoid::regclass::text as place from ${table}) rows group by 1 order by 1`)
    ).rows;
  expect(await upTo('0021')).toContain('0020-time-partitions');

  for (const table of ['device_events', 'lock_history', 'audit_log'])
    expect(await contents(table)).toEqual([
      { rest: false, count: '2' },
      { rest: true, count: '2' },
    ]);
  expect((await run(`select sequence, encode(hash, 'hex') as hash from audit_log order by sequence`)).rows).toEqual(
    times.map((_, index) => ({ sequence: String(index), hash: `0${index}` })),
  );
  expect((await run('select distinct sorted_at = at as early from device_events')).rows).toEqual([{ early: true }]);
  expect(
    (await run(`select count(*)::text from lock_history where search_grams(computer_name) @> '{東}'`)).rows,
  ).toEqual([{ count: '4' }]);
  expect((await run('select event_days, audit_days from retention_settings')).rows).toEqual([
    { event_days: 365, audit_days: null },
  ]);

  for (const text of before('now()', 9)) await run(text);
  for (const table of ['device_events', 'lock_history', 'audit_log'])
    expect((await run(`select count(*)::text from ${table}`)).rows).toEqual([{ count: '5' }]);
});
