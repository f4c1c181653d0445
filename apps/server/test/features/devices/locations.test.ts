/** Positions from device to map over real HTTP and PostgreSQL: stored once, clamped, clustered, scoped, audited, kept as policies say. */
import type {
  ApiTokenCreated,
  DeviceLocation,
  LocatedDeviceList,
  LocationFix,
  LocationMap,
  MapSettings,
  Policy,
  Track,
} from '@sekisho/contracts';
import { gridLevel } from '@sekisho/server/features/locations/grid.rules';
import { selectClusters, selectInBox } from '@sekisho/server/features/locations/map.query';
import { expireLocations } from '@sekisho/server/features/locations/retention.jobs';
import { systemClock } from '@sekisho/server/platform/clock';
import { createTimePartitions } from '@sekisho/server/platform/database/time-partitions';
import { createLog } from '@sekisho/server/platform/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let device: TestDevice;
beforeAll(async () => {
  world = await startDeviceWorld();
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  device = await world.device().join(world.serialNumber);
  await sql`delete from audit_log`.execute(world.database.db);
  await sql`delete from last_locations`.execute(world.database.db);
});

const minute = 60_000;
const day = 24 * 60 * minute;
const japan = 'west=129&south=30&east=146&north=46&zoom=5';

function fix(of: TestDevice, place: Partial<LocationFix> = {}): LocationFix {
  of.itemNumber += 1;
  const tokyo = { latitude: 35.681, longitude: 139.767, accuracyM: 12, source: 'satellite' };
  return { number: of.itemNumber, kind: 'location', at: Date.now() - minute, ...tokyo, ...place };
}

const map = (view = japan) => world.admin.ok<LocationMap>('GET', `/api/v1/locations?${view}`);
const list = (view: string) => world.admin.ok<LocatedDeviceList>('GET', `/api/v1/locations/devices?${view}`);
const location = (of = device) => world.admin.ok<DeviceLocation>('GET', `/api/v1/devices/${of.id}/location`);
const track = (more = '', of = device) => {
  const span = `from=${new Date(Date.now() - 300 * day).toISOString()}&until=${new Date(Date.now() + day).toISOString()}`;
  return world.admin.ok<Track>('GET', `/api/v1/devices/${of.id}/track?${span}${more}`);
};
const audits = async (action: string) =>
  (
    await sql<{ target: string | null }>`select target from audit_log where action = ${action}`.execute(
      world.database.db,
    )
  ).rows;

describe('a position', () => {
  it('stands on the map, on the page of its device, and in its track', async () => {
    await device.checkIn({ items: [fix(device, { altitudeM: 40.5 })] });
    const place = { latitude: 35.681, longitude: 139.767, accuracyM: 12, source: 'satellite' };
    expect(await map()).toMatchObject({
      clusters: [],
      devices: [{ ...place, deviceId: device.id, computerName: '営業-PC-01', lockMode: 'unlocked' }],
      total: 1,
    });
    expect((await location()).last).toMatchObject(place);
    expect((await track()).items).toMatchObject([{ ...place, altitudeM: 40.5, speedMps: null }]);
  });

  it('is stored once, though the answer was lost and everything is sent again', async () => {
    const items = [fix(device), device.event('started'), fix(device, { latitude: 36 })];
    expect((await device.checkIn({ items })).storedThrough).toBe(3);
    expect((await device.checkIn({ items })).storedThrough).toBe(3);
    expect((await track()).items.map(({ latitude }) => latitude)).toEqual([35.681, 36]);
  });

  it('never lies in the future: its time is that of its arrival at the latest', async () => {
    await device.checkIn({ items: [fix(device, { at: Date.now() + 300 * day })] });
    const [point] = (await track()).items;
    expect(point?.at).toBe(point?.receivedAt);
  });

  it('that is older than the last moves nothing on the map, but belongs to the track', async () => {
    await device.checkIn({ items: [fix(device, { latitude: 36 })] });
    await device.checkIn({ items: [fix(device, { latitude: 34, at: Date.now() - day })] });
    expect((await map()).devices).toMatchObject([{ latitude: 36 }]);
    expect((await track()).items.map(({ latitude }) => latitude)).toEqual([34, 36]);
  });

  it('worse than 25 km, or beyond the pole, is refused', async () => {
    for (const wrong of [{ accuracyM: 25_001 }, { latitude: 91 }]) {
      const { status, body } = await device.tryCheckIn(device.request({ items: [fix(device, wrong)] }));
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    }
  });

  it('of the distant past finds a place too', async () => {
    await device.checkIn({ items: [fix(device, { at: 5 })] });
    expect((await location()).last?.at).toBe('1970-01-01T00:00:00.005Z');
  });
});

