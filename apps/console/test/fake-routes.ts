/** What the fake API answers on each path, and what it remembers. */
import {
  type AddOnSoftware,
  type AgentIntake,
  type AgentUpdates,
  type ApiToken,
  type CloneUpkeepSettings,
  type Command,
  type DeviceDetail,
  type DeviceWipe,
  type InstallerDownload,
  type InstallerPackage,
  type InstallerSetting,
  type RetentionSettings,
  type SavedSearch,
  type ServiceState,
  type Task,
  type Utility,
  type Wipe,
  wipeTargetsOf,
} from '@sekisho/contracts';
import { agentIntakeRoutes } from './fake-agent-intakes.ts';
import { agentUpdateRoutes } from './fake-agent-updates.ts';
import { approvalRoutes } from './fake-approvals.ts';
import { clientSoftwareRoutes } from './fake-client-software.ts';
import { cloneUpkeep } from './fake-clones.ts';
import { fleetInventoryRoutes } from './fake-fleet-inventory.ts';
import { installerRoutes } from './fake-installer-routes.ts';
import { inventory } from './fake-inventory.ts';
import { listOf, locationOf, mapOf, trackOf } from './fake-locations.ts';
import { peopleRoutes } from './fake-people.ts';
import { Refused } from './fake-refused.ts';
import * as tasks from './fake-tasks.ts';
import { makeWipe, wipeReceiptFile } from './fake-wipes.ts';
import * as world from './fake-world.ts';

export type FakeState = {
  devices: DeviceDetail[];
  setupNeeded: boolean;
  loggedIn: boolean;
  reachable: boolean;
  /** The person has just shown who it is. */
  proven: boolean;
  policies: ReturnType<typeof world.makePolicies>;
  groups: typeof world.groups;
  tokens: ApiToken[];
  intakes: AgentIntake[];
  tasks: Task[];
  agentUpdates: AgentUpdates;
  serviceState: ServiceState;
  commands: Map<string, Command[]>;
  /** How often the uninstall password was issued anew. */
  uninstallIssues: number;
  retention: RetentionSettings;
  /** After so many days linked clones are removed. */
  silentDays: number | null;
  wipes: Map<string, Wipe>;
  savedSearches: SavedSearch[];
  installerPackages: readonly InstallerPackage[];
  installerSettings: InstallerSetting[];
  installerDownloads: InstallerDownload[];
  utilities: readonly Utility[];
  addOns: AddOnSoftware[];
  /** `METHOD /path` of every request that changes something. */
  changes: { request: string; body: unknown }[];
};

export type Call = { method: string; query: URLSearchParams; body: Record<string, unknown>; ids: string[] };
export type Handler = (state: FakeState, call: Call) => unknown;

function deviceOf(state: FakeState, id: string | undefined): DeviceDetail {
  const device = state.devices.find((each) => each.id === id);
  if (device === undefined) throw new Refused(404, 'device-not-found');
  return device;
}

function listDevices(state: FakeState, { query }: Call): unknown {
  const keyword = query.get('keyword') ?? '';
  const sort = query.get('sort') ?? 'computerName';
  const key = sort.replace(/^-/, '') as 'computerName';
  const direction = sort.startsWith('-') ? -1 : 1;
  const matching = state.devices
    .filter(({ computerName, userName, note, group }) =>
      [computerName, userName, note, group?.name ?? ''].some((text) => text.includes(keyword)),
    )
    .filter((device) => (query.get('state') ?? device.state) === device.state)
    .filter((device) => query.get('pending') !== 'true' || device.pending)
    .filter((device) => Number(query.get('group') ?? device.group?.id) === device.group?.id || !query.has('group'))
    .filter((device) => query.get('noGroup') !== 'true' || device.group === null)
    .filter((device) => (query.get('policy') ?? device.policyCode) === device.policyCode)
    .filter((device) => !query.has('notSeenSince') || (device.lastSeenAt ?? '') < (query.get('notSeenSince') ?? ''))
    .sort((left, right) => direction * String(left[key] ?? '').localeCompare(String(right[key] ?? '')));
  const start = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  const next = start + limit < matching.length ? String(start + limit) : null;
  return { items: matching.slice(start, start + limit), nextCursor: next, total: matching.length, totalIsExact: true };
}

function issue(state: FakeState, device: DeviceDetail, kind: 'lock' | 'unlock', noKeys = false): Command {
  const command = begin(state, device, kind, noKeys);
  Object.assign(device, { openCommand: kind, pending: true });
  return command;
}

