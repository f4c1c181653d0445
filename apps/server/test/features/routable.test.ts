/** The product at work with all its SQL recorded: but for a short list, each statement is bound to one organization. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command, InstallerDownload, SoftwareList, Task } from '@sekisho/contracts';
import { defineJobQueue } from '@sekisho/server/platform/jobs/jobs';
import { eventually } from '@sekisho/testkit/eventually';
import { type RecordedStatement, recordSql } from '@sekisho/testkit/recorded-sql';
import { generateSigningKey } from '@sekisho/trust';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { unboundTables } from '../platform/routable.rules.ts';
import { ConsoleClient } from './administration/console-client.ts';
import { DeviceClient } from './administration/device-client.ts';
import { addRelease, packedSha256, trustReleaseKey } from './agent-updates/update-world.ts';
import { collect, makeMachine, postOnDemand } from './collected-inventories/collected-world.ts';
import { registerAddOn } from './deployment/add-on-uploads.ts';
import { anInstallerSetting, configurationIn, smallPackages } from './deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from './devices/device-world.ts';
import type { TestDevice } from './devices/test-device.ts';
import { digestAll, softwareSection } from './inventory/inventory-world.ts';
import { clone, ends, makePool } from './linked-clones/clone-world.ts';

/**
 * Statements over all organizations, by how they begin, and why. Each machine is asked or told by itself, none joins rows of two
 * organizations, and nobody waits for one at a check-in or on a page. May only shrink.
 */
const overAll: Readonly<Record<string, string>> = {
  'select "id" from "devices" where "state" = $1 and "deregistered_at" >= $2':
    'after a gap of the bus a process asks whom it must not let in any more',
  'select id as "deviceId", holder from devices where holder > 0 and holder_since >= $1':
    'the same, of records with another holder',
  "update commands set state = 'expired'": 'every hour wipes that nobody fetched end',
  'select organization_id from audit_log where sequence is null': 'every minute: which logs have something to seal',
  'select count(*)::integer as count, greatest(0, coalesce(extract(epoch from now() - min(at)), 0))':
    'at a scrape, at most every ten seconds: entries that are not sealed yet',
  'with recursive kinds as ( (select kind from commands': 'the same: commands under way by kind',
  'select coalesce(sum(registered_devices), 0)': 'the same: licences',
  'select count(*)::integer as count from ( select from organizations o join device_contact':
    'the same: devices that have just fallen silent',
  'delete from "device_locations_': 'every night positions that no policy keeps go, where they lie',
  'delete from last_locations l using devices d': 'the same for the last ones',
  'delete from tasks where expires_at <': 'every hour tasks that are over go, with their files',
  'select organization_id as "organizationId", id from tasks where state in': 'which tasks lost their process',
  'select distinct organization_id from "device_counts" where not folded':
    'every minute: whose counts have something to fold',
  'select distinct organization_id from "location_cells" where not folded': 'the same of the map',
  'select distinct organization_id from "agent_update_counts" where not folded': 'the same of rollouts',
};
/** Files with SQL that this story does not reach. May only shrink. */
const notReached: readonly string[] = [
  'features/account-links/account-links.store',
  'features/backups/make-backup',
  'features/device-list/bulk-assignment.store',
  'features/device-list/list-conditions',
  'features/devices/bulk-assignment',
  'features/wipe/wipe.store',
  // Of the machine alone: whether it answers, and has room.
  'platform/database/readiness',
  'platform/database/storage',
];

const source = path.resolve(import.meta.dirname, '../../src');
let statements: readonly RecordedStatement[];
beforeAll(async () => {
  await loadModule();
  statements = await recordStory();
}, 120_000);

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

