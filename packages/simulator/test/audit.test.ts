/** The auditor on a real server's database: the books of a fleet balance, and whatever is then missing, doubled, foreign or changed is named. */
import { assemble } from '@sekisho/server/wiring';
import { type BookedFleet, startBookedFleet } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { databaseUrl } from '@sekisho/testkit/postgres';
import { adminPassword, adminToken } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Audit, auditLines } from '../src/index.ts';

let server: InProcessServer;
let booked: BookedFleet;
let locked: string;

const audit = (): Promise<Audit> => booked.audit({ url: databaseUrl(server.database) });

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

beforeAll(async () => {
  server = await startInProcess({ assemble, settings: { adminPassword, adminToken } });
  const policy = await api<{ name: string; revision: number; settings: object }>('GET', '/policies/A01');
  const settings = { ...policy.settings, location: { enabled: true, retentionDays: 90 } };
  await api('PUT', '/policies/A01', { name: policy.name, revision: policy.revision, settings });
  const { serialNumber } = await api<{ serialNumber: string }>('GET', '/system');
  booked = await startBookedFleet({ serverUrl: server.url, serialNumber, devices: 30, seed: 5, life: null });
  const { fleet } = booked;
  locked = fleet.devices[4]?.id ?? '';
  const shown = fleet.screenShown(locked, 'remote');
  await api('POST', `/devices/${locked}/commands`, { kind: 'lock' });
  await shown;
  const count = (table: string) =>
    server.database.asOwner<{ n: number }>(`select count(distinct device_id)::int as n from ${table}`);
  for (const table of ['device_locations', 'inventory_sections'])
    await eventually(
      () => count(table),
      ([row]) => row?.n === 30,
    );
  await fleet.answered();
  await fleet.acknowledged();
}, 60_000);

afterAll(async () => {
  await booked?.[Symbol.asyncDispose]();
  await server?.dispose();
}, 60_000);

test('the books of a fleet balance', async () => {
  const { devices, acknowledged, differences } = await audit();
  expect(differences).toEqual([]);
  expect(devices).toBe(30);
  expect(acknowledged.items).toBeGreaterThan(100);
  expect(acknowledged.sections).toBe(30 * 6);
});

const someDevice = `(select device_id from device_contact order by device_id limit 1)`;
const firstOf = (table: string, where = 'true') =>
  `(select ctid from ${table} where device_id = ${someDevice} and ${where} order by 1 limit 1)`;
/** Keys would refuse a second one; what is proved here is that the auditor does not rely on them. */
const withoutKey = (table: string) =>
  `do $$ declare k record; begin
     for k in select conname from pg_constraint where conrelid = '${table}'::regclass and contype = 'p' loop
       execute format('alter table ${table} drop constraint %I cascade', k.conname);
     end loop;
   end $$`;

test.each([
  ['missing', 'event', `delete from device_events where ctid = ${firstOf('device_events')}`],
  ['missing', 'location', `delete from device_locations where ctid = ${firstOf('device_locations')}`],
  ['missing', 'section', `delete from inventory_sections where ctid = ${firstOf('inventory_sections')}`],
  ['missing', 'item number', `update device_contact set item_number = 0 where device_id = ${someDevice}`],
  ['missing', 'result', `update commands set completed_at = null, executed_at = null, state = 'delivered'`],
  ['missing', 'command', 'delete from commands'],
  ['missing', 'device', `delete from device_contact where device_id = ${someDevice}`],
  [
    'doubled',
    'event',
    `insert into device_events (COLUMNS) select COLUMNS from device_events where ctid = ${firstOf('device_events')}`,
  ],
  [
    'doubled',
    'location',
    `insert into device_locations (COLUMNS) select COLUMNS from device_locations where ctid = ${firstOf('device_locations')}`,
  ],
  ['doubled', 'command', 'insert into commands (COLUMNS) select COLUMNS from commands'],
  ['foreign', 'event', `update device_events set number = 900 where ctid = ${firstOf('device_events')}`],
  ['foreign', 'location', `update device_locations set number = 1 where ctid = ${firstOf('device_locations')}`],
  [
    'foreign',
    'section',
    `update inventory_sections set hash = repeat('0', 64) where ctid = ${firstOf('inventory_sections')}`,
  ],
  [
    'foreign',
    'rows in device_events',
    `update device_events set device_id = gen_random_uuid() where device_id = ${someDevice}`,
  ],
  ['foreign', 'item number', `update device_contact set item_number = 1000000 where device_id = ${someDevice}`],
  [
    'foreign',
    'result',
    `insert into commands (organization_id, id, device_id, kind, state, intent, issued_at, completed_at, executed_at)
     select organization_id, gen_random_uuid(), device_id, kind, 'done', intent, issued_at, completed_at, executed_at from commands`,
  ],
  ['changed', 'event', `update device_events set detail = '{"by": "nobody"}' where ctid = ${firstOf('device_events')}`],
  ['changed', 'event', `update device_events set at = at + interval '1 ms' where ctid = ${firstOf('device_events')}`],
  [
    'changed',
    'location',
    `update device_locations set latitude = latitude + 1e-9 where ctid = ${firstOf('device_locations')}`,
  ],
  [
    'changed',
    'section',
    `update inventory_sections set content = '{}', packed = null where ctid = ${firstOf('inventory_sections')}`,
  ],
  ['changed', 'result', `update commands set executed_at = executed_at - interval '1 s'`],
])('%s %s is found', async (kind, what, statement) => {
  const { asOwner } = server.database;
  /** Without those that the database computes. */
  const ownColumns = async (name: string) =>
    (
      await asOwner<{ names: string }>(`select string_agg(quote_ident(column_name), ', ') as names
        from information_schema.columns where table_name = '${name}' and is_generated = 'NEVER'`)
    )[0]?.names ?? '';
  const table = /(?:from|update|into) (\w+)/.exec(statement)?.[1] ?? '';
  await asOwner(withoutKey(table));
  await asOwner(`create table kept as table ${table}`);
  const columns = await ownColumns(table);
  try {
    await asOwner(statement.replaceAll('COLUMNS', columns));
    const found = await audit();
    expect(found.differences).toContainEqual(
      expect.objectContaining({ kind, what: expect.stringContaining(what), device: expect.any(String) }),
    );
    expect(auditLines(found).join('\n')).toContain(`${kind}: `);
  } finally {
    await asOwner(`delete from ${table}`);
    await asOwner(`insert into ${table} (${columns}) select ${columns} from kept`);
    await asOwner('drop table kept');
  }
  expect((await audit()).differences).toEqual([]);
});
