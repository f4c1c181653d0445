/** A server of the console's API in memory, for tests of the screens alone: it serves what was built and answers as the contract says. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { ApiToken, Command, DeviceDetail, Problem } from '@sekisho/contracts';
import * as world from './fake-world.ts';

export type FakeApi = { url: string; state: FakeState; close: () => Promise<void> };
export type FakeState = {
  devices: DeviceDetail[];
  setupNeeded: boolean;
  loggedIn: boolean;
  reachable: boolean;
  policies: ReturnType<typeof world.makePolicies>;
  groups: typeof world.groups;
  tokens: ApiToken[];
  commands: Map<string, Command[]>;
  /** `METHOD /path` of every request that changes something. */
  changes: { request: string; body: unknown }[];
};

const dist = path.join(import.meta.dirname, '../dist');
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.html': 'text/html; charset=utf-8',
};
const csp = (nonce: string) =>
  `default-src 'self'; script-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; style-src 'self' 'nonce-${nonce}'`;

class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

type Call = { method: string; query: URLSearchParams; body: Record<string, unknown>; ids: string[] };
type Handler = (state: FakeState, call: Call) => unknown;

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

function issue(state: FakeState, device: DeviceDetail, kind: 'lock' | 'unlock'): Command {
  if (device.lockMode === 'wiping') throw new Refused(409, 'command-refused-while-wiping');
  if (device.lockMode === 'deregistered') throw new Refused(409, 'device-deregistered');
  const command: Command = {
    id: world.uuid(1000 + state.changes.length),
    deviceId: device.id,
    kind,
    state: 'issued',
    code: null,
    issuedBy: 'admin',
    issuedAt: new Date().toISOString(),
    deliveredAt: null,
    executedAt: null,
    completedAt: null,
  };
  state.commands.set(device.id, [command, ...(state.commands.get(device.id) ?? [])]);
  Object.assign(device, { openCommand: kind, pending: true });
  return command;
}

const routes: [method: string, pattern: RegExp, handler: Handler][] = [
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
    (state, { body }) => {
      const answer = { issued: 0, refused: [] as { deviceId: string; code: string }[] };
      for (const deviceId of body['deviceIds'] as string[]) {
        try {
          issue(state, deviceOf(state, deviceId), body['kind'] as 'lock' | 'unlock');
          answer.issued++;
        } catch (error) {
          answer.refused.push({ deviceId, code: (error as Refused).code });
        }
      }
      return answer;
    },
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
    (state, { ids, body }) => issue(state, deviceOf(state, ids[0]), body['kind'] as 'lock' | 'unlock'),
  ],
  [
    'GET',
    /^\/devices\/([^/]+)\/inventory$/,
    (_state, { ids }) => (ids[0] === world.uuid(5) ? { sections: [] } : world.inventory),
  ],
  ['GET', /^\/devices\/([^/]+)\/timeline$/, () => ({ items: world.makeTimeline(), nextCursor: null })],
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
  ['GET', /^\/system$/, (state) => world.makeSystem(state.devices.length)],
  ['PATCH', /^\/system$/, (state, { body }) => ({ ...world.makeSystem(state.devices.length), ...body })],
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
  [
    'GET',
    /^\/administrators$/,
    () => ({
      items: [
        {
          id: world.session.administrator.id,
          loginId: 'admin',
          email: 'admin@example.jp',
          role: 'organization',
          createdAt: '2026-10-01T00:00:00Z',
        },
      ],
    }),
  ],
  ['PATCH', /^\/administrators\/me$/, () => undefined],
];

const open = /^(\/setup|\/session)$/;

function answer(state: FakeState, method: string, address: URL, body: unknown): unknown {
  const route = address.pathname.replace('/api/v1', '');
  if (!state.loggedIn && !(open.test(route) && method !== 'GET') && route !== '/setup')
    throw new Refused(401, 'authentication-required');
  if (method !== 'GET') state.changes.push({ request: `${method} ${route}`, body });
  for (const [wanted, pattern, handler] of routes) {
    const match = wanted === method ? pattern.exec(route) : null;
    if (match !== null)
      return handler(state, {
        method,
        query: address.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
        ids: match.slice(1),
      });
  }
  throw new Refused(404, 'not-found');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

async function sendFile(response: ServerResponse, pathname: string): Promise<void> {
  const isFile = path.extname(pathname) !== '';
  const file = path.join(dist, isFile ? path.normalize(pathname) : 'index.html');
  try {
    const content = await readFile(file);
    const html = path.extname(file) === '.html';
    response.writeHead(200, {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      ...(html ? { 'content-security-policy': csp('test-nonce') } : {}),
    });
    response.end(html ? content.toString().replaceAll('SEKISHO_CSP_NONCE', 'test-nonce') : content);
  } catch {
    response.writeHead(404).end();
  }
}

export async function startFakeApi(deviceCount = 200): Promise<FakeApi> {
  const devices = Array.from({ length: deviceCount }, (_, index) => world.makeDevice(index));
  const state: FakeState = {
    devices,
    setupNeeded: false,
    loggedIn: true,
    reachable: true,
    policies: world.makePolicies(),
    groups: world.groups.map((group) => ({ ...group })),
    tokens: [
      {
        id: world.uuid(600),
        name: '資産台帳との連携',
        prefix: 'sk_3V6Y',
        permissions: ['devices.read', 'inventory.read'],
        createdAt: '2026-10-02T00:00:00Z',
        expiresAt: '2026-12-31T00:00:00Z',
        lastUsedAt: '2026-11-21T22:10:00Z',
      },
    ],
    commands: new Map(devices[1] === undefined ? [] : [[devices[1].id, world.makeCommands(devices[1].id)]]),
    changes: [],
  };
  const server = createServer((request, response) => {
    void handle(state, request, response);
  });
  await new Promise<void>((resolve) => server.listen(Number(process.env['FAKE_API_PORT'] ?? 0), '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${address.port}`, state, close };
}

async function handle(state: FakeState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://console');
  if (!address.pathname.startsWith('/api/')) return sendFile(response, address.pathname);
  if (!state.reachable) {
    request.socket.destroy();
    return;
  }
  try {
    const result = answer(state, request.method ?? 'GET', address, await bodyOf(request));
    response.writeHead(result === undefined ? 204 : 200, { 'content-type': 'application/json' });
    response.end(result === undefined ? undefined : JSON.stringify(result));
  } catch (error) {
    const { status, code } = error instanceof Refused ? error : { status: 500, code: 'internal-error' };
    const problem: Problem = { type: `urn:sekisho:error:${code}`, title: code, status, code, requestId: 'req-1' };
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  }
}