async function recordStory(): Promise<readonly RecordedStatement[]> {
  using recording = recordSql();
  using packages = smallPackages();
  await using world = await startDeviceWorld({ settings: { sharded: 'yes' }, assemble: packages.assemble });
  const { admin, serialNumber } = world;
  const [one, two] = [await world.device().join(serialNumber), await world.device().join(serialNumber)];
  const api = `/api/v1/devices/${one.id}`;
  await admin.ok('POST', '/api/v1/groups', { name: '営業' });
  await admin.ok('PATCH', api, { userName: '佐藤', note: 'x', groupId: 1 });
  for (const kind of ['lock', 'unlock', 'lock']) {
    const command = await admin.ok<Command>('POST', `${api}/commands`, { kind });
    const events = ['screen-shown', 'sim-locked', 'shut-down', 'state-lost', 'location-state'];
    const location = {
      kind: 'location' as const,
      at: Date.now(),
      latitude: 35,
      longitude: 139,
      accuracyM: 10,
      source: 'gps',
    };
    one.itemNumber += 1;
    const fix = { ...location, number: one.itemNumber };
    await one.checkIn({
      items: [
        fix,
        one.result(command.id),
        ...events.map((what) => one.event(what, { commandId: command.id, detail: { state: 'on' } })),
      ] as never,
    });
  }
  await admin.ok('POST', `/api/v1/devices/${two.id}/inventory/collect`);
  await two.checkIn();
  await updateAgents(world, one);
  await deployInstallers(admin, world.device());
  await throwClonesAway(world);
  const agent = await DeviceClient.register(world.server.url, serialNumber);
  await agent.sendInventory([softwareSection('editor 1', 'old 1')]);
  await digestAll(world);
  await agent.sendInventory([softwareSection('editor 2')]);
  await digestAll(world);
  for (const query of ['', '?keyword=PC', '?groupId=1', '?state=pending', '?sort=userName', '?limit=1'])
    await admin.call('GET', `/api/v1/devices${query}`);
  const { items } = await admin.ok<SoftwareList>('GET', '/api/v1/software?keyword=ed');
  const box = 'west=129&south=30&east=146&north=46&zoom=5';
  const reads = [
    api,
    `${api}/commands`,
    `${api}/timeline`,
    `${api}/inventory`,
    `${api}/location`,
    `${api}/network`,
    `${api}/wipe`,
    `${api}/track?from=2026-01-01T00:00:00Z&until=2026-12-31T00:00:00Z`,
    '/api/v1/lock-history?computerName=PC',
    '/api/v1/audit-log',
    '/api/v1/tasks',
    '/api/v1/software?sort=-devices',
    `/api/v1/software/${items[0]?.id}`,
    `/api/v1/devices?software=${items[0]?.id}`,
    `/api/v1/devices/${agent.id}/inventory/changes`,
    `/api/v1/devices/${agent.id}/inventory/difference?since=2026-01-01T00:00:00Z`,
    '/api/v1/inventory/figures',
    '/api/v1/inventory/left-out',
    '/api/v1/saved-searches',
    '/api/v1/policies',
    '/api/v1/groups',
    '/api/v1/system',
    '/api/v1/system/retention',
    '/api/v1/approvals',
    '/api/v1/approval-requests',
    '/api/v1/administrators',
    '/api/v1/api-tokens',
    '/api/v1/login-rules',
    '/api/v1/second-factors',
    '/api/v1/session',
    `/api/v1/map?${box}`,
    `/api/v1/locations/map?${box}`,
    `/api/v1/locations?${box}`,
  ];
  for (const read of reads) await admin.call('GET', read);
  await fetch(`${world.server.url}/metrics`);
  for (const [read, body] of [
    ['/api/v1/audit-log/export', undefined],
    ['/api/v1/lock-history/export', { filter: {}, timeZone: 'Asia/Tokyo' }],
    ['/api/v1/devices/export', { filter: {} }],
    ['/api/v1/system/save-all', undefined],
    ['/api/v1/system/uninstall-password/issue', undefined],
    ['/api/v1/devices/commands', { kind: 'lock', deviceIds: [one.id, two.id] }],
    [`${api}/wipe`, { computerName: 'PC' }],
    [
      '/api/v1/policies',
      {
        code: 'B01',
        name: 'B',
        settings: (await admin.ok<{ settings: object }>('GET', '/api/v1/policies/A01')).settings,
      },
    ],
  ] as const)
    await admin.call('POST', read, body === undefined ? {} : { body });
  await admin.call('POST', '/api/v1/session', { body: { loginId: 'tanaka', password: 'wrong password' } });
  await admin.call('POST', '/api/v1/account-links/look', { body: { token: 'x'.repeat(43) } });
  const { secret } = await admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
    name: 't',
    permissions: ['devices.read'],
    expiresAt: null,
  });
  await new ConsoleClient(world.server.url, secret).ok('GET', '/api/v1/devices');
  await admin.call('DELETE', '/api/v1/policies/B01');
  await admin.call('DELETE', '/api/v1/groups/1');
  await admin.ok('POST', `/api/v1/devices/${two.id}/deregister`);
  const { jobs } = world.server.platform;
  for (const queue of [
    'retention',
    'silent-clones',
    'location-retention',
    'audit-seal',
    'expire-wipes',
    'tasks-sweep',
    'approval-expiry',
    'list-upkeep',
    'location-cells',
    'rollout-counts',
  ])
    await jobs.send(defineJobQueue<null>(queue), null);
  const awaited = Object.keys(overAll).filter((beginning) => !beginning.includes('"devices"'));
  await eventually(
    () => awaited.filter((beginning) => !recording.statements.some(({ text }) => oneLine(text).startsWith(beginning))),
    (missing) => missing.length === 0,
  );
  await eventually(
    () => admin.ok<{ items: Task[] }>('GET', '/api/v1/tasks'),
    ({ items }) => items.every(({ state }) => state === 'done' || state === 'failed'),
  );
  return recording.statements.slice();
}

