/** All routes of the server: refuses two of the same address or name, and knows which methods an address has. Pure. */
import { permissions } from '../authorization/permissions.ts';
import type { AnyRoute } from './route.ts';

export interface RouteRegistry {
  readonly routes: readonly AnyRoute[];
  /** Methods under which some route answers at this path; empty when none does. */
  methodsAt(path: string): readonly string[];
}

function complaintsAbout(route: AnyRoute): string[] {
  const complaints: string[] = [];
  const { access } = route;
  if ('permission' in access) {
    if (!permissions.includes(access.permission))
      complaints.push(`has an unknown permission ${String(access.permission)}`);
  } else if (typeof access.public !== 'string' || access.public.trim().length < 10) {
    complaints.push('says neither which permission it needs nor why everybody may call it');
  }
  if (!/^\/[a-z0-9/:.\-A-Z]*$/.test(route.path)) complaints.push('has an odd path');
  if (!/^[a-z][A-Za-z0-9]+$/.test(route.operationId)) complaints.push(`has an odd operationId ${route.operationId}`);
  if (route.summary.trim() === '') complaints.push('has no summary');
  return complaints.map((complaint) => `${route.method} ${route.path} ${complaint}`);
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Throws with every complaint at once: a server with a faulty route does not start. */
export function createRouteRegistry(routes: readonly AnyRoute[]): RouteRegistry {
  const complaints = [
    ...routes.flatMap(complaintsAbout),
    ...repeated(routes.map((route) => route.operationId)).map((id) => `operationId ${id} is used twice`),
    ...repeated(routes.map((route) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`)).map(
      (at) => `${at} is there twice`,
    ),
  ];
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  const patterns = routes.map((route) => ({
    method: route.method,
    pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
  }));
  return {
    routes,
    methodsAt: (path) => [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))],
  };
}
