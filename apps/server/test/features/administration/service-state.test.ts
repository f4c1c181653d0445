/** The state of the service: what is judged how, and who may see it. */
import type { ServiceProcess, ServiceState } from '@sekisho/contracts';
import { judgeService, type ServiceFacts, worstOf } from '@sekisho/server/features/service-state/service-state.rules';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';

const nowMs = Date.parse('2026-11-22T03:00:00Z');
const before = (ms: number) => new Date(nowMs - ms);
const [second, minute, day] = [1_000, 60_000, 86_400_000];

const one: ServiceProcess = {
  id: '01900000-0000-7000-8000-000000000001',
  host: 'a',
  processId: 1,
  version: '0.3.0',
  startedAt: '2026-11-20T00:00:00Z',
  seenAt: '2026-11-22T03:00:00Z',
  liveConnections: 0,
  residentBytes: 1,
  lagMs: 0,
};
const well: ServiceFacts = {
  nowMs,
  processes: [one],
  databaseBytes: 1,
  oldestTransactionAt: null,
  outbox: { messages: 0, oldestAt: null },
  jobs: { waiting: 0, oldestAt: null },
  unsealed: { entries: 3, oldestAt: before(minute) },
  backup: { succeededAt: before(day), bytes: 5, failedAt: before(3 * day) },
  certificateEndsAt: null,
  licences: { registered: 10, contracted: 100 },
};

describe('judging the service', () => {
  it('finds nothing where nothing is the matter', () => {
    const items = judgeService(well);
    expect(items.filter(({ condition }) => condition !== 'good')).toEqual([]);
    expect(worstOf(items)).toBe('good');
  });

  it.each<[string, Partial<ServiceFacts>, string, string]>([
    ['a process a little behind', { processes: [{ ...one, lagMs: 1_500 }] }, 'attention', 'process-behind'],
    ['a process far behind', { processes: [one, { ...one, lagMs: 6_000 }] }, 'bad', 'process-behind'],
    ['two versions', { processes: [one, { ...one, version: '0.2.0' }] }, 'attention', 'versions-differ'],
    ['a transaction of 11 minutes', { oldestTransactionAt: before(11 * minute) }, 'attention', 'transaction-long'],
    ['a transaction of two hours', { oldestTransactionAt: before(120 * minute) }, 'bad', 'transaction-long'],
    ['a message of 31 s', { outbox: { messages: 1, oldestAt: before(31 * second) } }, 'attention', 'outbox-late'],
    ['a message of 6 min', { outbox: { messages: 1, oldestAt: before(6 * minute) } }, 'bad', 'outbox-late'],
    ['a job due since 11 min', { jobs: { waiting: 1, oldestAt: before(11 * minute) } }, 'attention', 'jobs-late'],
    ['a job due since 2 h', { jobs: { waiting: 1, oldestAt: before(120 * minute) } }, 'bad', 'jobs-late'],
    ['an entry of 11 min', { unsealed: { entries: 1, oldestAt: before(11 * minute) } }, 'attention', 'audit-late'],
    ['no backup', { backup: { succeededAt: null, bytes: null, failedAt: null } }, 'attention', 'backup-none'],
    [
      'none that succeeded',
      { backup: { succeededAt: null, bytes: null, failedAt: before(1) } },
      'bad',
      'backup-failed',
    ],
    ['a failure since', { backup: { ...well.backup, failedAt: before(1) } }, 'bad', 'backup-failed'],
    ['one of three days', { backup: { ...well.backup, succeededAt: before(2.5 * day) } }, 'attention', 'backup-old'],
    ['a certificate with ten days', { certificateEndsAt: before(-10 * day) }, 'attention', 'certificate-ends'],
    ['a certificate with a day', { certificateEndsAt: before(-day) }, 'bad', 'certificate-ends'],
    ['a certificate of yesterday', { certificateEndsAt: before(day) }, 'bad', 'certificate-ended'],
    ['a certificate that cannot be read', { certificateEndsAt: 'unreadable' }, 'bad', 'certificate-unreadable'],
    ['few licences', { licences: { registered: 96, contracted: 100 } }, 'attention', 'licences-few'],
    ['no licence left', { licences: { registered: 100, contracted: 100 } }, 'attention', 'licences-used-up'],
  ])('finds %s', (_what, changes, condition, finding) => {
    const items = judgeService({ ...well, ...changes });
    const found = items.filter((item) => item.condition !== 'good');
    expect(found.map((item) => [item.condition, item.finding])).toEqual([[condition, finding]]);
    expect(worstOf(items)).toBe(condition);
  });
});

describe('GET /api/v1/service-state', () => {
  let world: DeviceWorld;
  beforeAll(async () => {
    world = await startDeviceWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const state = () => world.admin.ok<ServiceState>('GET', '/api/v1/service-state');

  it('shows every process that is alive, each with what it says of itself', async () => {
    const alone = await state();
    expect(alone.processes).toHaveLength(1);
    expect(alone.processes[0]).toMatchObject({ processId: process.pid, liveConnections: 0 });
    expect(alone.items.map(({ name }) => name)).toEqual([
      'processes',
      'database',
      'outbox',
      'jobs',
      'audit',
      'backup',
      'certificate',
      'licences',
    ]);
    expect(alone.items.find(({ name }) => name === 'licences')).toMatchObject({ value: 0, of: 10 });
    const other = await world.another();
    expect((await state()).processes).toHaveLength(2);
    await other[Symbol.asyncDispose]();
    await eventually(state, ({ processes }) => processes.length === 1);
  });

  it('says of a certificate that cannot be read just that, beside all the rest', async () => {
    const settings = world.server.platform.settings as { tlsCert?: string };
    settings.tlsCert = '/nowhere/certificate.pem';
    const { items } = await state();
    delete settings.tlsCert;
    expect(items).toHaveLength(8);
    const certificate = { condition: 'bad', finding: 'certificate-unreadable', at: null };
    expect(items.find(({ name }) => name === 'certificate')).toMatchObject(certificate);
  });

  it('is not for whoever may only see devices', async () => {
    const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'list',
      expiresAt: null,
      permissions: ['devices.read'],
    });
    const response = await fetch(`${world.server.url}/api/v1/service-state`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(response.status).toBe(403);
    expect((await fetch(`${world.server.url}/api/v1/service-state`)).status).toBe(401);
  });
});
