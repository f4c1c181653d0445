/** The door: counts what is under way by class and answers 503 with Retry-After, before a body is read, while a class is full or the process is behind. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { chooseLanguage, parseAcceptLanguage } from '@sekisho/messages';
import type { Clock, Timers } from '../../clock.ts';
import { watchEventLoop } from '../../event-loop-lag.ts';
import type { Ids, Randomness } from '../../ids.ts';
import type { Metrics } from '../../metrics.ts';
import { SekishoError } from '../../sekisho-error.ts';
import { problemOf } from '../problem.ts';
import { bounds, classOf, refusalOf, retryAfterSeconds } from './admission.rules.ts';

export interface AdmissionPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly metrics: Metrics;
}

export interface Admission {
  /** Wraps the handler of all requests. */
  guard(handler: RequestListener): RequestListener;
  stop(): void;
}

interface Load {
  requests: number;
  bodyBytes: number;
}

const lagProbeMs = 100;
/** A body whose length nobody knows may be as long as the longest that is taken at all. */
const unknownBodyBytes = 16 * 1024 * 1024;
/** A longer one is not read to its end only to keep the connection. */
const smallBodyBytes = 16 * 1024;

export function createAdmission(ports: AdmissionPorts): Admission {
  const loads = new Map(Object.keys(bounds).map((kind) => [kind, { requests: 0, bodyBytes: 0 } as Load]));
  const lag = watchEventLoop(ports, lagProbeMs);
  const refused = ports.metrics.counter('sekisho_requests_refused_total', 'Requests refused at the door', [
    'class',
    'reason',
  ]);
  const underWay = ports.metrics.gauge('sekisho_requests_under_way', 'Requests under way', ['class']);
  const cancelCount = ports.timers.every(1_000, () => {
    for (const [kind, { requests }] of loads) underWay.set({ class: kind }, requests);
  });

  const guard: Admission['guard'] = (handler) => (request, response) => {
    const kind = classOf(request.url ?? '');
    const load = loads.get(kind) as Load;
    const bodyBytes = declaredBytes(request);
    const refusal = refusalOf(kind, load, bodyBytes, lag.ms());
    if (refusal !== null) {
      refused.inc({ class: kind, reason: refusal });
      return refuse(ports, request, response, bodyBytes);
    }
    load.requests += 1;
    load.bodyBytes += bodyBytes;
    response.once('close', () => {
      load.requests -= 1;
      load.bodyBytes -= bodyBytes;
    });
    handler(request, response);
  };
  return {
    guard,
    stop() {
      cancelCount();
      lag.stop();
    },
  };
}

function declaredBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return unknownBodyBytes;
  return Number(headers['content-length'] ?? 0);
}

function refuse(ports: AdmissionPorts, request: IncomingMessage, response: ServerResponse, bodyBytes: number): void {
  const error = new SekishoError('service-unavailable');
  const language = chooseLanguage(parseAcceptLanguage(request.headers['accept-language'] ?? ''));
  const body = JSON.stringify(problemOf(error, language, ports.ids.next()));
  if (bodyBytes > smallBodyBytes) response.shouldKeepAlive = false;
  response.writeHead(error.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': String(retryAfterSeconds(ports.randomness.bytes(1).readUInt8() / 256)),
    'cache-control': 'no-store',
  });
  response.end(body);
}