function begin(state: FakeState, device: DeviceDetail, kind: Command['kind'], noKeys = false): Command {
  if (device.lockMode === 'wiping') throw new Refused(409, 'command-refused-while-wiping');
  if (device.lockMode === 'deregistered') throw new Refused(409, 'device-deregistered');
  const command: Command = {
    id: world.uuid(1000 + state.changes.length),
    deviceId: device.id,
    kind,
    state: 'issued',
    code: null,
    noKeys,
    issuedBy: 'admin',
    issuedAt: new Date().toISOString(),
    deliveredAt: null,
    executedAt: null,
    completedAt: null,
  };
  state.commands.set(device.id, [command, ...(state.commands.get(device.id) ?? [])]);
  return command;
}

function forEach(ids: readonly string[], act: (id: string) => unknown) {
  const answer = { issued: 0, refused: [] as { deviceId: string; code: string }[] };
  for (const deviceId of ids) {
    try {
      act(deviceId);
      answer.issued++;
    } catch (error) {
      answer.refused.push({ deviceId, code: (error as Refused).code });
    }
  }
  return answer;
}

function wipeOf(state: FakeState, device: DeviceDetail): DeviceWipe {
  const policy = state.policies.find(({ code }) => code === device.policyCode);
  if (policy === undefined) throw new Refused(404, 'policy-not-found');
  return {
    policyCode: policy.code,
    policyName: policy.name,
    policyRevision: policy.revision,
    targets: wipeTargetsOf(device.platform, policy.settings.wipeTargets),
    latest: state.wipes.get(device.id) ?? null,
    registeredAgain: null,
  };
}

function issueWipe(state: FakeState, device: DeviceDetail, body: Record<string, unknown>): Wipe {
  const { policyCode, policyRevision, targets } = wipeOf(state, device);
  if (body['computerName'] !== device.computerName) throw new Refused(400, 'computer-name-mismatch');
  if (body['policyRevision'] !== policyRevision) throw new Refused(409, 'policy-changed-meanwhile');
  const wipe = makeWipe({ policyCode, policyRevision, targets });
  state.wipes.set(device.id, wipe);
  Object.assign(device, { openCommand: 'wipe', state: 'wiping', pending: true });
  return wipe;
}

function taskOf(state: FakeState, id: string | undefined): Task {
  const task = state.tasks.find((each) => each.id === id);
  if (task === undefined) throw new Refused(404, 'task-not-found');
  return task;
}

export type FakeRoute = [method: string, pattern: RegExp, handler: Handler];

