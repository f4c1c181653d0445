/** One process's part of a simulated fleet: runs it and tells its figures now and then. */
import { mkdirSync, readFileSync } from 'node:fs';
import type { CancelTimer, Timers } from '@sekisho/agent-core';
import { openBooks } from './books/fleet-books.ts';
import type { SimulateOptions } from './command-line.ts';
import { connectFleet } from './connect-fleet.ts';
import { createFleet, type FleetStatistics } from './fleet.ts';
import { dayMs } from './life/day.rules.ts';

/** Part `number` (from 0) of as many as there are processes. */
export interface Part {
  readonly number: number;
}

const tellEveryMs = 2_000;

/** @returns the end of it */
export function runFleet(
  options: SimulateOptions,
  { number }: Part,
  timers: Timers,
  tell: (statistics: FleetStatistics) => void,
): () => Promise<void> {
  const { serialNumber, seed, rampPerSecond, processes } = options;
  const connection = connectFleet({
    serverUrl: options.serverUrl,
    rootCertificate: options.caFile === null ? null : readFileSync(options.caFile, 'utf8'),
    acceptAnyCertificate: options.insecureDev,
    ...(processes === 1 ? {} : { part: number }),
  });
  const firstIndex = Math.floor((options.devices * number) / processes);
  const books = openPart(options, number);
  const fleet = createFleet({
    devices: Math.floor((options.devices * (number + 1)) / processes) - firstIndex,
    firstIndex,
    serialNumber,
    seed,
    rampPerSecond: rampPerSecond / processes,
    transport: connection.transport,
    live: options.live ? connection.live : null,
    ...(options.intervalMs === null ? {} : { intervalMs: options.intervalMs }),
    ...(options.life === null ? {} : { life: options.life }),
    settings: {
      inventoryAtOnce: options.firstInventory,
      ...(options.life === null ? {} : { inventoryIntervalMs: dayMs / options.life.scale }),
    },
    ...(books === null ? {} : { books }),
  });
  let cancel: CancelTimer = timers.after(tellEveryMs, tellAgain);
  function tellAgain(): void {
    tell(fleet.statistics());
    cancel = timers.after(tellEveryMs, tellAgain);
  }
  fleet.start();
  return async () => {
    cancel();
    await fleet.stop();
    connection.close();
    books?.close();
  };
}

function openPart({ books, seed }: SimulateOptions, number: number) {
  if (books === null) return null;
  mkdirSync(books, { recursive: true });
  return openBooks(books, seed, `part-${number}`);
}
