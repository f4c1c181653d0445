/** Whatever devices ask, and the regular jobs behind them, in an organization of hundreds of thousands: no statement reads a big table from end to end, or more than what it is about is worth. */
import {
  type Command,
  defaultPolicySettings,
  defaultRetention,
  type Policy,
  type Rollout,
  shortestRetention,
  type UpdateAnswer,
} from '@sekisho/contracts';
import { onlineForMs } from '@sekisho/server/features/device-list/index';
import { systemClock } from '@sekisho/server/platform/clock';
import { distributedTables } from '@sekisho/server/platform/database/sharding.rules';
import type { Platform } from '@sekisho/server/platform/feature';
import { eventually } from '@sekisho/testkit/eventually';
import { generateSigningKey } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupRequest } from '../administration/console-client.ts';
import { sectionOf } from '../administration/device-client.ts';
import { addRelease, trustReleaseKey } from '../agent-updates/update-world.ts';
import { smallPackages } from '../deployment/small-packages.ts';
import { clone, ends, makePool, prove } from '../linked-clones/clone-world.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import { type ExplainedSql, type ExplainedStatement, explainSql } from './explained-sql.ts';
import { fillOrganization } from './many-records.ts';
import { facts, type TestDevice } from './test-device.ts';

const devices = Number(process.env['SEKISHO_PLANS_DEVICES'] ?? 300_000);
/** Silence is noted of nobody who was seen last before the server began: it begins a while ago. */
let aheadMs = -20 * 60_000;
const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
const jobs = new Map<string, () => Promise<void>>();
const packages = smallPackages();
/** Jobs run when the test wants them. */
function withOwnJobs(platform: Platform) {
  const define = (queue: { name: string }, _how: unknown, work: (data: never) => Promise<void>) => {
    jobs.set(queue.name, () => work(null as never));
  };
  const held = { define, schedule() {}, async send() {} } as Platform['jobs'];
  return packages.assemble({ ...platform, jobs: held });
}

