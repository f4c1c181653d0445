/** Everything the server takes from the machine it runs on, as ports; tests give others. */
import { hostname, networkInterfaces } from 'node:os';
import { type Clock, systemClock, systemTimers, type Timers } from './clock.ts';
import { type Ids, type Randomness, systemIds, systemRandomness } from './ids.ts';

export interface Environment {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly hostName: () => string;
  /** Of every interface, loopback left out. */
  readonly addresses: () => readonly string[];
}

function externalAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal)
    .map((address) => address.address);
}

export const systemEnvironment: Environment = {
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  randomness: systemRandomness,
  hostName: hostname,
  addresses: externalAddresses,
};
