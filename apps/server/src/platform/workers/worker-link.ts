/** A worker's side of the channel to its primary: says that it is ready, learns when to stop, gathers the machine's figures. */
import cluster from 'node:cluster';
import { AggregatorRegistry, Counter, Gauge, type Registry } from 'prom-client';
import { announcingVariable, type Figures, type FromWorker, type ToWorker, type Workforce } from './messages.ts';

export interface StopRequest {
  /** How long connections that are open are still answered, so that clients leave by themselves. */
  readonly lingerMs: number;
}

export interface WorkerLink {
  readonly announces: boolean;
  readonly told: Promise<StopRequest>;
  ready(announcements: readonly string[]): void;
  /** From the registry of this worker to the figures of all workers of this machine, as Prometheus reads them. */
  scraper(registry: Registry): () => Promise<string>;
  /** Lets the process end. */
  leave(): void;
}

interface Collected {
  readonly workforce: Workforce;
  readonly figures: readonly Figures[];
}

function textOf(own: Figures, { workforce, figures }: Collected): Promise<string> {
  const machine = AggregatorRegistry.aggregate([own, ...figures] as object[]);
  const registers = [machine];
  new Gauge({ name: 'sekisho_workers', help: 'Worker processes on this machine', registers }).set(workforce.running);
  new Counter({ name: 'sekisho_workers_died_total', help: 'Workers that ended by themselves', registers }).inc(
    workforce.diedUnasked,
  );
  return machine.metrics();
}

/** `null` in a process that has no primary. */
export function joinPrimary(): WorkerLink | null {
  const { worker } = cluster;
  if (worker === undefined) return null;
  const told = Promise.withResolvers<StopRequest>();
  const collecting = new Map<number, (collected: Collected) => void>();
  let figuresHere = async (): Promise<Figures> => [];
  let lastId = 0;
  let serving = false;
  const say = (message: FromWorker) => {
    if (worker.isConnected()) worker.send(message, () => {});
  };
  worker.on('message', (message: ToWorker) => {
    if (message.type === 'stop') told.resolve(message);
    else if (message.type === 'collected') collecting.get(message.id)?.(message);
    else if (message.type === 'report')
      figuresHere().then((figures) => say({ type: 'figures', id: message.id, figures }));
  });
  worker.on('disconnect', () => {
    // The primary has died, and Node ends this process on the spot: right for one that does not listen yet, for it never will. Another
    // one answers first what has been asked, and releases PostgreSQL.
    if (!serving) return;
    worker.exitedAfterDisconnect = true;
    told.resolve({ lingerMs: 0 });
    for (const collected of collecting.values()) collected({ workforce: { running: 1, diedUnasked: 0 }, figures: [] });
  });
  return {
    announces: process.env[announcingVariable] !== undefined,
    told: told.promise,
    ready(announcements) {
      serving = true;
      say({ type: 'ready', announcements });
    },
    scraper(registry) {
      figuresHere = () => registry.getMetricsAsJSON();
      return async () => {
        const id = ++lastId;
        const collected = new Promise<Collected>((resolve) => collecting.set(id, resolve));
        say({ type: 'collect', id });
        const [own, others] = await Promise.all([figuresHere(), collected]).finally(() => collecting.delete(id));
        return textOf(own, others);
      };
    },
    leave() {
      if (worker.isConnected()) worker.disconnect();
    },
  };
}