export const routes: FakeRoute[] = [
  ['GET', /^\/setup$/, (state) => ({ needed: state.setupNeeded })],
  [
    'POST',
    /^\/setup$/,
    (state, { body }) => {
      if (body['token'] !== 'a-token-that-is-long-enough') throw new Refused(403, 'setup-link-invalid');
      Object.assign(state, { setupNeeded: false, loggedIn: true });
      return { organizationCode: 'SK7Q2M9X4T', recoveryKey: 'SKR1-7Q2M-9X4T-HWD8-RNPK-3V6Y-B5CJ-ZF0A-D1E2-G8LS-UQWX' };
    },
  ],
  [
    'POST',
    /^\/session$/,
    (state, { body }) => {
      if (body['password'] !== 'correct horse battery') throw new Refused(401, 'login-refused');
      state.loggedIn = true;
      return world.session;
    },
  ],
  ['DELETE', /^\/session$/, (state) => void Object.assign(state, { loggedIn: false })],
  ['GET', /^\/session$/, () => world.session],
  ['GET', /^\/devices$/, listDevices],
  [
    'POST',
    /^\/devices\/commands$/,
    (state, { body }) =>
      forEach(body['deviceIds'] as string[], (id) =>
        issue(state, deviceOf(state, id), body['kind'] as 'lock' | 'unlock'),
      ),
  ],
  [
    'POST',
    /^\/devices\/inventory\/collect$/,
    (state, { body }) =>
      forEach(body['deviceIds'] as string[], (id) => begin(state, deviceOf(state, id), 'collect-inventory')),
  ],
  [
    'POST',
    /^\/devices\/([^/]+)\/inventory\/collect$/,
    (state, { ids }) => begin(state, deviceOf(state, ids[0]), 'collect-inventory'),
  ],
  ['GET', /^\/devices\/([^/]+)$/, (state, { ids }) => deviceOf(state, ids[0])],
  [
    'PATCH',
    /^\/devices\/([^/]+)$/,
    (state, { ids, body }) => {
      const device = deviceOf(state, ids[0]);
      const { groupId, policyCode, ...rest } = body as { groupId?: number | null; policyCode?: string };
      Object.assign(device, rest, { pending: true });
      if (groupId !== undefined) device.group = state.groups.find(({ id }) => id === groupId) ?? null;
      const policy = state.policies.find(({ code }) => code === policyCode);
      if (policy !== undefined) Object.assign(device, { policyCode: policy.code, policyName: policy.name });
      return device;
    },
  ],
  ['GET', /^\/devices\/([^/]+)\/commands$/, (state, { ids }) => ({ items: state.commands.get(ids[0] ?? '') ?? [] })],
  [
    'POST',
    /^\/devices\/([^/]+)\/commands$/,
    (state, { ids, body }) =>
      issue(state, deviceOf(state, ids[0]), body['kind'] as 'lock' | 'unlock', body['noKeys'] === true),
  ],
  ['GET', /^\/devices\/([^/]+)\/network$/, (_state, { ids }) => world.networkOf(ids[0])],
  ['GET', /^\/devices\/([^/]+)\/wipe$/, (state, { ids }) => wipeOf(state, deviceOf(state, ids[0]))],
  ['POST', /^\/devices\/([^/]+)\/wipe$/, (state, { ids, body }) => issueWipe(state, deviceOf(state, ids[0]), body)],
  [
    'POST',
    /^\/devices\/([^/]+)\/wipe\/cancel$/,
    (state, { ids }) => {
      const device = deviceOf(state, ids[0]);
      state.wipes.delete(device.id);
      Object.assign(device, { openCommand: null, state: 'offline' });
    },
  ],
  ['GET', /^\/devices\/([^/]+)\/wipe\/receipt$/, () => wipeReceiptFile],
  [
    'GET',
    /^\/devices\/([^/]+)\/inventory$/,
    (_state, { ids }) => (ids[0] === world.uuid(5) ? { sections: [], leftOut: [] } : inventory),
  ],
  ['GET', /^\/devices\/([^/]+)\/timeline$/, () => ({ items: world.makeTimeline(), nextCursor: null })],
  ['GET', /^\/locations$/, (state, { query }) => mapOf(state, query)],
  ['GET', /^\/locations\/devices$/, (state, { query }) => listOf(state, query)],
  ['GET', /^\/map-settings$/, () => ({ tiles: null })],
  ['GET', /^\/devices\/([^/]+)\/location$/, (state, { ids }) => locationOf(state, ids[0] ?? '')],
  ['GET', /^\/devices\/([^/]+)\/track$/, (state, { ids, query }) => trackOf(state, ids[0] ?? '', query)],
  ['DELETE', /^\/devices\/([^/]+)\/track$/, () => undefined],
  ['GET', /^\/policies$/, (state) => ({ items: state.policies })],
  [
    'POST',
    /^\/policies$/,
    (state, { body }) => {
      const policy = {
        ...(body as { code: string; name: string; settings: never }),
        revision: 1,
        devices: 0,
        updatedAt: new Date().toISOString(),
        unlockKey: { fileName: `sekisho-unlock-${body['code']}.key`, issuedAt: new Date().toISOString() },
      };
      state.policies.push(policy);
      return policy;
    },
  ],
  [
    'GET',
    /^\/policies\/([^/]+)$/,
    (state, { ids }) => {
      const policy = state.policies.find(({ code }) => code === ids[0]);
      if (policy === undefined) throw new Refused(404, 'policy-not-found');
      return policy;
    },
  ],
  [
    'PUT',
    /^\/policies\/([^/]+)$/,
    (state, { ids, body }) => {
      const index = state.policies.findIndex(({ code }) => code === ids[0]);
      const before = state.policies[index];
      if (before === undefined) throw new Refused(404, 'policy-not-found');
      if (before.revision !== body['revision']) throw new Refused(409, 'policy-changed-meanwhile');
      const after = {
        ...before,
        ...(body as { name: string; settings: typeof before.settings }),
        revision: before.revision + 1,
      };
      state.policies[index] = after;
      return after;
    },
  ],
  ['GET', /^\/policies\/([^/]+)\/unlock-key$/, () => '{"text":"…","signatures":[]}\n'],
  [
    'POST',
    /^\/policies\/([^/]+)\/unlock-key$/,
    (state, { ids }) => {
      const policy = state.policies.find(({ code }) => code === ids[0]);
      if (policy === undefined) throw new Refused(404, 'policy-not-found');
      policy.revision += 1;
      policy.unlockKey = { ...policy.unlockKey, issuedAt: new Date(world.nowMs).toISOString() };
      return policy;
    },
  ],
  ['GET', /^\/groups$/, (state) => ({ items: state.groups })],
  [
    'POST',
    /^\/groups$/,
    (state, { body }) => {
      if (state.groups.some(({ name }) => name === body['name'])) throw new Refused(409, 'group-name-taken');
      const group = { id: state.groups.length + 10, name: String(body['name']), devices: 0 };
      state.groups.push(group);
      return group;
    },
  ],
  [
    'PATCH',
    /^\/groups\/(\d+)$/,
    (state, { ids, body }) => Object.assign(state.groups.find(({ id }) => id === Number(ids[0])) ?? {}, body),
  ],
  [
    'DELETE',
    /^\/groups\/(\d+)$/,
    (state, { ids }) => void Object.assign(state, { groups: state.groups.filter(({ id }) => id !== Number(ids[0])) }),
  ],
  [
    'GET',
    /^\/lock-history$/,
    (_state, { query }) => {
      const items = world.lockHistory.filter(
        ({ computerName, issuedAt, lockedAt }) =>
          computerName.includes(query.get('computerName') ?? '') &&
          (!query.has('from') ||
            ((issuedAt ?? lockedAt ?? '') >= (query.get('from') ?? '') &&
              (issuedAt ?? lockedAt ?? '') < (query.get('until') ?? ''))),
      );
      return { items, nextCursor: null };
    },
  ],
  ['POST', /^\/lock-history\/export$/, () => tasks.makeTask(10, { kind: 'lock-history-export', state: 'waiting' })],
  ['GET', /^\/service-state$/, (state) => state.serviceState],
  ['GET', /^\/tasks$/, (state) => ({ items: state.tasks })],
  ['GET', /^\/tasks\/([^/]+)$/, (state, { ids }) => taskOf(state, ids[0])],
  [
    'POST',
    /^\/tasks\/([^/]+)\/cancel$/,
    (state, { ids }) => Object.assign(taskOf(state, ids[0]), { state: 'cancelled' }),
  ],
  [
    'POST',
    /^\/devices\/export$/,
    (state) => {
      const task = tasks.makeTask(20 + state.tasks.length, { state: 'waiting', total: null, done: 0 });
      state.tasks.unshift(task);
      return task;
    },
  ],
  ['POST', /^\/devices\/import$/, () => tasks.goodImport],
  ['POST', /^\/inventory-import$/, () => tasks.inventoryImport],
  [
    'POST',
    /^\/devices\/import\/([^/]+)\/confirm$/,
    (state, { ids }) => Object.assign(taskOf(state, ids[0]), { state: 'done' }),
  ],
  [
    'GET',
    /^\/audit-log$/,
    (_state, { query }) => ({
      ...tasks.auditLog,
      items: tasks.auditLog.items.filter(({ action }) => (query.get('action') ?? action) === action),
    }),
  ],
  ['GET', /^\/system$/, (state) => world.makeSystem(state.devices.length)],
  ['PATCH', /^\/system$/, (state, { body }) => ({ ...world.makeSystem(state.devices.length), ...body })],
  ['POST', /^\/system\/uninstall-password\/reveal$/, (state) => world.uninstallPassword(state.uninstallIssues)],
  [
    'POST',
    /^\/system\/uninstall-password\/issue$/,
    (state) => {
      state.uninstallIssues += 1;
      return { issuedAt: world.uninstallPassword(state.uninstallIssues).issuedAt };
    },
  ],
  ['GET', /^\/system\/linked-clones$/, (state, { query }) => cloneUpkeep(state.silentDays, query.get('silentDays'))],
  [
    'PUT',
    /^\/system\/linked-clones$/,
    (state, { body }) => {
      state.silentDays = (body as CloneUpkeepSettings).silentDays;
      return cloneUpkeep(state.silentDays, null);
    },
  ],
  ['GET', /^\/system\/retention$/, (state) => state.retention],
  [
    'PUT',
    /^\/system\/retention$/,
    (state, { body }) => {
      state.retention = body as RetentionSettings;
      return state.retention;
    },
  ],
  ['POST', /^\/system\/save-all$/, () => ({ revision: 13 })],
  ['GET', /^\/api-tokens$/, (state) => ({ items: state.tokens })],
  [
    'POST',
    /^\/api-tokens$/,
    (state, { body }) => {
      const { name, permissions, expiresAt } = body as Pick<ApiToken, 'name' | 'permissions' | 'expiresAt'>;
      const token = {
        id: world.uuid(600 + state.tokens.length),
        name,
        permissions,
        expiresAt,
        prefix: 'sk_7Q2M',
        createdAt: new Date().toISOString(),
        lastUsedAt: null,
      };
      state.tokens.push(token);
      return { token, secret: 'sk_7Q2M9X4THWD8RNPK3V6YB5CJZF0AD1E2G8LSUQWX' };
    },
  ],
  [
    'DELETE',
    /^\/api-tokens\/([^/]+)$/,
    (state, { ids }) => void Object.assign(state, { tokens: state.tokens.filter(({ id }) => id !== ids[0]) }),
  ],
  ['PATCH', /^\/administrators\/me$/, () => undefined],
  ...approvalRoutes,
  ...agentUpdateRoutes,
  ...clientSoftwareRoutes,
  ...fleetInventoryRoutes,
  ...agentIntakeRoutes,
  ...installerRoutes,
  ...peopleRoutes,
];
