/** Silent clones are removed by night: which of them, never the rest, told before and afterwards, and not where approvers must agree. */
import type { AuditLog, CloneUpkeep, DeviceDetail } from '@sekisho/contracts';
import { createCloneUpkeep } from '@sekisho/server/features/linked-clones/upkeep.service';
import { defineJobQueue } from '@sekisho/server/platform/jobs/jobs';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { smallPackages } from '../deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { clone, makePool, type Pool, prove } from './clone-world.ts';

const path = '/api/v1/system/linked-clones';
const packages = smallPackages();
let world: DeviceWorld;
let pool: Pool;

beforeAll(async () => {
  world = await startDeviceWorld({ assemble: packages.assemble });
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.server.database.db);
  pool = await makePool(world, 'VDI', false);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});
beforeEach(async () => {
  const { db } = world.server.database;
  await sql`delete from clone_upkeep`.execute(db);
  await sql`update device_contact set last_seen_at = now()`.execute(db);
});

const silentFor = async (device: TestDevice, days: number) => {
  const { db } = world.server.database;
  const at = new Date(Date.now() - days * 86_400_000);
  await sql`update devices set registered_at = ${at} where id = ${device.id}`.execute(db);
  await sql`update device_contact set last_seen_at = ${at} where device_id = ${device.id}`.execute(db);
};
const listed = (device: TestDevice, changes: object) =>
  world.server.database.db
    .$extendTables<{ device_list: Record<string, unknown> }>()
    .updateTable('device_list')
    .set(changes)
    .where('device_id', '=', device.id)
    .execute();
const save = (silentDays: number | null) => world.admin.ok<CloneUpkeep>('PUT', path, { silentDays });
const night = async () => {
  const begun = Date.now();
  await world.server.platform.jobs.send(defineJobQueue<null>('silent-clones'), null);
  return eventually(
    () => world.admin.ok<CloneUpkeep>('GET', path),
    ({ lastRun }) => lastRun !== null && Date.parse(lastRun.at) >= begun,
  );
};
const isThere = async ({ id }: TestDevice) =>
  (await world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${id}`)).state !== 'deregistered';

it('off by default; who would go is told before anything is saved', async () => {
  const silent = await clone(pool.master, 'SILENT-0');
  await silentFor(silent, 40);
  expect(await world.admin.ok<CloneUpkeep>('GET', path)).toEqual({
    silentDays: null,
    needsApproval: false,
    due: { devices: 0, named: [] },
    lastRun: null,
  });
  expect((await world.admin.ok<CloneUpkeep>('GET', `${path}?silentDays=30`)).due).toMatchObject({
    devices: 1,
    named: [{ id: silent.id, computerName: 'SILENT-0' }],
  });
  await world.server.platform.jobs.send(defineJobQueue<null>('silent-clones'), null);
  for (const silentDays of [6, 3_651, 7.5])
    expect(await world.admin.refusal('PUT', path, { silentDays })).toMatchObject({ status: 400 });
  expect(await isThere(silent)).toBe(true);
});

it('takes clones away as a person would, with their licence, and nothing that is locked, wiped, ordered or a master', async () => {
  const names = ['silent', 'recent', 'locked', 'by-timer', 'ordered', 'wiped', 'copied'] as const;
  const made: [string, TestDevice][] = [];
  for (const name of names) made.push([name, await clone(pool.master, name)]);
  const devices = Object.fromEntries(made) as Record<(typeof names)[number], TestDevice>;
  const [standard, lonely] = [await world.device().join(world.serialNumber), world.device()];
  await lonely.enrol(pool.shown, { computerName: 'MASTER-2' });
  await prove(devices.copied, 'its own machine');
  const copy = await clone(devices.copied, 'COPY');
  for (const device of [...Object.values(devices), standard, lonely, pool.master]) await silentFor(device, 40);
  await silentFor(devices.recent, 20);
  await listed(devices.locked, { lock_mode: 'remote' });
  await listed(devices['by-timer'], { lock_mode: 'timer' });
  await listed(devices.ordered, { open_command: 'lock' });
  await listed(devices.wiped, { lock_mode: 'wiping', wiped: 'complete' });
  const before = (await world.system()).registeredDevices;
  await save(30);
  expect(await night()).toMatchObject({ lastRun: { removed: 2 }, due: { devices: 0 } });
  const left = await Promise.all(
    [...Object.values(devices), standard, lonely, pool.master, copy].map(async (each) =>
      (await isThere(each)) ? 1 : 0,
    ),
  );
  expect(left).toEqual([0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
  expect((await world.system()).registeredDevices).toBe(before - 2);
  // It is told why, with the signed notice.
  const { body } = await devices.silent.tryCheckIn(devices.silent.request());
  expect(body).toMatchObject({ code: 'deregistered', notice: expect.anything() });
  const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=device.removed-silent');
  expect(items.map(({ actor, target, detail }) => [actor.type, target?.id, detail['silentDays']])).toEqual(
    expect.arrayContaining([
      ['system', devices.silent.id, 30],
      ['system', devices['by-timer'].id, 30],
    ]),
  );
  expect(
    (await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log?action=linked-clones.saved')).items[0],
  ).toMatchObject({
    detail: { before: null, silentDays: 30 },
  });
});

it('after a gap without a server everybody has a day to come', async () => {
  const silent = await clone(pool.master, 'GAP');
  await silentFor(silent, 40);
  await save(30);
  const { db } = world.server.database;
  await sql`update clone_upkeep set last_run_at = now() - interval '3 days'`.execute(db);
  expect(await night()).toMatchObject({ lastRun: { removed: 0 } });
  expect(await isThere(silent)).toBe(true);
  expect(await night()).toMatchObject({ lastRun: { removed: 1 } });
  expect(await isThere(silent)).toBe(false);
});

it('a clone that is heard of while it is about to go stays; where approvers must agree nobody goes', async () => {
  const silent = await clone(pool.master, 'HEARD');
  await silentFor(silent, 40);
  await save(30);
  const closed: string[][] = [];
  const upkeep = (needsApproval: boolean) =>
    createCloneUpkeep({
      ...world.server.platform,
      listOrganizations: async () => [{ id: silent.organizationId }],
      needsApproval: async () => needsApproval,
      closeSilent: async (_tx, _organizationId, deviceIds, stillDue) => {
        await silent.checkIn();
        closed.push([...deviceIds]);
        return (await stillDue()).length;
      },
    });
  await upkeep(true).carryOut();
  expect(closed).toEqual([]);
  await upkeep(false).carryOut();
  expect(closed).toEqual([[silent.id]]);
  expect(await isThere(silent)).toBe(true);
});
