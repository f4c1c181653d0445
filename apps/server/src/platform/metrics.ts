/** The process's own metrics registry; nothing is registered globally, so several servers can live in one test process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string = never>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  histogram<L extends string = never>(
    name: string,
    help: string,
    bucketsSeconds: readonly number[],
    labels?: readonly L[],
  ): Histogram<L>;
}

/** @param options.process whether memory, event loop and garbage collection of the process are reported too */
export function createMetrics(options: { process: boolean }): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const common = { registers: [registry] };
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], ...common }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], ...common }),
    histogram: (name, help, bucketsSeconds, labels = []) =>
      new Histogram({ name, help, buckets: [...bucketsSeconds], labelNames: [...labels], ...common }),
  };
}
