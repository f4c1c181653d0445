/** The process's own metrics registry; nothing is registered globally, so several servers can live in one test process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Instruments {
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

/** Of what all processes share: not added up over them but told once, by whichever of them is asked. */
export interface SharedInstruments extends Instruments {
  /** `read` sets its gauges before every answer; it keeps its own pace, and never rejects. */
  beforeAnswer(read: () => Promise<void>): void;
  /** As Prometheus reads them. */
  text(): Promise<string>;
}

export interface Metrics extends Instruments {
  readonly shared: SharedInstruments;
}

function instrumentsIn(registry: Registry): Instruments {
  const common = { registers: [registry] };
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], ...common }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], ...common }),
    histogram: (name, help, bucketsSeconds, labels = []) =>
      new Histogram({ name, help, buckets: [...bucketsSeconds], labelNames: [...labels], ...common }),
  };
}

/** @param options.process whether memory, event loop and garbage collection of the process are reported too */
export function createMetrics(options: { process: boolean }): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const sharedRegistry = new Registry();
  const reads: (() => Promise<void>)[] = [];
  return {
    ...instrumentsIn(registry),
    shared: {
      ...instrumentsIn(sharedRegistry),
      beforeAnswer: (read) => reads.push(read),
      async text() {
        await Promise.all(reads.map((read) => read()));
        return sharedRegistry.metrics();
      },
    },
  };
}
