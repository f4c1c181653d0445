/** The row of contact: what a quiet check-in reads and writes of it, and what triggers carry into it, whoever writes the record. */
import { createReportHash } from '@sekisho/server/features/check-in/check-in.rules';
import { storeQuiet } from '@sekisho/server/features/check-in/quiet-batch';
import { createVerifiedTokens } from '@sekisho/server/features/device-tokens/verified-tokens';
import { createTestDatabase } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let device: TestDevice;
beforeAll(async () => {
  world = await startDeviceWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  await sql`update organization_licences set contracted_devices = contracted_devices + 1`.execute(world.database.db);
  device = await world.device().join(world.serialNumber);
});

interface Contact {
  readonly policy_code: string;
  readonly device_revision: string;
  readonly commands_open: boolean;
  readonly seen: boolean;
}

async function contact(): Promise<Contact | undefined> {
  const { rows } =
    await sql<Contact>`select policy_code, device_revision, commands_open, last_seen_at is not null as seen
    from device_contact where device_id = ${device.id}`.execute(world.database.db);
  return rows[0];
}

describe('the row of contact', () => {
  it('follows the record, whichever version of the server writes it', async () => {
    expect(await contact()).toEqual({ policy_code: 'A01', device_revision: '0', commands_open: false, seen: false });
    await sql`update devices set policy_code = 'A02', device_revision = 7 where id = ${device.id}`.execute(
      world.database.db,
    );
    expect(await contact()).toMatchObject({ policy_code: 'A02', device_revision: '7' });
    expect((await device.checkIn()).settings).toMatchObject({ policyCode: 'A02' });
  });

  it('takes from the record what an older version does not give it', async () => {
    await sql`delete from device_contact where device_id = ${device.id}`.execute(world.database.db);
    await sql`insert into device_contact (organization_id, device_id) values (${device.organizationId}, ${device.id})`.execute(
      world.database.db,
    );
    expect(await contact()).toMatchObject({ policy_code: 'A01', device_revision: '0' });
  });

  it('says that commands may wait, until a check-in finds none', async () => {
    await device.checkIn();
    const issued = await world.admin.ok<{ id: string }>('POST', `/api/v1/devices/${device.id}/commands`, {
      kind: 'lock',
    });
    expect(await contact()).toMatchObject({ commands_open: true });
    expect(device.obey(await device.checkIn()).map(({ intent }) => intent.id)).toEqual([issued.id]);
    expect(await contact()).toMatchObject({ commands_open: true });
    await device.checkIn({ items: [device.result(issued.id)] });
    expect(await contact()).toMatchObject({ commands_open: false });
  });

  it('still says so when a command comes while a check-in clears it', async () => {
    const { database } = world;
    await sql`update device_contact set commands_open = true where device_id = ${device.id}`.execute(database.db);
    const inserted = Promise.withResolvers<unknown>();
    await database.transactions.transaction(async (tx) => {
      await sql`update device_contact set commands_open = false where device_id = ${device.id}`.execute(tx);
      sql`insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
        values (${device.organizationId}, gen_random_uuid(), ${device.id}, 'lock', 'issued', '', now())`
        .execute(database.db)
        .then(inserted.resolve, inserted.reject);
      const waiting = sql<{ count: string }>`select count(*) from pg_locks
        where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
      while ((await waiting.execute(tx)).rows[0]?.count === '0');
    });
    await inserted.promise;
    expect(await contact()).toMatchObject({ commands_open: true });
  });
});

describe('a quiet batch', () => {
  const ids = ['1', '2', '3', '4', '5'].map((digit) => `01900000-0000-7000-8000-00000000000${digit}`);
  const organizations = ids.map((id) => id.replace('0190', '0290'));

  it('stores devices of many organizations, in any order, and leaves out those that are not quiet', async () => {
    await using database = await createTestDatabase();
    await sql`insert into device_contact (organization_id, device_id, policy_code, device_revision, item_number)
      select o, d, 'A0' || n, n, n * 10
      from unnest(${organizations}::uuid[], ${ids}::uuid[]) with ordinality as v(o, d, n)`.execute(database.db);
    const asked = [4, 2, 0, 3, 1].map((at) => ({
      device: { organizationId: organizations[at] ?? '', deviceId: ids[at] ?? '', holder: 0, sealKey: '' },
      request: device.request({ settingsRevision: at }),
      trace: null,
    }));
    const told: unknown[] = [];
    const part = {
      name: 'teller',
      inform: async (entries: readonly { policyCode: string; deviceRevision: number; organizationId: string }[]) => {
        for (const entry of entries) told.push([entry.organizationId, entry.policyCode, entry.deviceRevision]);
      },
    };
    const store = () => storeQuiet({ parts: [part], db: database.db, hashOf: createReportHash() }, asked, new Date());
    expect(await store()).toEqual([null, null, null, null, null]);
    await sql`update device_contact set report_hash = ${createReportHash()(device.request())}::bigint`.execute(
      database.db,
    );
    await sql`update device_contact set active = false where device_id = ${ids[2]}`.execute(database.db);
    await sql`update device_contact set commands_open = true where device_id = ${ids[3]}`.execute(database.db);
    const bodies = await store();
    const storedThrough = bodies.map((body) => (body === null ? null : JSON.parse(body).storedThrough));
    expect(storedThrough).toEqual([50, null, 10, null, 20]);
    expect(told).toEqual([0, 1, 4].map((at) => [organizations[at], `A0${at + 1}`, at + 1]));
    const { rows } = await sql`select device_id, fetched_revision from device_contact where last_seen_at is not null
      order by device_id`.execute(database.db);
    expect(rows).toEqual([0, 1, 4].map((at) => ({ device_id: ids[at], fetched_revision: String(at) })));
  });
});

describe('verified tokens', () => {
  const identity = (id: string) => ({ deviceId: id, organizationId: '', holder: 0, expiresAt: 0, id, sealKey: '' });

  it('are remembered while they are asked for, and never more than twice the size', () => {
    const tokens = createVerifiedTokens(10);
    tokens.remember('kept', identity('kept'));
    for (let round = 0; round < 100; round += 1) {
      tokens.remember(`t${round}`, identity(`t${round}`));
      if (round % 5 === 0) expect(tokens.get('kept')?.id).toBe('kept');
    }
    const left = Array.from({ length: 100 }, (_, round) => tokens.get(`t${round}`)).filter((known) => known);
    expect(left.length).toBeLessThanOrEqual(20);
    expect(tokens.get('t0')).toBeUndefined();
    expect(tokens.get('t99')?.id).toBe('t99');
  });
});
