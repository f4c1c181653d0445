/** A server of the console's API in memory, for tests of the screens alone: it serves what was built and answers as the contract says. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Problem } from '@sekisho/contracts';
import { makeAgentUpdates } from './fake-agent-updates.ts';
import { makeAddOns, utilities } from './fake-client-software.ts';
import { makeSavedSearches } from './fake-fleet-inventory.ts';
import { installerPackages, makeInstallerDownloads, makeInstallerSettings } from './fake-installers.ts';
import { Refused } from './fake-refused.ts';
import { type FakeState, routes } from './fake-routes.ts';
import { wellService } from './fake-service-state.ts';
import { makeTasks } from './fake-tasks.ts';
import { makeReportedWipe } from './fake-wipes.ts';
import * as world from './fake-world.ts';

export type FakeApi = { url: string; state: FakeState; close: () => Promise<void> };
const dist = path.join(import.meta.dirname, '../dist');
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.html': 'text/html; charset=utf-8',
};
const csp = (nonce: string) =>
  `default-src 'self'; script-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; style-src 'self' 'nonce-${nonce}'`;

const open = /^\/(setup|session|password-reset|account-links\/\w+)$/;

function answer(state: FakeState, method: string, address: URL, body: unknown): unknown {
  const route = address.pathname.replace('/api/v1', '');
  if (!state.loggedIn && !(open.test(route) && method !== 'GET') && !/^\/(setup|password-reset)$/.test(route))
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
  if (/^(text\/csv|application\/octet-stream)$/.test(request.headers['content-type'] ?? '')) return text;
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
      // As the server has it: their names tell what is in them.
      ...(pathname.startsWith('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {}),
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
    proven: true,
    policies: world.makePolicies(),
    uninstallIssues: 0,
    retention: { eventDays: 90, lockHistoryDays: null, auditDays: null, inventoryChangeDays: 365 },
    silentDays: null,
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
    intakes: [],
    tasks: makeTasks(),
    agentUpdates: makeAgentUpdates(),
    serviceState: wellService,
    commands: new Map(devices[1] === undefined ? [] : [[devices[1].id, world.makeCommands(devices[1].id)]]),
    wipes: new Map(devices[8] === undefined ? [] : [[devices[8].id, makeReportedWipe()]]),
    installerPackages,
    installerSettings: makeInstallerSettings(),
    installerDownloads: makeInstallerDownloads(),
    utilities,
    addOns: makeAddOns(),
    savedSearches: makeSavedSearches(),
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