describe('the map', () => {
  it('counts what stands close together, and takes it apart where one comes near', async () => {
    const near = await world.device().join(world.serialNumber);
    await device.checkIn({ items: [fix(device, { latitude: 35.68, longitude: 139.76 })] });
    await near.checkIn({ items: [fix(near, { latitude: 35.69, longitude: 139.77 })] });
    expect(await map()).toMatchObject({
      clusters: [{ devices: 2, latitude: expect.closeTo(35.685, 0), longitude: expect.closeTo(139.765, 0) }],
      devices: [],
      total: 2,
    });
    const close = await map('west=139.7&south=35.6&east=139.8&north=35.75&zoom=14');
    expect(close.clusters).toEqual([]);
    expect(close.devices.map(({ deviceId }) => deviceId).sort()).toEqual([device.id, near.id].sort());
  });

  it('shows nothing of what is outside', async () => {
    await device.checkIn({ items: [fix(device)] });
    expect((await map('west=-10&south=40&east=10&north=55&zoom=5')).total).toBe(0);
  });

  it('goes on beyond the date line', async () => {
    const suva = await world.device().join(world.serialNumber);
    const apia = await world.device().join(world.serialNumber);
    await suva.checkIn({ items: [fix(suva, { latitude: -18.1, longitude: 178.4 })] });
    await apia.checkIn({ items: [fix(apia, { latitude: -13.8, longitude: -171.8 })] });
    await device.checkIn({ items: [fix(device)] });
    expect((await map('west=170&south=-30&east=-160&north=0&zoom=7')).total).toBe(2);
    expect((await list('west=170&south=-30&east=-160&north=0')).items).toHaveLength(2);
  });

  it('is also a list, page by page, each device once', async () => {
    const others = [];
    for (let index = 0; index < 5; index += 1) {
      const other = await world.device().join(world.serialNumber);
      await other.checkIn({ items: [fix(other, { latitude: 33 + index, longitude: 131 + index })] });
      others.push(other.id);
    }
    const view = 'west=129&south=30&east=146&north=46&limit=2';
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null; page += 1) {
      const { items, nextCursor }: LocatedDeviceList = await list(cursor === '' ? view : `${view}&cursor=${cursor}`);
      seen.push(...items.map(({ deviceId }) => deviceId));
      cursor = nextCursor;
      expect(page).toBeLessThan(4);
    }
    expect(seen.sort()).toEqual(others.sort());
    expect(
      (await world.admin.call('GET', '/api/v1/locations/devices?west=1&south=1&east=2&north=2&cursor=x')).status,
    ).toBe(400);
  });

  it('loses a device that is deregistered; its track stays', async () => {
    await device.checkIn({ items: [fix(device)] });
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
    expect((await map()).total).toBe(0);
    expect((await track()).items).toHaveLength(1);
  });

  it.each([
    'west=200&south=0&east=1&north=1&zoom=1',
    'west=0&south=0&east=1&north=1',
    'west=0&south=0&east=1&north=1&zoom=x',
  ])('refuses %s', async (view) => {
    expect((await world.admin.call('GET', `/api/v1/locations?${view}`)).status).toBe(400);
  });

  it('says which tiles lie beneath: none but our own', async () => {
    expect(await world.admin.ok<MapSettings>('GET', '/api/v1/map-settings')).toEqual({ tiles: null });
  });
});

describe('a track', () => {
  it('comes by page and thinned, with its ends', async () => {
    const start = Date.now() - 60 * minute;
    const items = Array.from({ length: 50 }, (_, index) =>
      fix(device, { at: start + index * minute, latitude: index }),
    );
    await device.checkIn({ items });
    const latitudes = (page: Track) => page.items.map(({ latitude }) => latitude);
    const first = await track('&limit=20');
    const second = await track(`&limit=20&cursor=${first.nextCursor}`);
    const third = await track(`&limit=20&cursor=${second.nextCursor}`);
    expect([first, second, third].flatMap(latitudes)).toEqual(items.map(({ latitude }) => latitude));
    expect(third.nextCursor).toBeNull();
    for (const most of [2, 3, 7, 49, 50, 200]) {
      const thinned = latitudes(await track(`&thinTo=${most}`));
      expect(thinned.length).toBeLessThanOrEqual(most);
      expect([thinned[0], thinned.at(-1)]).toEqual([0, 49]);
    }
  });

  it('of no span, or of more than a year, is refused', async () => {
    for (const [from, until] of [
      ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'],
      ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ])
      expect(
        (await world.admin.call('GET', `/api/v1/devices/${device.id}/track?from=${from}&until=${until}`)).status,
      ).toBe(400);
  });

  it('can be forgotten, which is audited; the device goes on', async () => {
    await device.checkIn({ items: [fix(device), fix(device)] });
    await world.admin.ok('DELETE', `/api/v1/devices/${device.id}/track`);
    expect((await track()).items).toEqual([]);
    expect((await map()).total).toBe(0);
    expect(await audits('device.track-deleted')).toEqual([{ target: `device:${device.id}` }]);
    await device.checkIn({ items: [fix(device)] });
    expect((await track()).items).toHaveLength(1);
  });
});

