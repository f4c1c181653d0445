/** Figures of the whole installation: what they say, how seldom the database is asked, and that nothing old is told when it cannot be. */
import { systemClock } from '@sekisho/server/platform/clock';
import { eventually } from '@sekisho/testkit/eventually';
import { recordSql } from '@sekisho/testkit/recorded-sql';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './devices/device-world.ts';

let world: DeviceWorld;
let offsetMs = 0;
beforeAll(async () => {
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + offsetMs };
  world = await startDeviceWorld({ environment: { clock } });
});
afterAll(() => world[Symbol.asyncDispose]());

async function scrape(): Promise<string> {
  return (await fetch(`${world.server.url}/metrics`)).text();
}

/** After the figures before have become old. @param what name and labels as Prometheus reads them; `undefined`: not told */
async function figure(what: string): Promise<number | undefined> {
  offsetMs += 10_000;
  const line = (await scrape()).split('\n').find((each) => each.startsWith(`${what} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

/** First of all: to the door a clock that leaps is a server that is held up, and devices are refused. */
it('tells errors by code, of devices as well', async () => {
  await world.admin.refusal('GET', '/api/v1/devices/00000000-0000-4000-8000-000000000000');
  await fetch(`${world.server.url}/device/v1/check-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  const text = await scrape();
  expect(text).toContain('sekisho_errors_answered_total{code="device-not-found"} 1\n');
  expect(text).toContain('sekisho_errors_answered_total{code="malformed-request"} 1\n');
});

it('counts devices, licences and commands under way', async () => {
  const device = await world.device().join(world.serialNumber);
  expect(await figure('sekisho_devices_registered')).toBe(1);
  expect(await figure('sekisho_devices_contracted')).toBe(10);
  expect(await figure('sekisho_organizations_full')).toBe(0);
  expect(await figure('sekisho_commands_open{kind="lock"}')).toBeUndefined();
  await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
  await sql`update commands set issued_at = issued_at - interval '1 hour'`.execute(world.database.db);
  expect(await figure('sekisho_commands_open{kind="lock"}')).toBe(1);
  expect(await figure('sekisho_commands_open_oldest_age_seconds{kind="lock"}')).toBeGreaterThanOrEqual(3_600);
});

it('tells how long transactions and the way over the outbox took', async () => {
  for (const name of ['sekisho_transaction_seconds', 'sekisho_outbox_relay_seconds'])
    await eventually(scrape, (text) => new RegExp(`^${name}_count [1-9]`, 'm').test(text));
});

it('counts devices that have just fallen silent', async () => {
  const ago = (minutes: number) =>
    sql`update device_contact set silent_since = now() - make_interval(mins => ${minutes})`.execute(world.database.db);
  await ago(5);
  expect(await figure('sekisho_devices_fallen_silent')).toBe(1);
  await ago(90);
  expect(await figure('sekisho_devices_fallen_silent')).toBe(0);
});

it('tells what waits, and for how long', async () => {
  const { db } = world.database;
  // The relay looks once a second: sooner or later the row is held before it comes.
  for (let told = false; !told; ) {
    await sql`insert into outbox (topic, payload, created_at) values ('nobody', '{}', now() - interval '10 minutes')`.execute(
      db,
    );
    told = await db.transaction().execute(async (tx) => {
      const { rows } = await sql`select id from outbox where topic = 'nobody' for update skip locked`.execute(tx);
      if (rows.length === 0) return false;
      expect(await figure('sekisho_outbox_messages')).toBeGreaterThanOrEqual(1);
      expect(await figure('sekisho_outbox_oldest_age_seconds')).toBeGreaterThanOrEqual(600);
      return true;
    });
  }
  await sql`update audit_log set at = at - interval '1 second', sequence = null`.execute(db);
  expect(await figure('sekisho_audit_unsealed_entries')).toBeGreaterThan(0);
  await eventually(
    () => figure('sekisho_jobs{queue="audit-seal",state="waiting"}'),
    (jobs) => jobs !== undefined,
  );
});

it('tells approvals that wait', async () => {
  expect(await figure('sekisho_approvals_waiting')).toBe(0);
  await sql`insert into approval_requests (organization_id, id, kind, text, asked_at, expires_at)
    select id, gen_random_uuid(), 'wipe', '{}', now() - interval '2 hours', now() + interval '1 day' from organizations`.execute(
    world.database.db,
  );
  expect(await figure('sekisho_approvals_waiting')).toBe(1);
  expect(await figure('sekisho_approvals_waiting_oldest_age_seconds')).toBeGreaterThanOrEqual(7_200);
});

it('asks the database at most once in ten seconds, however often it is asked itself', async () => {
  offsetMs += 10_000;
  using recording = recordSql();
  const reads = () => recording.statements.filter(({ text }) => text.includes('pg_database_size')).length;
  await Promise.all([scrape(), scrape(), scrape()]);
  await scrape();
  expect(reads()).toBe(1);
  offsetMs += 10_000;
  await scrape();
  expect(reads()).toBe(2);
});

it('says that the database does not answer, and tells nothing old', async () => {
  expect(await figure('sekisho_database_answers')).toBe(1);
  await world.database.asOwner('alter table organization_licences rename to out_of_sight');
  expect(await figure('sekisho_database_answers')).toBe(0);
  expect(await figure('sekisho_devices_registered')).toBeUndefined();
  expect(await figure('sekisho_commands_open{kind="lock"}')).toBeUndefined();
  expect(await figure('process_cpu_seconds_total')).toBeGreaterThan(0);
  await world.database.asOwner('alter table out_of_sight rename to organization_licences');
  expect(await figure('sekisho_devices_registered')).toBe(1);
});
