/** Traces by OpenTelemetry, sent over OTLP/HTTP. Loaded only where they are wanted; nothing is registered globally. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Span, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { Traceparent } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { toSekishoError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import { beginsTrace, type OpenSpan, type RunningTracing, type SpanStart, type TracedRequest } from './tracing.ts';

export interface TracingOptions {
  /** Where OTLP over HTTP is taken; `/v1/traces` is added. */
  readonly endpoint: string;
  /** Of calls that begin no trace, one in so many is told. */
  readonly oneIn: number;
  readonly version: string;
  /** Tells the processes of an installation apart. */
  readonly instance: string;
  readonly log: Log;
}

const sampled = 1;
/** A collector that does not answer keeps no server from stopping. */
const exportTimeoutMs = 3_000;
const exportDelayMs = 2_000;

export function createOpenTelemetry(options: TracingOptions): RunningTracing {
  const { endpoint, oneIn, version, instance } = options;
  const exporter = tellingFailures(
    new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: exportTimeoutMs }),
    options.log,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'sekisho',
      'service.version': version,
      'service.instance.id': instance,
    }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: exportDelayMs, exportTimeoutMillis: exportTimeoutMs }),
    ],
  });
  const tracer = provider.getTracer('sekisho', version);
  const running = new AsyncLocalStorage<Span>();
  let calls = 0;

  async function run<T>(span: Span, work: () => Promise<T>): Promise<T> {
    try {
      return await running.run(span, work);
    } catch (thrown) {
      const { code, status } = toSekishoError(thrown);
      span.setAttributes({ 'error.type': code, 'sekisho.error.status': status });
      throw thrown;
    } finally {
      span.end();
    }
  }

  function begin({ name, parent: stored, startedAtMs, link }: SpanStart): OpenSpan | null {
    const parent = parse(stored);
    if (parent === null || (parent.traceFlags & sampled) === 0) return null;
    const claimed = parse(link ?? null);
    const span = tracer.startSpan(
      name,
      {
        links: claimed === null ? [] : [{ context: claimed }],
        ...(startedAtMs === undefined ? {} : { startTime: startedAtMs }),
      },
      trace.setSpanContext(ROOT_CONTEXT, parent),
    );
    return {
      traceparent: format(span.spanContext()),
      end: (attributes = {}) => span.setAttributes(attributes).end(),
    };
  }

  const startRequest = (method: string, path: string, status: number, startTime = Date.now()) =>
    tracer.startSpan(
      `${method} ${path}`,
      {
        kind: SpanKind.SERVER,
        startTime,
        attributes: { 'http.request.method': method, 'http.route': path, 'http.response.status_code': status },
      },
      ROOT_CONTEXT,
    );

  return {
    current() {
      const span = running.getStore();
      return span === undefined ? null : format(span.spanContext());
    },
    request: ({ method, path, success }: TracedRequest, work) => run(startRequest(method, path, success), work),
    within(name, work) {
      const parent = running.getStore();
      return parent === undefined ? work() : run(tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, parent)), work);
    },
    begin,
    claimed: ({ traceparent }) => (traceparent !== undefined && Check(Traceparent, traceparent) ? traceparent : null),
    answered(method, path, status, elapsedMs) {
      if (beginsTrace(method, path)) return;
      calls = (calls + 1) % oneIn;
      if (calls === 0) startRequest(method, path, status, Date.now() - elapsedMs).end();
    },
    // What cannot be sent has been told.
    stop: () => provider.shutdown().catch(() => {}),
  };
}

function format({ traceId, spanId, traceFlags }: SpanContext): Traceparent {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function parse(text: Traceparent | null): SpanContext | null {
  if (!Check(Traceparent, text)) return null;
  const [, traceId = '', spanId = '', flags = ''] = text.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** Once when it begins to fail and once when it is well again: the traces are missed later, by somebody who has no time. */
function tellingFailures(exporter: SpanExporter, log: Log): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { code, error } = result;
        const fails = code !== 0;
        if (fails && !failing) log.warn({ err: error }, 'traces cannot be sent');
        if (!fails && failing) log.info('traces are sent again');
        failing = fails;
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
