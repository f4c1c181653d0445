/** HTTP from outside: who may, what fits, what is answered in which language, what is refused at the door. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Permission, Principal } from '@sekisho/server/platform/authorization/permissions';
import type { Platform } from '@sekisho/server/platform/feature';
import { defineRoute } from '@sekisho/server/platform/http/route';
import { contentSecurityPolicy } from '@sekisho/server/platform/http/security-headers';
import { refuseUpgrade } from '@sekisho/server/platform/http/upgrade';
import { SekishoError } from '@sekisho/server/platform/sekisho-error';
import type { Assembly } from '@sekisho/server/platform/server';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const organizationId = '01900000-0000-7000-8000-000000000001';

function principal(kind: 'session' | 'api-token', permissions: readonly Permission[]): Principal {
  const base = {
    organizationId,
    administratorId: '01900000-0000-7000-8000-000000000002',
    loginId: 'admin',
    permissions: new Set(permissions),
    groupIds: null,
  };
  return kind === 'session'
    ? { kind, sessionId: 's', provenAtMs: Date.now(), ...base }
    : { kind, tokenId: 't', ...base };
}

const NewNote = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 10 }),
  colour: Type.Optional(Type.Union([Type.Literal('red'), Type.Literal('blue')])),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
});
const Note = Type.Object({ text: Type.String(), by: Type.String() }, { title: 'Note' });

function routes() {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/notes',
      operationId: 'createNote',
      summary: 'Keep a note',
      access: { permission: 'devices.write' },
      schema: { body: NewNote, response: { 201: Note } },
      handler: async ({ body, principal: { loginId } }) => ({ text: body.text, by: loginId }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/notes/:id',
      operationId: 'getNote',
      summary: 'One note',
      access: { permission: 'devices.read' },
      schema: {
        params: Type.Object({ id: Type.Integer() }),
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, default: 50 })) }),
        response: { 200: Type.Object({ id: Type.Integer(), limit: Type.Integer() }) },
      },
      handler: async ({ params, query }) => ({ id: params.id, limit: query.limit ?? 0 }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/notes/:id',
      operationId: 'deleteNote',
      summary: 'Forget a note',
      access: { public: 'of no interest to anybody, a test' },
      schema: { params: Type.Object({ id: Type.String() }), response: { 204: Type.Undefined() } },
      handler: async ({ params, principal: who }) => {
        if (params.id === 'gone') throw new SekishoError('device-not-found');
        if (params.id === 'field') {
          throw new SekishoError('validation-failed', {
            errors: [{ pointer: '/period', code: 'timer-period-too-short' }],
          });
        }
        if (params.id === 'busy') throw new SekishoError('too-many-requests', { retryAfterSeconds: 7 });
        if (params.id === 'bug') throw new Error(`secret detail for ${who?.loginId ?? 'nobody'}`);
        return undefined;
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/notes/file',
      operationId: 'putNotes',
      summary: 'Many notes, read as they come',
      access: { permission: 'devices.write' },
      schema: { response: { 200: Type.Object({ mayLast: Type.Boolean() }) } },
      streamed: 'application/octet-stream',
      handler: async ({ request }) => ({ mayLast: request.raw.isStreamed === true }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/broken',
      operationId: 'getBroken',
      summary: 'Answers with something else than it promises',
      access: { public: 'of no interest to anybody, a test' },
      schema: { response: { 200: Note } },
      handler: async () => JSON.parse('{"text": 1}') as { text: string; by: string },
    }),
  ];
}

function assemble(_platform: Platform): Assembly {
  return {
    authenticate: async ({ headers, cookies }) => {
      if (cookies['session'] === 'admin') return principal('session', ['devices.read', 'devices.write']);
      if (headers.authorization === 'Bearer writer') return principal('api-token', ['devices.read', 'devices.write']);
      if (headers.authorization === 'Bearer metrics') return principal('api-token', ['metrics.read']);
      return null;
    },
    features: [
      {
        name: 'notes',
        routes: routes(),
        upgrades: [{ path: '/device/v1/live', handle: (_request, socket) => refuseUpgrade(socket, 418, 'Teapot') }],
      },
    ],
  };
}

let folder: string;
/** Marked, so that one sees which of the two was served. */
const keptScript = `console.log('${'y'.repeat(2000)}')`;
const keptSmall = brotliCompressSync(`${keptScript}// kept`);

