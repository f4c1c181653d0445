/** Linked clones at one moment: an order and a registration, the inventory of a holder before, many who register together. */
import type { CheckInBody, DeviceInventory, Problem } from '@sekisho/contracts';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { createLog } from '@sekisho/server/platform/log';
import { eventually } from '@sekisho/testkit/eventually';
import { recordSql } from '@sekisho/testkit/recorded-sql';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noMark } from '../../../src/features/device-copies/mark.rules.ts';
import { upsertMarks } from '../../../src/features/device-copies/marks.store.ts';
import { insertClones } from '../../../src/features/linked-clones/linked-clones.store.ts';
import { smallPackages } from '../deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { softwareSection } from '../inventory/inventory-world.ts';
import { clone, ends, makePool, type Pool } from './clone-world.ts';

const packages = smallPackages();
let world: DeviceWorld;
let pool: Pool;

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
  pool = await makePool(world, 'VDI', true);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

const order = ({ id }: TestDevice, kind: 'lock' | 'unlock') =>
  world.admin.ok('POST', `/api/v1/devices/${id}/commands`, { kind });

const kinds = (device: TestDevice, body: CheckInBody) => device.obey(body).map(({ intent }) => intent.kind);

/** Until so many connections of the server wait for a lock. */
const waiting = (connections: number) =>
  eventually(
    async () => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(world.database.db);
      return rows.length;
    },
    (many) => many >= connections,
  );

it('a clone that registers while an order for one of its name is being written comes under it', async () => {
  const first = await clone(pool.master, 'VDI-01');
  await ends(first);
  const owner = openDatabase(world.database.access.owner, createLog('silent'), 1);
  const [ordered, came] = [Promise.withResolvers<unknown>(), Promise.withResolvers<TestDevice>()];
  await owner.db.transaction().execute(async (tx) => {
    // Everything of the order is written but for its entry in the audit log.
    await sql`lock table audit_log in share mode`.execute(tx);
    order(first, 'lock').then(ordered.resolve, ordered.reject);
    await waiting(1);
    clone(pool.master, 'VDI-01').then(came.resolve, came.reject);
    await waiting(2);
  });
  await owner.close();
  await ordered.promise;
  const second = await came.promise;
  expect(second.id).not.toBe(first.id);
  expect(kinds(second, await second.checkIn())).toEqual(['lock']);
});

it('a clone that is deregistered while it bears the lock of another takes nothing back; one that was unlocked before does', async () => {
  const first = await clone(pool.master, 'VDI-03');
  await order(first, 'lock');
  const bearer = await clone(pool.master, 'VDI-03');
  const close = ({ id }: TestDevice) => world.admin.ok('POST', `/api/v1/devices/${id}/deregister`);
  await close(bearer);
  const second = await clone(pool.master, 'VDI-03');
  expect(kinds(second, await second.checkIn())).toEqual(['lock']);
  await order(second, 'unlock');
  const [unlock] = second.obey(await second.checkIn());
  await second.checkIn({ items: [second.result(unlock?.intent.id ?? '')] });
  await close(second);
  const third = await clone(pool.master, 'VDI-03');
  expect(kinds(third, await third.checkIn())).toEqual([]);
});

it('orders for others wait for nobody who registers', async () => {
  const plain = await world.device().join(world.serialNumber);
  await world.database.db.transaction().execute(async (tx) => {
    await sql`select from organization_licences for update`.execute(tx);
    await order(plain, 'lock');
  });
  expect(kinds(plain, await plain.checkIn())).toEqual(['lock']);
});

it('nothing of the inventory of a holder before is stored, whatever its process has heard of', async () => {
  const device = await clone(pool.master, 'VDI-02');
  const tell = async (name: string) => {
    const body = JSON.stringify({ collectedAt: Date.now(), sections: [softwareSection(`${name} 1.0`)] });
    const headers = { authorization: `Bearer ${device.token}`, 'content-type': 'application/json' };
    const reply = await fetch(`${device.url}/device/v1/inventory`, { method: 'PUT', headers, body });
    return ((await reply.json()) as Partial<Problem>).code ?? null;
  };
  expect(await tell('present')).toBeNull();
  await sql`update device_contact set holder = holder + 1 where device_id = ${device.id}`.execute(world.database.db);
  expect(await tell('former')).toBe('device-token-invalid');
  const { sections } = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${device.id}/inventory`);
  expect(sections).toMatchObject([{ content: { packages: [{ name: 'present' }] } }]);
});

it('whoever held a record leaves no mark on it that would send its holder away', async () => {
  const { id, organizationId } = await clone(pool.master, 'VDI-04');
  const { db } = world.database;
  await sql`with gone as (delete from device_marks where device_id = ${id})
    update device_contact set holder = 1 where device_id = ${id}`.execute(db);
  const marked = async (holder: number) => {
    const held = { ...noMark, machine: `machine of holder ${holder}`, next: '1.x' };
    await world.server.platform.transaction((tx) => upsertMarks(tx, organizationId, [{ deviceId: id, holder, held }]));
    const { rows } = await sql<{ machine: string }>`select machine from device_marks where device_id = ${id}`.execute(
      db,
    );
    return rows.map(({ machine }) => machine);
  };
  expect(await marked(0)).toEqual([]);
  expect(await marked(1)).toEqual(['machine of holder 1']);
});

it('many who register together are written by one statement', async () => {
  const { organizationId, id: originalId } = pool.master;
  const clones = [1, 2, 3].map((number) => ({
    deviceId: `01a2221e-eac8-71a4-91a0-00000000000${number}`,
    ...{ settingId: pool.setting.id, originalId, lockOf: number === 2 ? [originalId, pool.setting.id] : [] },
  }));
  using recording = recordSql();
  await world.server.platform.transaction((tx) => insertClones(tx, organizationId, clones));
  expect(recording.statements.filter(({ text }) => text.startsWith('insert'))).toHaveLength(1);
  const { rows } = await sql`select device_id as "deviceId", setting_id as "settingId", original_id as "originalId",
      lock_of as "lockOf" from linked_clones where device_id::text like '01a2221e-%' order by device_id`.execute(
    world.database.db,
  );
  expect(rows).toEqual(clones);
});
