/** Routes of the platform itself: is it alive, is it ready, its figures, its API in machine-readable form. */
import type { FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { mayDo } from '../authorization/permissions.ts';
import type { Authenticate } from '../feature.ts';
import { SekishoError } from '../sekisho-error.ts';
import { openApiDocument } from './openapi.ts';
import { type AnyRoute, defineRoute } from './route.ts';

export interface SystemRoutesPorts {
  readonly authenticate: Authenticate;
  /** Every figure, as Prometheus reads them. */
  readonly scrape: () => Promise<string>;
  readonly version: string;
  /** Rejects when the database cannot be reached or has no room, or the server is stopping. */
  readonly checkReady: () => Promise<void>;
}

const Status = Type.Object({ status: Type.Literal('ok') });

function healthRoutes(ports: SystemRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/healthz',
      operationId: 'getHealth',
      summary: 'Whether the process answers at all',
      access: { public: 'asked by supervisors that have no account; tells nothing' },
      schema: { response: { 200: Status } },
      handler: async () => ({ status: 'ok' as const }),
    }),
    defineRoute({
      method: 'GET',
      path: '/readyz',
      operationId: 'getReadiness',
      summary: 'Whether requests can be served: database reachable, migrations done, not stopping',
      access: { public: 'asked by load balancers that have no account; tells nothing' },
      schema: { response: { 200: Status } },
      handler: async () => {
        await ports.checkReady().catch((cause: unknown) => {
          throw cause instanceof SekishoError ? cause : new SekishoError('service-unavailable', { cause });
        });
        return { status: 'ok' as const };
      },
    }),
  ];
}

/** A proxy on this machine connects from loopback too, but says for whom. */
function isFromThisMachine(request: FastifyRequest): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false;
  return /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
}

function metricsRoute(ports: SystemRoutesPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Figures of all worker processes of this machine for Prometheus',
    access: { public: 'decides by itself: from this machine, or with permission metrics.read' },
    schema: { response: { 200: Type.String({ contentMediaType: 'text/plain' }) } },
    async handler({ request, reply }) {
      if (!isFromThisMachine(request)) {
        const { headers, cookies, ip } = request;
        const secure = request.protocol === 'https';
        const principal = await ports.authenticate({ headers, cookies, secure, remoteAddress: ip });
        if (principal === null) throw new SekishoError('authentication-required');
        if (!mayDo(principal, 'metrics.read')) throw new SekishoError('permission-denied');
      }
      const text = await ports.scrape();
      return reply
        .type(Registry.PROMETHEUS_CONTENT_TYPE)
        .serializer((value: unknown) => String(value))
        .send(text);
    },
  });
}

const descriptions = {
  api: 'The API of the console and of programs. Errors are problem details (RFC 9457): decide by their `code`.',
  device: 'The protocol between agents and server. Errors are problem details (RFC 9457): decide by their `code`.',
} as const;

function documentRoute(
  path: '/api/v1' | '/device/v1',
  operationId: string,
  document: () => Record<string, unknown>,
): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: `${path}/openapi.json`,
    operationId,
    summary: 'This document',
    access: { public: 'describes the interface, which is public knowledge' },
    schema: { response: { 200: Type.Unknown() } },
    handler: async () => document(),
  });
}

/** @param features what the features bring; the documents show it together with the routes made here */
export function systemRoutes(ports: SystemRoutesPorts, features: readonly AnyRoute[]): AnyRoute[] {
  const api = documentRoute('/api/v1', 'getOpenApi', () =>
    openApiDocument([...features, api], {
      title: 'Sekisho API',
      version: ports.version,
      description: descriptions.api,
      pathPrefix: '/api/v1',
      security: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-sekisho' },
        apiToken: { type: 'http', scheme: 'bearer' },
      },
    }),
  );
  const device = documentRoute('/device/v1', 'getDeviceOpenApi', () =>
    openApiDocument([...features, device], {
      title: 'Sekisho device protocol',
      version: ports.version,
      description: descriptions.device,
      pathPrefix: '/device/v1',
      security: { deviceToken: { type: 'http', scheme: 'bearer' } },
    }),
  );
  return [...healthRoutes(ports), metricsRoute(ports), api, device];
}
