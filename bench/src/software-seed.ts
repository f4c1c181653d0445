/** Software of a seeded fleet: machines by department, programs as often as real ones are: a few nearly everywhere, most of them seldom. */
import type { ServerDatabase } from './server-database.ts';

export const titles = 6_000;
const versionsEach = 5;
const departments = 500;
const programsEach = 300;
const groups = 20;

/** Numbers of a department's programs: a title, drawn so that each is as frequent as its place (Zipf), and one of its versions. */
function programsOf(department: number): number[] {
  const has = new Set<number>();
  let state = department * 2_654_435_761 + 1;
  while (has.size < 2 * programsEach) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const title = Math.ceil(titles ** (state / 2 ** 32));
    has.add(title);
    has.add(titles + (title - 1) * versionsEach + 1 + (department % versionsEach));
  }
  return [...has].sort((left, right) => left - right);
}

const statements = [
  `update device_list set group_id = nullif(('x' || substr(md5(device_id::text), 1, 4))::bit(16)::integer % ${groups + 4} + 1, 0)
   where ('x' || substr(md5(device_id::text), 1, 4))::bit(16)::integer % ${groups + 4} < ${groups}`,
  'drop index device_software_has',
  `insert into device_software (organization_id, device_id, has)
   select l.organization_id, l.device_id, d.has from device_list l join bench_departments d
     on d.at = ('x' || substr(md5(l.device_id::text), 5, 6))::bit(24)::integer % ${departments}`,
  `set maintenance_work_mem = '512MB'`,
  'create index device_software_has on device_software using gin (has)',
  `insert into software_counts (organization_id, group_id, id, title_id, devices)
   select organization_id, group_id, id, case when id <= ${titles} then id else 1 + (id - ${titles} - 1) / ${versionsEach} end, sum(devices)
   from (select organization_id, group_id, department, count(*) as devices from (
       select l.organization_id, g.group_id, ('x' || substr(md5(l.device_id::text), 5, 6))::bit(24)::integer % ${departments} as department
       from device_list l, lateral (values (0), (l.group_id)) as g(group_id) where g.group_id is not null) as each group by 1, 2, 3) as sums
   join bench_departments d on d.at = department, unnest(d.has) as id group by 1, 2, 3, 4`,
  `insert into software_titles (organization_id, id, key, name, publisher)
   select organization_id, id, md5('title-' || id)::uuid, (array['Title', 'ワープロ', 'lib', '業務アプリ', 'a'])[1 + id % 5] || ' ' || id,
     'Publisher ' || id % 400 from software_counts where group_id = 0 and id = title_id`,
  `insert into software_versions (organization_id, id, title_id, key, version)
   select organization_id, id, title_id, md5('version-' || id)::uuid, '1.' || id % 5 from software_counts where group_id = 0 and id <> title_id`,
  `select setval('software_ids', ${titles * (versionsEach + 1) + 1})`,
  'drop table bench_departments',
  'truncate inventory_due',
];

/** The index of who has what is made when all is there: one by one, an entry for each program of each device, takes ten times as long. */
export async function seedSoftware({ pool }: ServerDatabase, organizationId: string): Promise<void> {
  await pool.query('create table bench_departments (at integer primary key, has integer[] not null)');
  const all = Array.from({ length: departments }, (_, at) => `{${programsOf(at).join(',')}}`);
  await pool.query(
    `insert into bench_departments select at - 1, has::integer[] from unnest($1::text[]) with ordinality as v(has, at)`,
    [all],
  );
  for (const statement of statements) await pool.query(statement);
  for (const table of ['device_list', 'device_software', 'software_counts', 'software_titles', 'software_versions'])
    await pool.query(`vacuum analyze ${table}`);
  const { rows } = await pool.query<{ size: string }>(
    `select pg_size_pretty(pg_total_relation_size('device_software')) || ', of it the index ' ||
       pg_size_pretty(pg_relation_size('device_software_has')) as size from organizations where id = $1`,
    [organizationId],
  );
  console.log(`who has which software takes ${rows[0]?.size}`);
}
