/** Fetches the figures of all workers for the one that is asked, so that a scrape at any of them gives the whole machine's. */
import type { Worker } from 'node:cluster';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Figures, FromWorker, ToWorker, Workforce } from './messages.ts';

interface Asked {
  readonly worker: Worker;
}

export interface Collector {
  receive(from: Asked, message: FromWorker): void;
}

/** One that is busy for so long is left out. */
const patienceMs = 1_000;

export function tell({ worker }: Asked, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

export function createCollector(members: () => readonly Asked[], workforce: () => Workforce): Collector {
  const waiting = new Map<number, (figures: Figures) => void>();
  let lastId = 0;

  function figuresOf(member: Asked): Promise<Figures> {
    const id = ++lastId;
    return new Promise<Figures>((resolve) => {
      const timer = setTimeout(() => resolve([]), patienceMs);
      waiting.set(id, (figures) => {
        clearTimeout(timer);
        resolve(figures);
      });
      tell(member, { type: 'report', id });
    }).finally(() => waiting.delete(id));
  }

  async function collect(asking: Asked, id: number): Promise<void> {
    const others = members().filter((member) => member !== asking);
    const figures = await Promise.all(others.map(figuresOf));
    tell(asking, { type: 'collected', id, workforce: workforce(), figures });
  }

  return {
    receive(from, message) {
      if (message.type === 'collect') collect(from, message.id);
      else if (message.type === 'figures') waiting.get(message.id)?.(message.figures);
    },
  };
}