let server: InProcessServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-console-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<meta property="csp-nonce" nonce="SEKISHO_CSP_NONCE"><p>console');
  await writeFile(path.join(folder, 'assets', 'main-1a2b.js'), `console.log('${'x'.repeat(2000)}')`);
  await writeFile(path.join(folder, 'assets', 'kept-1a2b.js'), keptScript);
  await writeFile(path.join(folder, 'assets', 'kept-1a2b.js.br'), keptSmall);
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  server = await startInProcess({ assemble, consoleFolder: folder });
});

afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true });
});

interface Call {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call(at: string, { method = 'GET', body, headers = {} }: Call = {}) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(server.url + at, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

const writer = { authorization: 'Bearer writer' };
const post = (body: string, headers: Readonly<Record<string, string>> = writer) =>
  call('/api/v1/notes', { method: 'POST', body, headers });

test('only what is read as it comes may take as long as it goes on coming', async () => {
  const type = { 'content-type': 'application/octet-stream' };
  const sent = (headers: object) =>
    call('/api/v1/notes/file', { method: 'PUT', body: 'notes', headers: { ...type, ...headers } });
  expect((await sent(writer)).json).toEqual({ mayLast: true });
  expect((await sent({})).status).toBe(401);
});

describe('who may', () => {
  test('nobody known: 401; the wrong permission: 403; the right one: done', async () => {
    expect((await post('{"text":"a"}', {})).json.code).toBe('authentication-required');
    expect((await post('{"text":"a"}', { authorization: 'Bearer metrics' })).json.code).toBe('permission-denied');
    const done = await post('{"text":"a"}');
    expect([done.status, done.json]).toEqual([201, { text: 'a', by: 'admin' }]);
  });

  test('is asked before what', async () => {
    expect((await post('{"nonsense', {})).status).toBe(401);
  });

  const session = { cookie: 'session=admin' };
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['our own page', { ...session, 'sec-fetch-site': 'same-origin' }, 201],
    ['our own page in an older browser', { ...session, origin: 'SELF' }, 201],
    ['a page of somebody else', { ...session, 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of the same site', { ...session, 'sec-fetch-site': 'same-site' }, 403],
    ['a page of somebody else in an older browser', { ...session, origin: 'https://evil.example' }, 403],
    ['a page that hides where it is from', { ...session, origin: 'null' }, 403],
    ['nothing that says so', session, 403],
    ['a foreign page, with the password of a proxy', { ...session, authorization: 'Basic eDp5', origin: 'null' }, 403],
  ])('a change with a cookie from %s', async (_name, headers, status) => {
    const origin = headers['origin'] === 'SELF' ? { origin: server.url } : {};
    expect((await post('{"text":"a"}', { ...headers, ...origin })).status).toBe(status);
  });

  test('reading with a cookie needs no proof', async () => {
    expect((await call('/api/v1/notes/1', { headers: session })).status).toBe(200);
  });

  test('an open change from a foreign page is refused too (log-in)', async () => {
    const foreign = await call('/api/v1/notes/1', { method: 'DELETE', headers: { origin: 'https://evil.example' } });
    expect(foreign.json.code).toBe('cross-site-refused');
    expect((await call('/api/v1/notes/1', { method: 'DELETE' })).status).toBe(204);
  });
});

describe('what fits', () => {
  test('every field at fault is named, in the language of the reader', async () => {
    const bad = '{"text":"","colour":"green","count":"3"}';
    const ja = await post(bad, { ...writer, 'accept-language': 'ja-JP,en;q=0.5' });
    const en = await post(bad, { ...writer, 'accept-language': 'de, en;q=0.5' });
    expect(ja.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    for (const problem of [ja.json, en.json]) {
      expect(problem).toMatchObject({
        status: 400,
        code: 'validation-failed',
        type: 'urn:sekisho:problem:validation-failed',
      });
      expect(problem.errors.map((error: { pointer: string; code: string }) => [error.pointer, error.code])).toEqual([
        ['/text', 'minLength'],
        ['/colour', 'const'],
        ['/count', 'type'],
      ]);
      expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(ja.json.title).toMatch(/[ぁ-ん]/);
    expect(ja.json.errors[0].detail).toMatch(/文字/);
    expect(en.json.title).toMatch(/^[\x20-\x7e“”’]+$/);
    expect(en.json.errors[1].detail).toContain('red, blue');
    expect(en.headers.get('x-request-id')).toBe(en.json.requestId);
  });

  test('a missing field is named at itself; a missing body is no crash', async () => {
    expect((await post('{}')).json.errors[0].pointer).toBe('/text');
    expect((await post('')).json.code).toBe('validation-failed');
  });

  test('unknown fields pass; nothing is coerced', async () => {
    expect((await post('{"text":"a","later":1}')).status).toBe(201);
    for (const body of ['{"text":null}', '{"text":1}', '{"text":true}']) expect((await post(body)).status).toBe(400);
  });

  test('query and path are text, and read as numbers where the schema says so', async () => {
    expect((await call('/api/v1/notes/7?limit=3', { headers: writer })).json).toEqual({ id: 7, limit: 3 });
    expect((await call('/api/v1/notes/7', { headers: writer })).json).toEqual({ id: 7, limit: 50 });
    const bad = await call('/api/v1/notes/7?limit=0', { headers: writer });
    expect(bad.json.errors[0].pointer).toBe('limit');
  });

  test.each<[string, string, number, string]>([
    ['NUL in a string', '{"text":"a\\u0000"}', 400, 'malformed-request'],
    ['NUL in a key', '{"text":"a","\\u0000":1}', 400, 'malformed-request'],
    ['an escaped backslash before u0000 is no NUL', '{"text":"\\\\u0000"}', 201, ''],
    ['no JSON', '{"text"', 400, 'malformed-request'],
    ['a prototype', '{"text":"a","__proto__":{}}', 400, 'malformed-request'],
    ['too deep', `{"text":"a","x":${'['.repeat(40)}${']'.repeat(40)}}`, 400, 'malformed-request'],
    ['brackets in a string are no depth', `{"text":"[[[[[","x":"${'['.repeat(100)}"}`, 201, ''],
    ['too large', `{"text":"a","x":"${'x'.repeat(70_000)}"}`, 413, 'body-too-large'],
  ])('%s', async (_name, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, answer.json.code ?? '']).toEqual([status, code]);
  });

  test('NUL in an address, and another type than JSON', async () => {
    expect((await call('/api/v1/notes/a%00b', { headers: writer })).json.code).toBe('malformed-request');
    const form = await fetch(`${server.url}/api/v1/notes`, { method: 'POST', headers: writer, body: 'text=a' });
    expect([form.status, ((await form.json()) as { code: string }).code]).toEqual([415, 'unsupported-media-type']);
  });
});

describe('what goes wrong', () => {
  const remove = (id: string, headers = {}) => call(`/api/v1/notes/${id}`, { method: 'DELETE', headers });

  test('a refusal by code; a field by code; a pause', async () => {
    expect((await remove('gone')).json).toMatchObject({ status: 404, code: 'device-not-found' });
    const field = (await remove('field', { 'accept-language': 'ja' })).json.errors[0];
    expect(field).toMatchObject({ pointer: '/period', code: 'timer-period-too-short' });
    expect(field.detail).toMatch(/[ぁ-ん]/);
    expect((await remove('busy')).headers.get('retry-after')).toBe('7');
  });

  test('a bug says nothing of itself', async () => {
    const bug = await remove('bug');
    expect(bug.json).toMatchObject({ status: 500, code: 'internal-error' });
    expect(bug.text).not.toContain('secret detail');
  });

  test('an answer that is not what its schema promises is found in tests', async () => {
    expect((await call('/api/v1/broken')).json.code).toBe('internal-error');
  });

  test('no such address; no such method', async () => {
    expect((await call('/api/v1/nothing')).json.code).toBe('not-found');
    const put = await call('/api/v1/notes/1', { method: 'PUT', body: '{}' });
    expect([put.status, put.json.code, put.headers.get('allow')]).toEqual([405, 'method-not-allowed', 'GET, DELETE']);
  });
});

describe('the platform’s own', () => {
  test('health and readiness', async () => {
    expect((await call('/healthz')).json).toEqual({ status: 'ok' });
    expect((await call('/readyz')).json).toEqual({ status: 'ok' });
  });

  test('figures: for this machine, or by permission', async () => {
    expect((await call('/metrics')).text).toContain('sekisho_http_request_duration_seconds_bucket');
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    expect((await call('/metrics', { headers: proxied })).status).toBe(401);
    expect((await call('/metrics', { headers: { ...proxied, ...writer } })).status).toBe(403);
    const allowed = await call('/metrics', { headers: { ...proxied, authorization: 'Bearer metrics' } });
    expect(allowed.status).toBe(200);
  });

  test('the API describes itself', async () => {
    const { json } = await call('/api/v1/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths)).toEqual([
      '/api/v1/broken',
      '/api/v1/notes',
      '/api/v1/notes/{id}',
      '/api/v1/notes/file',
      '/api/v1/openapi.json',
    ]);
    expect(json.paths['/api/v1/notes'].post).toMatchObject({
      operationId: 'createNote',
      'x-permission': 'devices.write',
      requestBody: { required: true },
      responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } } },
    });
    expect(json.components.schemas.Problem.properties.code.type).toBe('string');
    expect((await call('/device/v1/openapi.json')).json.paths).toHaveProperty('/device/v1/openapi.json');
  });

  test('every answer tells browsers to run nothing foreign', async () => {
    const { headers } = await call('/healthz');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

test("an operator's tiles open the policy for their origin alone, for pictures and fetches", () => {
  const opened = contentSecurityPolicy('n', 'https://tiles.example.com:8444').split('; ');
  expect(opened.filter((rule) => rule.includes('tiles.example.com'))).toEqual([
    "img-src 'self' data: blob: https://tiles.example.com:8444",
    "connect-src 'self' https://tiles.example.com:8444",
  ]);
  expect(contentSecurityPolicy('n')).not.toContain('http');
});

describe('the console', () => {
  const browser = { accept: 'text/html,application/xhtml+xml' };

  test('every address of its own is the page, with a nonce that is new each time', async () => {
    const first = await call('/', { headers: browser });
    const second = await call('/devices/1?tab=2', { headers: browser });
    const nonceOf = ({ text }: { text: string }) => /nonce="([^"]+)"/.exec(text)?.[1];
    for (const page of [first, second]) {
      expect(page.status).toBe(200);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonceOf(page)}'`);
    }
    expect(nonceOf(first)).not.toBe(nonceOf(second));
  });

  test('built files are kept for a year and compressed, others asked for again', async () => {
    const script = await call('/assets/main-1a2b.js', { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBe('br');
    expect((await call('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  test('the compressed form that the build kept is what a browser gets, with the type and life of the file', async () => {
    const script = await call('/assets/kept-1a2b.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(script.text).toBe(`${keptScript}// kept`);
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('vary')).toContain('accept-encoding');
    expect((await call('/assets/kept-1a2b.js', { headers: { 'accept-encoding': 'gzip' } })).text).toBe(keptScript);
  });

  test('a file that is not there is not the page; nothing outside is served', async () => {
    expect((await call('/assets/gone.js', { headers: browser })).status).toBe(404);
    expect((await call('/api/v1/nothing', { headers: browser })).status).toBe(404);
    expect((await call('/..%2f..%2fetc/passwd')).status).toBe(404);
  });
});

test('WebSocket endpoints are found by path, on both ports alike', async () => {
  const ask = async (at: string) => {
    const socket = connect(server.ports.plain, '127.0.0.1');
    socket.write(`GET ${at} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return data.toString().split('\r\n', 1)[0];
  };
  expect(await ask('/device/v1/live?x=1')).toBe('HTTP/1.1 418 Teapot');
  expect(await ask('/device/v1/other')).toBe('HTTP/1.1 404 Not Found');
});
