/** Devices whose tokens no longer count though they have not run out: kept in every process, told over the bus. */
import { type Bus, defineTopic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { tokenLifetimeMs } from './bearer-token.rules.ts';

/** Payload: id of a device that has been deregistered. */
export const deviceRevoked = defineTopic<string>('device-revoked');

export interface Revocations {
  isRevoked(deviceId: string): boolean;
  /** Loads what was revoked within the life of a token, and listens. */
  start(): Promise<void>;
  stop(): void;
}

export interface RevocationsPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly deregisteredSince: (since: Date) => Promise<readonly string[]>;
}

export function createRevocations(ports: RevocationsPorts): Revocations {
  /** Device id → when it may be forgotten, because its last token has run out. Insertion order is order of time. */
  const revoked = new Map<string, number>();
  let unsubscribe = () => {};

  function add(deviceIds: readonly string[]): void {
    const nowMs = ports.clock.now();
    for (const [id, forgetAtMs] of revoked) {
      if (forgetAtMs > nowMs) break;
      revoked.delete(id);
    }
    for (const id of deviceIds) revoked.set(id, nowMs + tokenLifetimeMs);
  }

  async function load(): Promise<void> {
    add(await ports.deregisteredSince(new Date(ports.clock.now() - tokenLifetimeMs)));
  }

  return {
    isRevoked: (deviceId) => revoked.has(deviceId),
    async start() {
      unsubscribe = ports.bus.subscribe(deviceRevoked, {
        onMessages: add,
        onGap: () => {
          load().catch((err: unknown) => ports.log.warn({ err }, 'list of revoked devices not loaded again'));
        },
      });
      await load();
    },
    stop: () => unsubscribe(),
  };
}