let world: DeviceWorld;
let device: TestDevice;
let explained: ExplainedSql;
beforeAll(
  async () => {
    world = await startDeviceWorld({ assemble: withOwnJobs, environment: { clock } });
    device = await world.device().join(world.serialNumber);
    await fillOrganization(world.database, devices, device.organizationId);
    aheadMs = 0;
    await world.admin.ok('POST', '/api/v1/session/proof', { password: setupRequest.password });
    await device.prove();
    explained = explainSql();
  },
  Math.max(300_000, devices),
);
afterAll(async () => {
  explained?.[Symbol.dispose]();
  await world?.[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

const growing = new Set<string>([...distributedTables, 'device_directory', 'outbox']);
interface Limits {
  /** Of one table. */
  readonly rows: number;
  readonly pages: number;
}
/** Whether they are read by an index or from end to end: tables that hardly have any are read whole. */
const ofOneDevice: Limits = { rows: 1_000, pages: 3_000 };

function offencesOf({ text, pages, rowsRead }: ExplainedStatement, most: Limits, wholly: readonly string[]): string[] {
  const isWhole = wholly.some((table) => (rowsRead.get(table) ?? 0) > most.rows);
  const tables = [...rowsRead].filter(
    ([table, read]) => growing.has(table) && !wholly.includes(table) && read > most.rows,
  );
  return [
    ...tables.map(([table, read]) => `${read} rows of ${table} are read`),
    ...(pages > most.pages && !isWhole ? [`${pages} pages touched`] : []),
  ].map((offence) => `${offence}: ${text.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
}

/** What is not modest in what was done since the last time; there must have been something. */
function offences(most = ofOneDevice, wholly: readonly string[] = []): string[] {
  const statements = explained.take();
  expect(statements.length).toBeGreaterThan(0);
  return [...new Set(statements.flatMap((statement) => offencesOf(statement, most, wholly)))];
}

const bearer = () => ({ authorization: `Bearer ${device.token}` });
async function send(name: string, value: unknown): Promise<void> {
  const body = JSON.stringify({ collectedAt: Date.now(), sections: [sectionOf(name, value)] });
  const headers = { ...bearer(), 'content-type': 'application/json' };
  const { status } = await fetch(`${device.url}/device/v1/inventory`, { method: 'PUT', headers, body });
  expect(status).toBe(200);
}

const program = (name: string) => ({
  name,
  version: '1',
  architecture: 'x64',
  publisher: '',
  source: 'dpkg',
  installedAt: null,
});
const order = (kind: string) => world.admin.ok<Command>('POST', `/api/v1/devices/${device.id}/commands`, { kind });
const place = (latitude: number) => {
  device.itemNumber += 1;
  const at = Date.now() - 60_000;
  return {
    kind: 'location',
    number: device.itemNumber,
    at,
    latitude,
    longitude: 139.8,
    accuracyM: 9,
    source: 'wifi',
  } as const;
};

/** One after another, as a device goes through them. */
const doings: Readonly<Record<string, () => Promise<unknown>>> = {
  async 'enrols, again, and is told of the hardware that was there before'() {
    const { hardwareSerialNumber } = { hardwareSerialNumber: 'SN77' };
    const another = await world.device().join(world.serialNumber, { computerName: 'new', hardwareSerialNumber });
    await another.enrol(world.serialNumber, { computerName: 'new', hardwareSerialNumber });
  },
  async 'proves who it is, and which machine'() {
    await device.prove();
    await prove(device, 'a machine');
  },
  async 'checks in when nothing is new'() {
    for (let at = 0; at < 3; at += 1) await device.checkIn();
  },
  async 'tells of changes'() {
    const told = { ...facts, computerName: 'renamed', addresses: ['198.51.100.1'] };
    const lock = { mode: 'timer', screen: 'none', releasedUntil: Date.now() + 3_600_000 } as const;
    await device.checkIn({ facts: told, lock, logonUser: '佐藤' });
  },
  async 'tells of events, and of the same again'() {
    const detail = { proxy: 'http://p:8080', code: 'offline', instead: 'direct' };
    const items = [device.event('started'), device.event('proxy-trouble', { detail })];
    await device.checkIn({ items });
    await device.checkIn({ items });
  },
  async 'tells where it is'() {
    await device.checkIn({ items: [place(35.6), place(35.7)] });
    await device.checkIn({ items: [place(43.1)] });
  },
  async 'fetches what was saved'() {
    const { name, revision, settings } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    await world.admin.ok('PUT', '/api/v1/policies/A01', {
      name,
      revision,
      settings: { ...settings, timerLock: { enabled: true, periodMs: 86_400_000 } },
    });
    await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { userName: '鈴木' });
    expect((await device.checkIn()).settings).toBeDefined();
  },
  async 'is locked and unlocked, and says so'() {
    for (const kind of ['lock', 'unlock']) {
      const { id } = await order(kind);
      expect(device.obey(await device.checkIn())).toHaveLength(1);
      const mode = kind === 'lock' ? 'remote' : 'unlocked';
      await device.checkIn({ items: [device.result(id)], lock: { mode, screen: 'none', releasedUntil: null } });
    }
  },
  async 'sends its inventory, the same again, and other software'() {
    const hardware = {
      manufacturer: 'M',
      model: 'X',
      serialNumber: 'S',
      uuid: 'U',
      chassis: '',
      biosVendor: '',
      biosVersion: '',
      biosDate: '',
      boardManufacturer: '',
      boardModel: '',
      virtualization: '',
      processors: [],
      memoryBytes: 1,
      swapBytes: 1,
    };
    await send('hardware', hardware);
    await send('hardware', hardware);
    await send('software', { packages: [program('one'), program('two')] });
    await runJob('inventory-digest');
    await send('software', { packages: [program('two'), program('three')] });
    await runJob('inventory-digest');
  },
  async 'is offered a version of its own, and says that it runs'() {
    const key = generateSigningKey();
    await trustReleaseKey(world.admin, world.recoveryKey, key);
    const { id: releaseId } = await addRelease(world.admin, key, '9.9.9');
    const begin = { releaseId, percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600 };
    const { id } = await world.admin.ok<Rollout>('POST', '/api/v1/agent-updates/rollouts', begin);
    await eventually(
      async () => (await device.checkIn()).updates,
      (updates) => updates !== undefined,
    );
    const running = { platform: 'linux', architecture: 'x64', version: '0.1.0' };
    const { body } = await device.post<UpdateAnswer>('/device/v1/update', running, bearer());
    expect(body.offer?.rollout).toBe(id);
    const detail = { rollout: id, version: '9.9.9', from: '0.1.0', attempt: 1 };
    await device.checkIn({ items: [device.event('agent-updated', { detail: detail as never })] });
  },
  async 'is woken over its live connection'() {
    const live = await device.live();
    await order('lock');
    await eventually(
      () => live.messages.length,
      (count) => count > 0,
    );
    live.close();
  },
  async 'is wiped'() {
    const { name, revision } = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    const wipeTargets = { ...defaultPolicySettings.wipeTargets, folders: ['/home'] };
    const settings = { ...defaultPolicySettings, wipeTargets };
    const policy = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A01', { name, revision, settings });
    const wiped = await world.device().join(world.serialNumber, { computerName: 'PC', hardwareSerialNumber: 'W' });
    await wiped.checkIn();
    await world.admin.ok('POST', `/api/v1/devices/${wiped.id}/wipe`, {
      computerName: 'PC',
      policyRevision: policy.revision,
    });
    expect(wiped.obey(await wiped.checkIn())).toHaveLength(1);
  },
  async 'is deregistered, and told so'() {
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
    expect((await device.tryCheckIn(device.request())).status).toBe(410);
    expect((await device.tryProve()).status).toBe(410);
  },
  async 'is a clone that goes and comes back'() {
    const { master } = await makePool(world, 'pool', true);
    const first = await clone(master, 'VDI-1');
    await ends(first);
    expect((await clone(master, 'VDI-1')).id).toBe(first.id);
  },
};

describe('a device', () => {
  it.each(Object.entries(doings))('%s', async (_name, act) => {
    await act();
    expect(offences()).toEqual([]);
  });
});

describe('a server process', () => {
  it('starts', async () => {
    await world.another();
    expect(offences()).toEqual([]);
  });

  it('has not heard the others for a while', async () => {
    const broken = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen%'`;
    await eventually(
      async () => (await broken.execute(world.database.db)).rows.length,
      (count) => count > 0,
    );
    const found: string[] = [];
    await eventually(
      () => {
        const statements = explained.take();
        found.push(...statements.flatMap((statement) => offencesOf(statement, ofOneDevice, [])));
        return statements.some(({ text }) => text.includes('deregistered_at'));
      },
      (isLoaded) => isLoaded,
    );
    expect(found).toEqual([]);
  });
});

const runJob = async (name: string) => {
  const job = jobs.get(name);
  if (job === undefined) throw new Error(`no job '${name}'`);
  await job();
};

/** Why not here. */
const elsewhere: Readonly<Record<string, string>> = {
  tasks: 'reads page by page what lists read: `lists/plans.test.ts`',
  'account-mail': 'knows no devices',
};
/** Every clone is looked at, once. */
const clonesOf = ['linked_clones', 'device_contact', 'device_list', 'devices'];

/** What a job reads as a whole, and why it may. */
const wholly: Readonly<Record<string, readonly string[]>> = {
  // Of those that are online: `last_seen_at` may have no index, or every check-in would leave its page (ADR 0017).
  'list-upkeep': ['device_contact'],
  // Once a night; an index by age would have every position leave its page.
  'location-retention': ['last_locations', 'devices'],
  // Once a night; those that go are closed by the hundred.
  'silent-clones': clonesOf,
};

/** Something for it to do. */
const before: Readonly<Record<string, () => Promise<unknown>>> = {
  async 'list-upkeep'() {
    const { rows } = await sql<{ oldest: Date }>`select min(last_seen_at) as oldest from device_contact
      where silent_since = 'infinity'`.execute(world.database.db);
    const oldestMs = rows[0]?.oldest.getTime() ?? 0;
    aheadMs = oldestMs + 5_000 + onlineForMs(defaultPolicySettings.checkInIntervalMs) - Date.now();
  },
  async 'location-cells'() {
    aheadMs = 0;
  },
  retention: () =>
    world.admin.ok('PUT', '/api/v1/system/retention', {
      ...defaultRetention,
      eventDays: shortestRetention.eventDays,
      lockHistoryDays: shortestRetention.lockHistoryDays,
    }),
  'silent-clones': () => world.admin.ok('PUT', '/api/v1/system/linked-clones', { silentDays: 380 }),
};

const regular = [
  'approval-expiry',
  'audit-seal',
  'expire-wipes',
  'inventory-digest',
  'list-upkeep',
  'location-cells',
  'location-retention',
  'retention',
  'rollout-counts',
  'silent-clones',
  'tasks-sweep',
  'time-partitions',
];

describe('a person', () => {
  it('sees how many devices new approvers have not reached', async () => {
    await world.admin.ok('GET', '/api/v1/approvals');
    expect(offences({ rows: 10_001, pages: 12_000 })).toEqual([]);
  });

  it('sees which clones have fallen silent', async () => {
    await world.admin.ok('GET', '/api/v1/system/linked-clones?silentDays=300');
    expect(offences(ofOneDevice, clonesOf)).toEqual([]);
  });

  it('sees the state of the service', async () => {
    await world.admin.ok('GET', '/api/v1/service-state');
    expect(offences()).toEqual([]);
  });
});

describe('a job', () => {
  it('is each of them', () => {
    const known = [...Object.keys(elsewhere), ...regular];
    expect([...jobs.keys()].sort()).toEqual(known.sort());
  });
  it.each(regular)('%s', async (name) => {
    await before[name]?.();
    await runJob(name);
    expect(offences(ofOneDevice, wholly[name])).toEqual([]);
  });
});

it('is noticed where an index is missing', async () => {
  await world.database.asOwner('drop index devices_deregistered');
  await world.another();
  expect(offences()[0]).toMatch(/^\d+ rows of devices are read: select "id" from "devices"/);
});
