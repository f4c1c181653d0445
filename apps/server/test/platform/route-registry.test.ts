/** What the registry of routes refuses: a server with such a route does not start. */
import { permissions } from '@sekisho/server/platform/authorization/permissions';
import { type AnyRoute, defineRoute } from '@sekisho/server/platform/http/route';
import { createRouteRegistry } from '@sekisho/server/platform/http/route-registry';
import { Type } from 'typebox';
import { expect, test } from 'vitest';

function route(over: Partial<AnyRoute> = {}): AnyRoute {
  const base = defineRoute({
    method: 'GET',
    path: '/api/v1/things/:id',
    operationId: 'getThing',
    summary: 'One thing',
    access: { permission: 'devices.read' },
    schema: { response: { 200: Type.Null() } },
    handler: async () => null,
  });
  return { ...base, ...over };
}

/** As JavaScript that the compiler never saw could have it. */
const odd = (access: unknown) => route({ access: access as AnyRoute['access'] });

test.each<[string, readonly AnyRoute[], RegExp]>([
  ['no permission and no reason', [odd({})], /neither which permission it needs nor why/],
  ['a reason that is none', [odd({ public: 'yes' })], /neither which permission/],
  ['a permission that does not exist', [odd({ permission: 'devices.explode' })], /unknown permission devices\.explode/],
  ['no summary', [route({ summary: ' ' })], /has no summary/],
  ['an odd path', [route({ path: 'api' })], /odd path/],
  ['an odd name', [route({ operationId: 'get thing' })], /odd operationId/],
  ['one name twice', [route(), route({ path: '/api/v1/others' })], /operationId getThing is used twice/],
  ['one address twice', [route(), route({ path: '/api/v1/things/:code', operationId: 'other' })], /there twice/],
])('%s', (_name, routes, message) => {
  expect(() => createRouteRegistry(routes)).toThrow(message);
});

test('knows which methods an address has', () => {
  const registry = createRouteRegistry([route(), route({ method: 'PUT', operationId: 'putThing' })]);
  expect(registry.methodsAt('/api/v1/things/a-b')).toEqual(['GET', 'PUT']);
  expect(registry.methodsAt('/api/v1/things/a/b')).toEqual([]);
});

test('permissions are named once each', () => {
  expect(new Set(permissions).size).toBe(permissions.length);
});
