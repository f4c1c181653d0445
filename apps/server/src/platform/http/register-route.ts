/** Puts one route definition into Fastify: who asks, may they, does it fit, what comes back. */
import { chooseLanguage, type Language, parseAcceptLanguage } from '@sekisho/messages';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { mayDo, type Principal } from '../authorization/permissions.ts';
import { requireRecentProof } from '../authorization/require-session.ts';
import type { Authenticate } from '../feature.ts';
import { SekishoError } from '../sekisho-error.ts';
import { beginsTrace, type Tracing } from '../tracing/tracing.ts';
import { isSameOrigin } from './csrf.ts';
import { type AnyRoute, bodyLimitOf, type RouteContext, type RouteSchema, successStatusOf } from './route.ts';
import { compileAnswerCheck, compileValidator, type RequestPart } from './validation.ts';

export interface RoutePorts {
  readonly authenticate: Authenticate;
  readonly nowMs: () => number;
  readonly tracing: Tracing;
  /** In tests: an answer that does not fit its schema is an error. */
  readonly checkAnswers: boolean;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export function languageOf(request: FastifyRequest): Language {
  return chooseLanguage(parseAcceptLanguage(request.headers['accept-language'] ?? ''));
}

function header(request: FastifyRequest, name: 'sec-fetch-site' | 'origin'): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * A page of somebody else may not use a person's cookies. Asked of whatever is authenticated by a session, and of every request
 * that could become one (log-in, set-up), as far as a browser says where it comes from.
 */
function refuseForeignPages(request: FastifyRequest, principal: Principal | null): void {
  // A token is no cookie. The header alone says nothing: browsers add the password of a proxy by themselves.
  if (safeMethods.has(request.method) || principal?.kind === 'api-token') return;
  const origin = {
    method: request.method,
    host: request.host,
    secFetchSite: header(request, 'sec-fetch-site'),
    origin: header(request, 'origin'),
  };
  const byBrowser = origin.secFetchSite !== undefined || origin.origin !== undefined;
  if (principal?.kind !== 'session' && !byBrowser) return;
  if (!isSameOrigin(origin)) throw new SekishoError('cross-site-refused');
}

async function authorize(route: AnyRoute, request: FastifyRequest, ports: RoutePorts): Promise<Principal | null> {
  const principal = await ports.authenticate({
    headers: request.headers,
    cookies: request.cookies,
    secure: request.protocol === 'https',
    remoteAddress: request.ip,
  });
  refuseForeignPages(request, principal);
  if (!('permission' in route.access)) return principal;
  if (principal === null) throw new SekishoError('authentication-required');
  if (!mayDo(principal, route.access.permission)) throw new SekishoError('permission-denied');
  if (route.provenRecently === true) requireRecentProof(principal, ports.nowMs());
  return principal;
}

/** The device protocol authenticates by itself and never by cookies: its routes skip the question who is asking. */
function asksForPrincipal(route: AnyRoute): boolean {
  return 'permission' in route.access || route.path.startsWith('/api/');
}

/**
 * Most of all requests are check-ins. Their lines in the log name the request by `req`, so they need no logger of their own, whose
 * making costs as much as reading the body; and their answers are too small to compress.
 */
const forAgents = { compress: false, childLoggerFactory: (log: FastifyBaseLogger) => log } as const;

function beforeBody(look: NonNullable<AnyRoute['beforeBody']>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      look(request.headers);
    } catch (refusal) {
      // What is under way is not read to its end only to keep the connection.
      reply.header('connection', 'close');
      throw refusal;
    }
  };
}

type Handler = (context: RouteContext<RouteSchema, AnyRoute['access']>) => Promise<unknown>;

function tracedHandler({ handler, method, path }: AnyRoute, success: number, tracing: Tracing): Handler {
  const plain = handler as Handler;
  if (!beginsTrace(method, path)) return plain;
  return (context) => tracing.request({ method, path, success }, () => plain(context));
}

export function registerRoute(app: FastifyInstance, route: AnyRoute, ports: RoutePorts): void {
  const success = successStatusOf(route.schema);
  const handler = tracedHandler(route, success, ports.tracing);
  app.route({
    method: route.method,
    url: route.path,
    schema: route.schema,
    bodyLimit: bodyLimitOf(route),
    validatorCompiler: ({ schema, httpPart }) => compileValidator(schema as TSchema, httpPart as RequestPart),
    serializerCompiler: ({ schema }) => {
      const check = ports.checkAnswers ? compileAnswerCheck(schema as TSchema) : () => {};
      return (answer) => {
        check(answer);
        return JSON.stringify(answer);
      };
    },
    ...(asksForPrincipal(route)
      ? {
          onRequest: async (request: FastifyRequest) => {
            request.principal = await authorize(route, request, ports);
            request.raw.isStreamed = route.streamed !== undefined;
          },
        }
      : {}),
    ...(route.beforeBody === undefined ? {} : { preParsing: beforeBody(route.beforeBody) }),
    ...(route.path.startsWith('/device/') ? forAgents : {}),
    ...(route.sentAsIs === true ? { compress: false as const } : {}),
    ...(route.streamed === undefined ? {} : { config: { streamed: route.streamed } }),
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.code(success);
      const answer = await handler({
        params: request.params,
        query: request.query,
        body: request.body,
        principal: request.principal,
        get language() {
          return languageOf(request);
        },
        log: request.log,
        headers: request.headers,
        isGone: () => reply.raw.destroyed,
        request,
        reply,
      } as RouteContext<RouteSchema, AnyRoute['access']>);
      return success === 204 && answer === undefined ? reply.send() : answer;
    },
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    streamed?: string;
  }
}