describe('why there is no position', () => {
  it('is what the policy says, and what the device says', async () => {
    expect(await location()).toEqual({ enabled: false, retentionDays: 90, state: null, last: null });
    await device.checkIn({ items: [device.event('location-state', { detail: { state: 'no-permission' } })] });
    expect((await location()).state).toBe('no-permission');
    await device.checkIn({ items: [device.event('location-state', { detail: { state: 'found' } }), fix(device)] });
    expect(await location()).toMatchObject({ state: 'found', last: { latitude: 35.681 } });
  });
});

describe('who looked', () => {
  it('stands in the audit log, once for a look', async () => {
    const token = { name: 'map', permissions: ['locations.read'], expiresAt: null };
    const { secret } = await world.admin.ok<ApiTokenCreated>('POST', '/api/v1/api-tokens', token);
    const looker = new ConsoleClient(world.server.url, secret);
    const look = () => looker.ok('GET', `/api/v1/locations?${japan}`);
    await look();
    expect(await audits('locations.viewed')).toEqual([]);
    await device.checkIn({ items: [fix(device)] });
    await look();
    await look();
    expect(await audits('locations.viewed')).toHaveLength(1);
    await looker.ok('GET', `/api/v1/devices/${device.id}/location`);
    await looker.ok('GET', `/api/v1/devices/${device.id}/track?from=2026-01-01T00:00:00Z&until=2026-12-31T00:00:00Z`);
    expect(await audits('device.track-viewed')).toEqual([{ target: `device:${device.id}` }]);
  });
});

describe('an administrator of groups', () => {
  it('sees the devices of these groups alone, on the map and in its list', async () => {
    const other = await world.device().join(world.serialNumber);
    for (const each of [device, other]) await each.checkIn({ items: [fix(each)] });
    const group = await world.admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: `group of ${device.id}` });
    await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId: group.id });
    const { db } = world.database;
    const box = { west: 129, south: 30, east: 146, north: 46 };
    const total = async (groupIds: number[] | null, organizationId = device.organizationId) =>
      (await selectClusters(db, { organizationId, groupIds }, box, gridLevel(box, 5))).map(({ devices }) => devices);
    const inBox = async (groupIds: number[] | null) =>
      (await selectInBox(db, { organizationId: device.organizationId, groupIds }, box, null, 10)).map(
        (row) => row.device_id,
      );
    expect([await total(null), await total([group.id]), await total([])]).toEqual([[2], [1], []]);
    expect([await inBox([group.id]), await inBox([])]).toEqual([[device.id], []]);
    expect(await total(null, '018f0000-0000-7000-8000-000000000000')).toEqual([]);
  });
});

describe('how long they are kept', () => {
  const expire = () => {
    const ports = { db: world.database.db, clock: systemClock, log: createLog('silent') };
    return expireLocations({ ...ports, partitions: createTimePartitions(ports) });
  };

  async function keep(days: number): Promise<void> {
    const policy = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    const settings = { ...policy.settings, location: { enabled: true, retentionDays: days } };
    await world.admin.ok('PUT', '/api/v1/policies/A01', { name: policy.name, settings, revision: policy.revision });
  }

  it('is what the policy of the device says, for deregistered devices too', async () => {
    const gone = await world.device().join(world.serialNumber);
    const ages = [1, 9, 11, 40, 200, 20_000];
    for (const each of [device, gone])
      await each.checkIn({ items: ages.map((age) => fix(each, { at: Date.now() - age * day, latitude: age % 90 })) });
    await world.admin.ok('POST', `/api/v1/devices/${gone.id}/deregister`);
    await keep(10);
    await expire();
    for (const each of [device, gone])
      expect((await track('', each)).items.map(({ latitude }) => latitude)).toEqual([9, 1]);
    expect(await expire()).toEqual({ dropped: 0, deleted: 0 });
    await keep(90);
  });

  it('goes week by week: to come are made, those that no policy keeps go as a whole', async () => {
    const weeks = async () =>
      (
        await sql<{ name: string }>`select inhrelid::regclass::text as name from pg_inherits
          where inhparent = 'device_locations'::regclass`.execute(world.database.db)
      ).rows.map(({ name }) => name);
    const before = await weeks();
    expect(before).toHaveLength(10);
    await sql`select make_time_partition('device_locations', '2016-11-28', '2016-12-05')`.execute(world.database.db);
    await device.checkIn({ items: [fix(device, { at: Date.UTC(2016, 10, 29) })] });
    expect(await weeks()).toContain('device_locations_20161128');
    await expire();
    expect(await weeks()).toEqual(before);
    expect(await location()).toMatchObject({ last: null });
  });
});
