/**
 * Routes that are called most of all are answered on node:http itself where the request is as plain as every agent's: a JSON body of
 * known length, nothing to negotiate. Whatever is not goes the way of all others, to the same route in Fastify; errors, headers,
 * bounds and figures are the same on both.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { chooseLanguage, type Language, parseAcceptLanguage } from '@sekisho/messages';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { SekishoError } from '../sekisho-error.ts';
import { parseJsonBody } from './json-body.ts';
import { problemOf, toSekishoError } from './problem.ts';
import type { CountError, ObserveRequest } from './request-figures.ts';
import { type AnyRoute, bodyLimitOf, type DirectContext, type RouteSchema, successStatusOf } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { compileAnswerCheck, compileValidator, type Validate } from './validation.ts';

export interface DirectPorts {
  readonly ids: Ids;
  readonly log: Log;
  readonly observe: ObserveRequest;
  readonly countError: CountError;
  /** In tests: an answer that does not fit its schema is an error. */
  readonly checkAnswers: boolean;
}

/** Shorter ones are read sooner than they are looked at. */
const longBodyBytes = 16 * 1024;

interface DirectRoute {
  readonly route: AnyRoute;
  readonly limitBytes: number;
  readonly success: number;
  readonly validate: Validate;
  readonly check: (answer: unknown) => void;
  readonly handle: (context: Context) => Promise<unknown>;
}

/** @param next answers everything else */
export function createDirectRoutes(
  routes: readonly AnyRoute[],
  ports: DirectPorts,
  next: RequestListener,
): RequestListener {
  const byPath = new Map(
    routes.filter(({ direct }) => direct === true).map((route) => [route.path, prepare(route, ports)]),
  );
  return (request, response) => {
    const found = byPath.get(request.url ?? '');
    if (found === undefined || request.method !== found.route.method || !isPlain(request, found.limitBytes))
      next(request, response);
    else void answer(found, ports, request, response);
  };
}

function prepare(route: AnyRoute, { checkAnswers }: DirectPorts): DirectRoute {
  const success = successStatusOf(route.schema);
  const { body, response } = route.schema;
  const promised = response[success];
  if (body === undefined || promised === undefined) throw new Error('a direct route takes a body and answers with one');
  return {
    route,
    limitBytes: bodyLimitOf(route),
    success,
    validate: compileValidator(body, 'body'),
    check: checkAnswers ? compileAnswerCheck(promised) : () => {},
    handle: route.handler as DirectRoute['handle'],
  };
}

function isPlain({ headers }: IncomingMessage, limitBytes: number): boolean {
  return (
    headers['content-type'] === 'application/json' &&
    Number(headers['content-length'] ?? Number.NaN) <= limitBytes &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}

async function answer(
  direct: DirectRoute,
  ports: DirectPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const begun = performance.now();
  const id = ports.ids.next();
  let parsed = false;
  try {
    if (Number(request.headers['content-length']) > longBodyBytes) direct.route.beforeBody?.(request.headers);
    const value = parseJsonBody(await readBody(request));
    parsed = true;
    const body = direct.validate(value);
    if ('error' in body) throw body.error;
    const answered = await direct.handle(new PlainContext(body.value, request.headers, response, ports.log));
    direct.check(answered);
    send(response, id, direct.success, 'application/json; charset=utf-8', JSON.stringify(answered));
  } catch (thrown) {
    if (thrown instanceof Left) return;
    // Like Fastify: who sends what is no JSON may have lost count of its own bytes.
    if (!parsed) response.shouldKeepAlive = false;
    const error = toSekishoError(thrown);
    ports.countError(error.code);
    sendProblem(error, ports.log, id, request, response);
  }
  const elapsedMs = performance.now() - begun;
  ports.observe(direct.route.method, direct.route.path, response.statusCode, elapsedMs);
}

type Context = DirectContext<RouteSchema, AnyRoute['access']>;

class PlainContext implements Context {
  readonly params = undefined;
  readonly query = undefined;
  readonly principal = null;
  readonly body: Context['body'];
  readonly headers: IncomingMessage['headers'];
  readonly isGone: () => boolean;
  readonly log: Log;

  constructor(body: unknown, headers: IncomingMessage['headers'], response: ServerResponse, log: Log) {
    this.body = body as Context['body'];
    this.headers = headers;
    this.isGone = () => response.destroyed;
    this.log = log;
  }

  get language(): Language {
    return languageOf(this.headers);
  }
}

function languageOf(headers: IncomingMessage['headers']): Language {
  return chooseLanguage(parseAcceptLanguage(headers['accept-language'] ?? ''));
}

/** The caller has gone: there is nobody to answer. */
class Left extends Error {
  override readonly name = 'Left';
}

/** As long as its header said, which was looked at before: node:http cuts what is longer. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    let more: Buffer[] | null = null;
    request.on('data', (chunk: Buffer) => {
      if (first === null) first = chunk;
      else more = [...(more ?? [first]), chunk];
    });
    request.on('end', () => resolve((more === null ? first : Buffer.concat(more))?.toString() ?? ''));
    request.on('error', () => reject(new Left()));
  });
}

const deviceHeaders = Object.entries(securityHeaders({ path: '/device/', secure: false, hostName: '' })).flat();

function send(
  response: ServerResponse,
  id: string,
  status: number,
  type: string,
  text: string,
  more: string[] = [],
): void {
  const length = Buffer.byteLength(text);
  response.writeHead(
    status,
    deviceHeaders.concat('x-request-id', id, 'content-type', type, 'content-length', String(length), more),
  );
  // What is ASCII alone is the same in Latin-1, which costs less to write.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

function sendProblem(
  error: SekishoError,
  log: Log,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, url, headers, socket } = request;
  const req = { id, method, url, ip: socket.remoteAddress };
  if (error.status >= 500) log.error({ err: error.cause ?? error, req }, error.code);
  else log.debug({ code: error.code, err: error.cause, req }, 'refused');
  const problem = problemOf(error, languageOf(headers), id);
  const { retryAfterSeconds } = error.options;
  const more = retryAfterSeconds === undefined ? [] : ['retry-after', String(retryAfterSeconds)];
  send(response, id, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem), more);
}
