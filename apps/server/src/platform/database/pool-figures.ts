/** How busy the connections of this process to its database are. */
import { Gauge } from 'prom-client';
import type { Metrics } from '../metrics.ts';

export interface CountedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

export function watchPool({ registry, gauge }: Metrics, pool: CountedPool, maximum: number): void {
  new Gauge({
    name: 'sekisho_database_pool_connections',
    help: 'Connections of the pools to the database',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'in-use' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'sekisho_database_pool_waiting',
    help: 'Statements that wait for a connection of a pool',
    registers: [registry],
    collect() {
      this.set(pool.waitingCount);
    },
  });
  gauge('sekisho_database_pool_maximum', 'Connections that the pools may have').set(maximum);
}
