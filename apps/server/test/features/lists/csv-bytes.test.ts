/** The exported file byte for byte, among the most hostile values: what PostgreSQL writes by COPY is what the rules of a cell say. */
import { csvColumns, type DeviceListFilter } from '@sekisho/contracts';
import { digestOf, guardCell, readOnlyColumns } from '@sekisho/server/features/device-list/csv-cell.rules';
import { createDeviceListCsv, type DeviceListPorts } from '@sekisho/server/features/device-list/index';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

const organizationId = '00000000-0000-4000-8000-00000000000a';
const scope = { organizationId, groupIds: null };
const hostile = [
  '',
  ' ',
  '"',
  '""',
  '",,"',
  'a,b',
  'a\nb',
  'a\r\nb',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\\',
  '\\.',
  '\\N',
  'NULL',
  "'",
  "'=1",
  "''=1",
  '=1+1',
  '+1',
  '-1',
  '@x',
  '＝x',
  '＠x',
  '＋x',
  '－x',
  '\x01\x1f\x7f',
  '$1 $2',
  "'; drop table devices; --",
  "E'\\x27",
  '佐藤 花子 👩‍💻',
  'x'.repeat(5000),
  '漢"字'.repeat(300),
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // Each value in each of the texts, beside others each time; without contact, group or user at some.
  await database.asOwner(
    `insert into device_list (organization_id, device_id, computer_name, user_name, note, group_id, group_name, policy_code,
       device_revision, state, logon_user, platform, architecture, os_name, os_version, manufacturer, model, hardware_serial_number,
       addresses, agent_version, registered_at)
     select $1, md5('hostile-' || i || '-' || k)::uuid, t[i], t[1 + (i + k) % n], t[1 + (i + 2 * k) % n],
       case when (i + k) % 3 > 0 then i end, case when (i + k) % 3 > 0 then t[1 + (i + 3 * k) % n] end, 'A01', 1,
       case when i % 5 = 0 then 'deregistered' else 'active' end, case when i % 7 > 0 then t[1 + (i + 4 * k) % n] end,
       'linux', 'x64', t[1 + (i + 5 * k) % n], t[1 + (i + 6 * k) % n], t[1 + (i + 7 * k) % n], t[1 + (i + 8 * k) % n],
       t[1 + (i + 9 * k) % n], array[t[1 + (i + 10 * k) % n], '192.0.2.7'], t[1 + (i + 11 * k) % n],
       timestamptz '2026-01-31 23:59:59.987654Z' + i * interval '1 day'
     from (select $2::text[] as t, cardinality($2::text[]) as n) as given, generate_series(1, n) as i, generate_series(1, 5) as k`,
    [organizationId, hostile],
  );
  // And a row that is larger than what is gathered at once.
  await database.asOwner(`update device_list set note = repeat('"漢', 200000)
    where device_id = (select device_id from device_list order by device_id offset 7 limit 1)`);
  await database.asOwner(`insert into device_contact (organization_id, device_id, last_seen_at)
    select organization_id, device_id, case when group_id % 2 = 0 then registered_at + interval '1 hour' end from device_list`);
});
afterAll(() => database?.drop());

const csvOf = () =>
  createDeviceListCsv({
    db: database.db,
    clock: { now: () => Date.now() },
    policies: { list: async () => [] },
    organizations: { homeRevision: async () => 1 },
  } as unknown as DeviceListPorts);

async function written(filter: DeviceListFilter): Promise<{ text: string; rows: number }> {
  const parts: Buffer[] = [];
  let rows = 0;
  for await (const page of csvOf().pages(scope, filter, 'ja')) {
    parts.push(...page.content);
    rows += page.rows;
  }
  return { text: Buffer.concat(parts).toString(), rows };
}

const bare: readonly string[] = ['uid', 'policyCode', 'groupId', 'registeredAt', 'lastSeenAt', 'check'];

/** Cells as they are read one by one, put together here. */
async function expected(ids: readonly string[]): Promise<string> {
  const devices = await csvOf().cellsOf(scope, 'ja', ids);
  const lines = ids.map((id) => {
    const cells: Readonly<Record<string, string>> = devices.get(id) ?? {};
    const check = digestOf(
      id,
      readOnlyColumns.map((name) => cells[name] ?? ''),
    );
    const line = csvColumns.map((name) => {
      const cell = name === 'check' ? check : (cells[name] ?? '');
      return bare.includes(name) ? cell : `"${cell.replaceAll('"', '""')}"`;
    });
    return `${line.join(',')}\r\n`;
  });
  return lines.join('');
}

const allIds = async () => {
  const rows = await database.asOwner<{ id: string }>(
    'select device_id::text as id from device_list order by device_id',
  );
  return rows.map(({ id }) => id);
};

it('every value in every column, quoted, guarded and with its digest', async () => {
  const ids = await allIds();
  const { text, rows } = await written({});
  expect(rows).toBe(hostile.length * 5);
  expect(text).toBe(await expected(ids));
});

it('guards each cell as the rules do', async () => {
  const rows = await database.asOwner<{ id: string; names: string[] }>(
    `select device_id::text as id, array[computer_name, user_name, note, os_name, model, agent_version] as names from device_list`,
  );
  const cells = await csvOf().cellsOf(
    scope,
    'ja',
    rows.map(({ id }) => id),
  );
  for (const { id, names } of rows) {
    const { computerName, userName, note, osName, model, agentVersion } = cells.get(id) ?? {};
    expect([computerName, userName, note, osName, model, agentVersion]).toEqual(names.map(guardCell));
  }
});

it.each(hostile.filter((value) => value !== '' && value.length < 200))(
  'a filter by %j leaves what holds it',
  async (keyword) => {
    const rows = await database.asOwner<{ id: string }>(
      `select device_id::text as id from device_list where position($1 in computer_name) > 0 or position($1 in user_name) > 0
       or position($1 in note) > 0 or position($1 in group_name) > 0 order by device_id`,
      [keyword],
    );
    expect((await written({ keyword })).text).toBe(await expected(rows.map(({ id }) => id)));
  },
);
