/** Devices by the hundred thousand in the tables of one organization, some in two others: skewed in groups, policies, states, names and contacts. */
import { cellOf } from '@sekisho/server/features/locations/grid.rules';
import type { TestDatabase } from '@sekisho/testkit/postgres';
import pg from 'pg';

export const big = '00000000-0000-4000-8000-000000000001';
export const groupCount = 40;
/** What every policy and the organization want. */
export const wantedRevision = 10;

export const deviceId = `md5('device-' || i)::uuid`;
const organization = `case when i % 1000 < 998 then '${big}' else '00000000-0000-4000-8000-00000000000' || (i % 1000 - 996) end::uuid`;
/** Numbers of a device that have nothing to do with each other. */
export const chance = (prime: number) => `(i::bigint * ${prime} % 999983)`;
/** A fifth in none, a fifth in the first, the last ones nearly empty. */
export const group = `case when ${chance(7919)} % 5 = 0 then null
  else least(${groupCount}, 1 + floor(-ln((1 - ${chance(611953)} / 999984.0)::float8) * 4))::integer end`;
export const policy = `(select case when at < 900 then 'A01' when at < 990 then 'A02' when at < 999 then 'A03' else 'A04' end
  from (select ${chance(1299709)} % 1000 as at) as policy)`;
const computerName = `(array['PC', 'note', '営業部', '経理', 'tokyo', '大阪支店', 'srv', '開発'])[1 + i % 8]
  || '-' || lpad(${chance(15485863)}::text, 7, '0')`;
const userName = `(array['', '佐藤', '鈴木', 'Tanaka', '高橋', 'smith', '渡辺', 'Müller'])[1 + i / 8 % 8]
  || case when i % 64 < 8 then '' else (i % 977)::text end`;
const note = `case when i % 50000 = 7 then '特別な備考 nowhere-else' when i % 20 = 0 then '3階の予備機' else '' end`;
export const state = `case when i % 33 = 5 then 'deregistered' else 'active' end`;
const lockMode = `case when i % 2000 = 1 then 'remote' when i % 5000 = 2 then 'timer' when i % 20000 = 3 then 'sim'
  when i % 50000 = 4 then 'wiping' else 'unlocked' end`;
/** Nine in ten heard of just now; the others within a year; one in a hundred never. */
const contact = `${chance(104729)} % 100`;
const lastSeen = `case when ${contact} = 3 then null
  when ${contact} % 10 = 3 then now() - interval '30 minutes' - (i % 8760) * interval '1 hour'
  else now() - (i % 240) * interval '1 second' end`;
const fetched = `case when ${contact} = 3 then null when i % 500 = 8 then ${wantedRevision - 1} else ${wantedRevision} end`;
const deviceRevision = `case when i % 10000 = 6 then ${wantedRevision + 1} else 1 end`;

/** Software: one that all have, a dozen of two hundred that are ever rarer, one of a thousand; each title in four versions. */
export const commonSoftware = 1;
export const rareSoftware = 901;
const title = `case k when 0 then ${commonSoftware} when 13 then ${rareSoftware - 1} + i / 7 % 1000 else k * k + i / k % (2 * k + 1) end`;
const versionOf = (number: string) => `2000 + ${number} * 4 + i % 4`;
const has = `(select array_agg(id order by id) from (select ${title} as t from generate_series(0, 13) as k) as titles,
  lateral (values (t), (${versionOf('t')})) as ids(id))`;

