/** How long records are kept: shown, changed, carried out; and the audit log, whose chain holds from the cut on. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AuditLog,
  type Command,
  defaultRetention,
  type RetentionSettings,
  type Timeline,
} from '@sekisho/contracts';
import { expireAudit } from '@sekisho/server/features/audit/retention';
import type { Sealed } from '@sekisho/server/features/audit/seal.rules';
import { checkpointsFile, sealAll } from '@sekisho/server/features/audit/sealer';
import { readSealedLines, verifyAudit } from '@sekisho/server/features/audit/verify-audit';
import { expireTimelines } from '@sekisho/server/features/commands/index';
import type { Tx } from '@sekisho/server/platform/database/tables';
import { createTimePartitions } from '@sekisho/server/platform/database/time-partitions';
import { defineJobQueue } from '@sekisho/server/platform/jobs/jobs';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';

const dayMs = 24 * 3_600_000;
const settingsPath = '/api/v1/system/retention';
let world: DeviceWorld;
let folder: string;
let organizationId: string;
beforeAll(async () => {
  world = await startDeviceWorld();
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-retention-'));
  organizationId = (await rows<{ id: string }>(`select id from organizations`))[0]?.id ?? '';
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rows = async <Row>(text: string) => (await sql.raw<Row>(text).execute(world.database.db)).rows;
const ports = () => {
  const { platform } = world.server;
  return { ...platform, partitions: createTimePartitions(platform), checkpointsFolder: folder };
};

describe('the settings', () => {
  it('begin with the defaults, are changed, and the audit log tells from what to what', async () => {
    expect(await world.admin.ok('GET', settingsPath)).toEqual({
      eventDays: 90,
      lockHistoryDays: null,
      auditDays: null,
      inventoryChangeDays: 365,
    });
    const settings: RetentionSettings = {
      eventDays: 120,
      lockHistoryDays: 730,
      auditDays: null,
      inventoryChangeDays: 90,
    };
    expect(await world.admin.ok('PUT', settingsPath, settings)).toEqual(settings);
    expect(await world.admin.ok('GET', settingsPath)).toEqual(settings);
    const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=retention.saved');
    expect(items.map(({ detail }) => detail)).toEqual([{ before: defaultRetention, now: settings }]);
  });

  it.each([
    [{ eventDays: 29 }, '/eventDays'],
    [{ lockHistoryDays: 364 }, '/lockHistoryDays'],
    [{ auditDays: 364 }, '/auditDays'],
    [{ inventoryChangeDays: 29 }, '/inventoryChangeDays'],
  ])('nobody wipes traces by accident: %j is refused', async (change, field) => {
    expect(await world.admin.refusal('PUT', settingsPath, { ...defaultRetention, ...change })).toMatchObject({
      status: 400,
      fields: [field],
    });
  });

  it('are changed by whoever may change the system, and only that', async () => {
    const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'reader',
      permissions: ['system.read'],
      expiresAt: null,
    });
    const reader = new ConsoleClient(world.server.url, secret);
    const kept = await reader.ok<RetentionSettings>('GET', settingsPath);
    expect((await reader.refusal('PUT', settingsPath, kept)).status).toBe(403);
  });
});

describe('timelines', () => {
  it('lose what is older, but for what is open, the newest lock that counts, and wipes', async () => {
    const device = await world.device().join(world.serialNumber);
    const of = `/api/v1/devices/${device.id}`;
    const commands: string[] = [];
    for (const kind of ['lock', 'unlock', 'lock', 'unlock']) {
      const command = await world.admin.ok<Command>('POST', `${of}/commands`, { kind });
      commands.push(command.id);
      if (commands.length < 4)
        await device.checkIn({ items: [device.result(command.id, 'done'), device.event('timer-locked')] });
    }
    await sql`update commands set issued_at = issued_at - interval '100 days'`.execute(world.database.db);
    await sql`update device_events set received_at = received_at - interval '100 days' where number % 4 = 0`.execute(
      world.database.db,
    );
    const { deleted } = await expireTimelines(ports(), [{ organizationId, days: 90 }]);
    const left = (await rows<{ id: string }>(`select id from commands order by issued_at`)).map(({ id }) => id);
    expect(left).toEqual([commands[3]]);
    expect(deleted).toBeGreaterThan(3);
    const { items } = await world.admin.ok<Timeline>('GET', `${of}/timeline`);
    expect(items.filter(({ what }) => what === 'timer-locked').length).toBeLessThan(3);
    expect(await expireTimelines(ports(), [{ organizationId, days: 90 }])).toMatchObject({ deleted: 0 });
    expect(await expireTimelines(ports(), [{ organizationId, days: null }])).toEqual({ dropped: 0, deleted: 0 });
  });

  it('keep a lock that counts whatever inventories were asked for since, and none of those that came', async () => {
    const device = await world.device().join(world.serialNumber);
    const of = `/api/v1/devices/${device.id}`;
    const lock = await world.admin.ok<Command>('POST', `${of}/commands`, { kind: 'lock' });
    await device.checkIn({ items: [device.result(lock.id)] });
    const came = await world.admin.ok<Command>('POST', `${of}/inventory/collect`);
    await device.checkIn({ items: [device.result(came.id)] });
    const open = await world.admin.ok<Command>('POST', `${of}/inventory/collect`);
    const own = `where device_id = '${device.id}' order by issued_at`;
    await sql
      .raw(`update commands set issued_at = issued_at - interval '100 days' where device_id = '${device.id}'`)
      .execute(world.database.db);
    await expireTimelines(ports(), [{ organizationId, days: 90 }]);
    const left = (await rows<{ id: string }>(`select id from commands ${own}`)).map(({ id }) => id);
    expect(left).toEqual([lock.id, open.id]);
  });
});

describe('the audit log', () => {
  const seal = () => sealAll(ports());
  const keep = (days: number | null) => expireAudit(ports(), [{ organizationId, days }]);
  const keptOutside = async () => readSealedLines(await readFile(checkpointsFile(folder, organizationId), 'utf8'));
  const nothing: Sealed = { checkpoints: [], cuts: [] };
  const verify = (kept = nothing) => verifyAudit(world.server.platform, organizationId, kept);
  const old = new Date(Date.now() - 800 * dayMs);
  const append = (names: readonly string[], at: Date) =>
    world.server.platform.transaction((tx) =>
      world.server.platform.appendAudit(
        tx,
        ...names.map((name) => ({
          organizationId,
          actor: { type: 'system' } as const,
          action: 'group.created' as const,
          detail: { name },
          at,
        })),
      ),
    );
  const has = async (name: string) =>
    (await rows(`select from audit_log where detail ->> 'name' = '${name}'`)).length === 1;

  it('keeps everything unless told otherwise, and what is not older', async () => {
    await sql`delete from audit_log`.execute(world.database.db);
    const month = `${old.toISOString().slice(0, 7)}-01`;
    await sql`select make_time_partition('audit_log', ${month}::date, (${month}::date + interval '1 month')::date)`.execute(
      world.database.db,
    );
    await append(['first', 'second'], old);
    await seal();
    await append(['third'], old);
    await seal();
    await append(['fourth'], new Date());
    await append(['out of order'], old);
    await seal();
    expect(await keep(null)).toEqual({ dropped: 0, deleted: 0 });
    expect(await keep(1000)).toEqual({ dropped: 0, deleted: 0 });
    expect(await verify()).toMatchObject({ entries: 5, checkpoints: 3, cut: null, faults: [] });
  });

  it('loses its beginning up to a signed cut, and is whole from there on', async () => {
    expect(await keep(400)).toEqual({ dropped: 0, deleted: 3 });
    expect([await has('third'), await has('fourth'), await has('out of order')]).toEqual([false, true, true]);
    const verdict = await verify();
    expect(verdict).toMatchObject({ entries: 2, checkpoints: 2, cut: { sequence: 3, keptDays: 400 }, faults: [] });
    const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=audit-log.cut');
    expect(items[0]).toMatchObject({ actor: { type: 'system' }, detail: { through: 3, keptDays: 400 } });
    expect(await verify(await keptOutside())).toMatchObject({ faults: [] });
    await seal();
    expect(await verify(await keptOutside())).toMatchObject({ entries: 3, unsealed: 0, faults: [] });
    expect(await keep(400)).toEqual({ dropped: 0, deleted: 0 });
  });

  /** What is found after a change that is taken back again. */
  async function found(change: string, find: (tx: Tx) => Promise<unknown>): Promise<unknown> {
    let seen: unknown;
    const undo = new Error('undo');
    const changed = world.database.transactions.transaction(async (tx) => {
      await sql.raw(change).execute(tx);
      seen = await find(tx);
      throw undo;
    });
    await expect(changed).rejects.toBe(undo);
    return seen;
  }
  const firstFault = async (db: Tx) =>
    (await verifyAudit({ ...world.server.platform, db }, organizationId, nothing)).faults[0];

  it('tells a deletion by somebody else from one by retention', async () => {
    const taken = 'delete from audit_log where sequence = 4';
    expect(await found(taken, firstFault)).toEqual({ kind: 'missing', sequence: 4 });
    const forged = `insert into audit_cuts select organization_id, 4, replace(text, '"sequence":3', '"sequence":4'),
      signatures, created_at from audit_cuts`;
    expect(await found(`${taken}; ${forged}`, firstFault)).toEqual({ kind: 'missing', sequence: 4 });
    expect(await found('delete from audit_cuts', firstFault)).toEqual({ kind: 'missing', sequence: 1 });
  });

  const muchLater = () => {
    const clock = { ...world.server.platform.clock, now: () => Date.now() + 2000 * dayMs };
    const later = { ...ports(), clock };
    return { ...later, partitions: createTimePartitions(later) };
  };

  it('is not cut where it is not what was sealed', async () => {
    const entries = (await rows('select from audit_log')).length;
    const left = await found("update audit_log set hash = '\\x00'", async (tx) => {
      const here = { ...muchLater(), db: tx, transaction: <T>(work: (tx: Tx) => Promise<T>) => work(tx) };
      await expireAudit({ ...here, partitions: createTimePartitions(here) }, [{ organizationId, days: 400 }]);
      return (await sql`select from audit_log`.execute(tx)).rows.length;
    });
    expect(left).toBe(entries);
  });

  it('goes on from the cut when nothing else is left, and whole partitions go at once', async () => {
    const { dropped } = await expireAudit(muchLater(), [{ organizationId, days: 400 }]);
    expect(dropped).toBeGreaterThan(0);
    await seal();
    const { cut, entries, faults } = await verify(await keptOutside());
    expect([cut?.sequence, entries, faults]).toEqual([6, 1, []]);
  });
});

it('is carried out by a job, for every organization as it wants it', async () => {
  const settings: RetentionSettings = { eventDays: 30, lockHistoryDays: 365, auditDays: 365, inventoryChangeDays: 30 };
  await world.admin.ok('PUT', settingsPath, settings);
  await sql`insert into lock_history (organization_id, id, device_id, computer_name, what, sorted_at, recorded_at)
    select ${organizationId}::uuid, gen_random_uuid(), gen_random_uuid(), 'PC', 'sim-lock', at, at
    from (values (now() - interval '366 days'), (now() - interval '364 days')) t(at)`.execute(world.database.db);
  await world.server.platform.jobs.send(defineJobQueue<null>('retention'), null);
  const locks = await eventually(
    () =>
      rows<{ age: number }>(
        `select (current_date - recorded_at::date) as age from lock_history where what = 'sim-lock'`,
      ),
    (left) => left.length === 1,
    15_000,
  );
  expect(locks[0]?.age).toBeLessThan(366);
});
