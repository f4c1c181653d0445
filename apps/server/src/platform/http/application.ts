/** The Fastify application: parsing, headers, errors, routes. Listens to nothing by itself. */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Authenticate } from '../feature.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { SekishoError } from '../sekisho-error.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { createDirectRoutes } from './direct-routes.ts';
import { parseJsonBody } from './json-body.ts';
import { problemOf, toSekishoError } from './problem.ts';
import { languageOf, registerRoute } from './register-route.ts';
import { type CountError, createErrorFigures, createRequestFigures, type ObserveRequest } from './request-figures.ts';
import { streamedMediaTypes } from './route.ts';
import type { RouteRegistry } from './route-registry.ts';
import { securityHeaders } from './security-headers.ts';

export interface ApplicationPorts {
  readonly registry: RouteRegistry;
  readonly authenticate: Authenticate;
  readonly nowMs: () => number;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly trustedProxies: readonly string[];
  readonly checkAnswers: boolean;
  /** Makes the server that Fastify believes to be its own; `handler` may be given to others too. */
  readonly serverFactory: (handler: RequestListener) => Server;
  /** Answers where no route does: the console's pages. Returns false when it has none. */
  readonly fallback: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | false>;
}

export async function createApplication(ports: ApplicationPorts): Promise<FastifyInstance> {
  const observe = observeAlso(createRequestFigures(ports.metrics), ports.tracing.answered);
  const countError = createErrorFigures(ports.metrics);
  const app = fastify({
    loggerInstance: ports.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => ports.ids.next(),
    trustProxy: ports.trustedProxies.length > 0 ? [...ports.trustedProxies] : false,
    return503OnClosing: false,
    serverFactory: (handler) =>
      ports.serverFactory(
        createDirectRoutes(
          ports.registry.routes,
          { ...ports, observe, countError },
          (request: IncomingMessage, response: ServerResponse) => handler(request, response),
        ),
      ),
  }) as unknown as FastifyInstance;
  app.decorateRequest('principal', null);
  parseBodies(app);
  handleErrors(app, ports, countError);
  guardRequests(app);
  measure(app, observe);
  await app.register(cookie);
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'], customTypes: compressible });
  for (const route of ports.registry.routes)
    if (route.anyBody === true) await app.register(async (apart) => registerRoute(takingAnyBody(apart), route, ports));
    else registerRoute(app, route, ports);
  return app;
}

function observeAlso(count: ObserveRequest, trace: ObserveRequest | null): ObserveRequest {
  if (trace === null) return count;
  return (...call) => {
    count(...call);
    trace(...call);
  };
}

/** Pages and the console's API; what devices receive is small or compressed already. */
const compressible =
  /^(text\/(html|css|javascript|csv|plain)|application\/(json|javascript|problem\+json)|image\/svg\+xml)/;

function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body.toString()));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  for (const mediaType of streamedMediaTypes)
    app.addContentTypeParser(mediaType, (request: FastifyRequest, payload, done) => {
      if (request.routeOptions.config.streamed === mediaType) done(null, payload);
      else done(new SekishoError('unsupported-media-type'), undefined);
    });
}

/** @param app of its own, so that no other route takes what this one does */
function takingAnyBody(app: FastifyInstance): FastifyInstance {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  return app;
}

function guardRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const path = request.url;
    reply.headers(securityHeaders({ path, secure: request.protocol === 'https', hostName: request.hostname }));
    reply.header('x-request-id', request.id);
    if (path.startsWith('/assets/')) reply.removeHeader('cache-control');
    if (path.includes('%00') || path.includes('\u0000')) return done(new SekishoError('malformed-request'));
    // Nobody is asked to compress: a small body could hold one without end.
    const encoding = request.headers['content-encoding'] ?? 'identity';
    done(encoding === 'identity' ? undefined : new SekishoError('unsupported-media-type'));
  });
}

function measure(app: FastifyInstance, observe: ObserveRequest): void {
  app.addHook('onResponse', (request, reply, done) => {
    observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
    request.log.debug({ req: request, res: reply, durationMs: reply.elapsedTime }, 'answered');
    done();
  });
}

function sendProblem(error: SekishoError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, languageOf(request), request.id);
  if (error.options.retryAfterSeconds !== undefined)
    reply.header('retry-after', String(error.options.retryAfterSeconds));
  // Fastify's serializers belong to the route's success; a problem is written as it is.
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problem);
}

function handleErrors(app: FastifyInstance, ports: ApplicationPorts, countError: CountError): void {
  const refuse = (error: SekishoError, request: FastifyRequest, reply: FastifyReply) => {
    countError(error.code);
    return sendProblem(error, request, reply);
  };
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = toSekishoError(thrown);
    if (error.status >= 500) request.log.error({ err: error.cause ?? error, req: request }, error.code);
    else request.log.debug({ code: error.code, err: error.cause, req: request }, 'refused');
    return refuse(error, request, reply);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const methods = ports.registry.methodsAt(request.url.split('?', 1)[0] ?? '');
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      return refuse(new SekishoError('method-not-allowed'), request, reply);
    }
    const answered = await ports.fallback(request, reply);
    return answered === false ? refuse(new SekishoError('not-found'), request, reply) : answered;
  });
}