async function updateAgents({ admin, recoveryKey }: DeviceWorld, device: TestDevice): Promise<void> {
  const key = generateSigningKey();
  await trustReleaseKey(admin, recoveryKey, key);
  const { id: releaseId } = await addRelease(admin, key, '0.2.0');
  const stage = { percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600 };
  const { id } = await admin.ok<{ id: string }>('POST', '/api/v1/agent-updates/rollouts', { releaseId, ...stage });
  const headers = { authorization: `Bearer ${device.token}` };
  await device.post('/device/v1/update', { platform: 'linux', architecture: 'x64', version: '0.1.0' }, headers);
  await fetch(`${device.url}/device/v1/files/${packedSha256}`, { headers });
  const detail = { rollout: id, attempt: 1, from: '0.1.0', fault: 'did-not-start' };
  await device.checkIn({ items: [device.event('agent-update-failed', { detail: detail as never })] });
  await admin.ok('PATCH', `/api/v1/agent-updates/rollouts/${id}`, { percent: 50 });
  for (const read of ['', `/rollouts/${id}/devices?state=failed`])
    await admin.ok('GET', `/api/v1/agent-updates${read}`);
  await admin.ok('PATCH', `/api/v1/agent-updates/rollouts/${id}`, { state: 'ended' });
  await admin.ok('DELETE', `/api/v1/agent-updates/releases/${releaseId}`);
}

/** One that comes back, and one in place of a locked one. */
async function throwClonesAway(world: DeviceWorld): Promise<void> {
  const { master } = await makePool(world, 'VDI', true);
  const first = await clone(master, 'VDI-1');
  await ends(first);
  const second = await clone(master, 'VDI-1');
  await world.admin.ok('POST', `/api/v1/devices/${second.id}/commands`, { kind: 'lock' });
  await ends(second);
  await clone(master, 'VDI-1');
  await clone(master, 'VDI-1');
  await world.admin.ok('PUT', '/api/v1/system/linked-clones', { silentDays: 7 });
}

async function deployInstallers(admin: ConsoleClient, device: TestDevice): Promise<void> {
  const settings = '/api/v1/installers/settings';
  const wanted = { packageId: 'linux-run', groupId: 1, expiresInDays: 1, maximumUses: 1 };
  const { id } = await admin.ok<{ id: string }>('POST', settings, { ...anInstallerSetting, clientKind: 'standalone' });
  await admin.ok('PUT', `${settings}/${id}`, { ...anInstallerSetting, revision: 1 });
  const installer = await admin.ok<InstallerDownload>('POST', `${settings}/${id}/downloads`, wanted);
  const configuration = configurationIn(await admin.file(installer.url));
  const another = await admin.ok<InstallerDownload>('POST', `${settings}/${id}/downloads`, wanted);
  const again = configurationIn(await admin.file(another.url));
  await device.enrol({ installerToken: configuration.enrolmentToken });
  await postOnDemand(admin.url, collect(makeMachine(1), again.enrolmentToken, Date.now()));
  await admin.ok('POST', `/api/v1/installers/downloads/${installer.id}/revocation`);
  for (const read of ['', '?limit=1']) await admin.ok('GET', `/api/v1/installers/downloads${read}`);
  await admin.ok('DELETE', `${settings}/${id}`);
  await admin.ok('GET', settings);
  const { id: addOn, url } = await registerAddOn(admin, 'x');
  await admin.file(url);
  await admin.ok('GET', '/api/v1/add-on-software');
  await admin.ok('DELETE', `/api/v1/add-on-software/${addOn}`);
}

const withSql = /\bsql(<[^`]*>)?`|selectFrom\(|insertInto\(|updateTable\(|deleteFrom\(|prepare\(\s*'/;

function filesWithSql(folder = source): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.endsWith('migrations'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => withSql.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(source, file).replace(/\.ts$/, ''))
    .sort();
}

function unbound({ text, files }: RecordedStatement): string[] {
  if (files.some((file) => file.startsWith('migrations/') || file === 'platform/database/migrations')) return [];
  if (!/^\s*(\/\*.*?\*\/\s*)?(select|insert|update|delete|with)\b/i.test(text) || text.includes('pgboss.')) return [];
  return (parseSync(text).stmts ?? []).flatMap(({ stmt }) => unboundTables(stmt as never));
}

test('each statement is bound to one organization, but for those that must not be', () => {
  const used = new Set<string>();
  const unexpected = new Set<string>();
  for (const statement of statements) {
    const tables = unbound(statement);
    const text = oneLine(statement.text);
    const allowed = Object.keys(overAll).find((beginning) => text.startsWith(beginning));
    if (tables.length > 0 && allowed !== undefined) used.add(allowed);
    else if (tables.length > 0) unexpected.add(`${tables.join(', ')}: ${text}`);
  }
  expect([...unexpected]).toEqual([]);
  expect(Object.keys(overAll).filter((beginning) => !used.has(beginning))).toEqual([]);
});

const withSqlFiles = new Set(filesWithSql());

test('every file with SQL was at work', () => {
  const reached = new Set(statements.flatMap(({ files }) => files));
  expect([...withSqlFiles].filter((file) => !reached.has(file))).toEqual(notReached);
});
