/** How long requests take, by method, route and status, and which errors are answered. */
import type { ErrorCode } from '@sekisho/contracts';
import type { Metrics } from '../metrics.ts';

export type ObserveRequest = (method: string, route: string, status: number, elapsedMs: number) => void;

const durationBucketsSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

export function createRequestFigures(metrics: Metrics): ObserveRequest {
  const duration = metrics.histogram(
    'sekisho_http_request_duration_seconds',
    'Time from the first byte of a request to the last of its answer',
    durationBucketsSeconds,
    ['method', 'route', 'status'],
  );
  // Finding the figures by their labels costs more than adding to them.
  const known = new Map<string, ReturnType<typeof duration.labels>>();
  return (method, route, status, elapsedMs) => {
    const key = `${method} ${status} ${route}`;
    const figures = known.get(key) ?? duration.labels(method, route, String(status));
    known.set(key, figures);
    figures.observe(elapsedMs / 1000);
  };
}

export type CountError = (code: ErrorCode) => void;

export function createErrorFigures(metrics: Metrics): CountError {
  const errors = metrics.counter('sekisho_errors_answered_total', 'Requests answered with an error, by its code', [
    'code',
  ]);
  return (code) => errors.inc({ code });
}
