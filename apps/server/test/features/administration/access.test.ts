/** Every route asks who calls and whether they may; the API describes itself soundly. */
import { permissions } from '@sekisho/contracts';
import type { AnyRoute } from '@sekisho/server/platform/http/route';
import { assemble } from '@sekisho/server/wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleClient, startWorld, type World } from './console-client.ts';

let world: World;
let routes: (AnyRoute & { readonly access: { readonly permission: string } })[];
beforeAll(async () => {
  world = await startWorld({
    assemble: (platform) => {
      const assembly = assemble(platform);
      routes = assembly.features
        .flatMap((feature) => feature.routes ?? [])
        .filter((route): route is (typeof routes)[number] => 'permission' in route.access);
      return assembly;
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** A path that fits its schema, of something that does not exist. */
function pathOf(route: AnyRoute): string {
  return route.path
    .replace('/groups/:id', '/groups/999')
    .replace(':id', '018f0000-0000-7000-8000-000000000000')
    .replace(':code', 'Z99');
}

async function statusesOf(client: (route: (typeof routes)[number]) => Promise<ConsoleClient>) {
  const statuses: Record<string, number> = {};
  for (const route of routes) {
    const caller = await client(route);
    statuses[`${route.method} ${route.path}`] = (await caller.call(route.method, pathOf(route))).status;
  }
  return statuses;
}

describe('access', () => {
  it('is refused to nobody in particular with 401', async () => {
    expect(routes.length).toBeGreaterThan(20);
    const statuses = await statusesOf(async () => world.client());
    expect(new Set(Object.values(statuses))).toEqual(new Set([401]));
  });

  it('is refused with 401 to whoever shows a bad token, cookie or not', async () => {
    const statuses = await statusesOf(async () => {
      const client = world.client('sks_not-a-token-of-anybody');
      client.cookie = world.admin.cookie;
      return client;
    });
    expect(new Set(Object.values(statuses))).toEqual(new Set([401]));
  });

  it('is refused with 403 without the one permission, whatever else is permitted', async () => {
    const clients = new Map<string, ConsoleClient>();
    const without = async (permission: string): Promise<ConsoleClient> => {
      const known = clients.get(permission);
      if (known !== undefined) return known;
      const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
        name: `all but ${permission}`,
        permissions: permissions.filter((name) => name !== permission),
        expiresAt: null,
      });
      const client = new ConsoleClient(world.server.url, secret);
      clients.set(permission, client);
      return client;
    };
    const statuses = await statusesOf((route) => without(route.access.permission));
    expect(new Set(Object.values(statuses))).toEqual(new Set([403]));
  });

  it('is given with the permission: what follows is about the request', async () => {
    const statuses = await statusesOf(async () => world.admin);
    const others = Object.entries(statuses).filter(
      ([, status]) => ![200, 201, 202, 400, 404, 409, 415].includes(status),
    );
    expect(others).toEqual([]);
  });
});

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, { readonly description: string }>;
  readonly security?: object[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

describe('the description of the API', () => {
  let document: Document;
  beforeAll(async () => {
    document = await world.admin.ok<Document>('GET', '/api/v1/openapi.json');
  });
  const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path));

  it('is OpenAPI 3.1 and knows every route', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const missing = routes.map((route) => `${route.method} ${route.path}`).filter((name) => !described.includes(name));
    expect(missing).toEqual([]);
  });

  it('names each operation once', () => {
    const ids = operations().map((operation) => operation.operationId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.filter((id) => !/^[a-z][A-Za-z0-9]*$/.test(id))).toEqual([]);
  });

  it('describes every answer, and the problem that can come instead', () => {
    for (const operation of operations()) {
      expect(operation.summary).not.toBe('');
      expect(Object.keys(operation.responses)).toContain('default');
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
      for (const response of Object.values(operation.responses)) expect(response.description).not.toBe('');
    }
  });

  it('declares every parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(methods)) {
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect(declared).toEqual(inPath);
      }
    }
  });

  it('refers only to what is there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    const missing = references.map((match) => match[1] ?? '').filter((name) => !(name in document.components.schemas));
    expect(missing).toEqual([]);
    expect(references.length).toBeGreaterThan(10);
  });
});