const numbers = (devices: number) => `generate_series(1, ${devices}) as i`;
const fill = (devices: number) => [
  `insert into device_list (organization_id, device_id, computer_name, user_name, note, group_id, group_name, policy_code,
       device_revision, state, lock_mode, open_command, wiped, platform, client_kind, architecture, os_name, os_version, manufacturer,
       model, hardware_serial_number, addresses, agent_version, registered_at)
     select ${organization}, ${deviceId}, ${computerName}, ${userName}, ${note}, g, 'グループ ' || g, ${policy},
       ${deviceRevision}, ${state}, ${lockMode}, case when i % 3000 = 1 then 'lock' when i % 50000 = 4 then 'wipe' end,
       case when i % 40000 = 5 then 'complete' when i % 90000 = 6 then 'incomplete' end,
       (array['windows', 'windows', 'linux', 'macos'])[1 + i % 4],
       case when i % 9 = 4 then 'linked-clone' when i % 7000 = 3 then 'on-demand' else 'standard' end, 'x64', 'Debian', '12', 'LENOVO', 'X1', 'SN' || i,
       array['192.0.2.' || i % 256], '0.3.0', timestamptz '2026-01-01' + i * interval '1 second'
     from ${numbers(devices)}, lateral (select ${group} as g) as grouped`,
  `insert into device_contact (organization_id, device_id, last_seen_at, last_seen_day, silent_since, fetched_revision,
       fetched_policy_code, policy_code, device_revision, active)
     select ${organization}, ${deviceId}, seen, seen::date,
       case when seen is null then 'epoch' when ${contact} % 10 = 3 then seen else 'infinity' end, ${fetched}, ${policy}, ${policy},
       ${deviceRevision}, ${state} = 'active'
     from ${numbers(devices)}, lateral (select ${lastSeen} as seen) as contact`,
  `insert into lock_history (organization_id, id, device_id, computer_name, what, issued_by, sorted_at, issued_at)
     select ${organization}, md5('history-' || i)::uuid, ${deviceId}, ${computerName}, case when i % 2 = 0 then 'lock' else 'unlock' end,
       'admin', now() - i * interval '1 minute', now() - i * interval '1 minute'
     from generate_series(1, ${Math.ceil(devices / 4)}) as i`,
  `insert into audit_log (organization_id, id, at, actor, action, target, sequence, hash)
     select ${organization}, md5('audit-' || i)::uuid, now() - i * interval '1 minute',
       jsonb_build_object('type', 'administrator', 'id', md5('admin-' || i % 7)::uuid, 'loginId', 'admin' || i % 7),
       (array['device.updated', 'session.created', 'policy.updated', 'command.issued'])[1 + i % 4], 'device:' || ${deviceId}, 1000 + i, '\\x00'
     from generate_series(1, ${Math.ceil(devices / 4)}) as i`,
  `insert into device_events (organization_id, device_id, number, at, received_at, what)
     select ${organization}, ${deviceId}, n, now() - n * interval '1 hour', now(), 'started'
     from generate_series(1, ${Math.ceil(devices / 20)}) as i, generate_series(1, 4) as n`,
  `insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
     select ${organization}, md5('command-' || i)::uuid, ${deviceId}, 'lock', 'done', '', now() - i * interval '1 minute'
     from generate_series(1, ${Math.ceil(devices / 10)}) as i`,
  `insert into device_counts select organization_id, policy_code, group_id, state, count(*), true
     from device_list group by 1, 2, 3, 4`,
];
/** Of the first ones; takes longer than all the rest. */
const fillSoftware = (devices: number) => [
  `insert into device_software (organization_id, device_id, has)
     select ${organization}, ${deviceId}, ${has} from ${numbers(devices)} where ${state} = 'active'`,
  `insert into software_counts (organization_id, group_id, id, title_id, devices)
     select organization_id, coalesce(group_id, 0), id, case when id < 2000 then id else (id - 2000) / 4 end, count(*)
     from (select organization_id, device_id, unnest(has) as id from device_software) as links
     join (select organization_id, device_id, group_id from device_list where group_id is not null
       union all select organization_id, device_id, null from device_list) as listed using (organization_id, device_id)
     group by 1, 2, 3, 4`,
  `insert into software_titles (organization_id, id, key, name, publisher)
     select distinct on (organization_id, id) organization_id, id, md5('title-' || id)::uuid,
       (array['Editor', 'ワープロ', 'lib', '業務アプリ'])[1 + id % 4] || ' ' || id, 'Publisher ' || id % 40
     from software_counts where id = title_id`,
  `insert into software_versions (organization_id, id, title_id, key, version)
     select distinct on (organization_id, id) organization_id, id, title_id, md5('version-' || id)::uuid, '1.' || id % 4
     from software_counts where id <> title_id`,
];

const tables = [
  'device_list',
  'device_contact',
  'lock_history',
  'audit_log',
  'device_events',
  'commands',
  'last_locations',
  'device_software',
  'software_counts',
  'software_titles',
  'software_versions',
  'device_counts',
  'location_cells',
];

/** Around Tokyo, over Japan, and anywhere: latitude and longitude of a thousand places, each of which holds as many devices. */
const places = Array.from({ length: 1000 }, (_, at): [number, number] => {
  const [far, angle] = [0.5 * ((at * 37) % 1000) ** 2 * 1e-6, at * 2.4];
  if (at < 600) return [35.68 + far * Math.sin(angle), 139.76 + far * Math.cos(angle)];
  if (at < 900) return [31 + ((at * 7) % 14), 130 + ((at * 11) % 15)];
  return [((at * 13) % 120) - 55, ((at * 101) % 360) - 180];
});

async function fillLocations(client: pg.Client, devices: number, organizationId: string): Promise<void> {
  await client.query(
    `insert into last_locations (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source, group_id)
     select ${organization.replace(big, organizationId)}, ${deviceId}, now(), ($1::bigint[])[1 + i % 1000], ($2::float8[])[1 + i % 1000],
       ($3::float8[])[1 + i % 1000], 20, 'wifi', ${group}
     from generate_series(1, ${devices}) as i`,
    [
      places.map(([latitude, longitude]) => cellOf(latitude, longitude)),
      places.map(([at]) => at),
      places.map(([, at]) => at),
    ],
  );
  await client.query(`insert into location_cells
    select organization_id, level, cell >> (48 - 2 * level), group_id, count(*), true
    from last_locations cross join unnest('{6,9,12,15,18}'::smallint[]) as level group by 1, 2, 3, 4`);
}

/** Without triggers; indexes are left out meanwhile and made again at the end. */
export async function fillTables(
  database: TestDatabase,
  tables: readonly string[],
  fill: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(database.access.owner);
  await client.connect();
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'`);
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = any($1::regclass[]) and not indisunique`,
      [tables],
    );
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    await fill(client);
    // An index of a partitioned table is told without those of its partitions.
    for (const { definition } of indexes) await client.query(definition.replace(' ON ONLY ', ' ON '));
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
    for (const table of tables) await client.query(`vacuum analyze ${table}`);
  } finally {
    await client.end();
  }
}

/** @param organizationId whose they are, nearly all @param withSoftware how many of them have any */
export async function fillDevices(
  database: TestDatabase,
  devices: number,
  organizationId = big,
  withSoftware = devices,
): Promise<void> {
  await fillTables(database, tables, async (client) => {
    for (const statement of [...fill(devices), ...fillSoftware(withSoftware)])
      await client.query(statement.replaceAll(big, organizationId));
    await fillLocations(client, devices, organizationId);
  });
}
