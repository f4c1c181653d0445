/** Devices whose tokens, or those of whose earlier holder, no longer count though they have not run out: kept in every process, told over the bus. */
import { type Bus, defineTopic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { tokenLifetimeMs } from './bearer-token.rules.ts';

/** Payload: id of a device that has been deregistered. */
export const deviceRevoked = defineTopic<string>('device-revoked');

/** A record has another holder: tokens of the ones before are void. */
export type HolderChange = { readonly deviceId: string; readonly holder: number };
export const holderChanged = defineTopic<HolderChange>('device-holder-changed');

export interface Revocations {
  isRevoked(token: HolderChange): boolean;
  /** Loads what was revoked within the life of a token, and listens. */
  start(): Promise<void>;
  stop(): void;
}

export interface RevocationsPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly deregisteredSince: (since: Date) => Promise<readonly string[]>;
  readonly holdersChangedSince: (since: Date) => Promise<readonly HolderChange[]>;
}

export function createRevocations(ports: RevocationsPorts): Revocations {
  /**
   * Device id → from which holder on tokens count, and when it may be forgotten, because the last of the void ones has run out. Insertion
   * order is order of time.
   */
  const revoked = new Map<string, { readonly from: number; readonly forgetAtMs: number }>();
  let subscriptions: (() => void)[] = [];

  function add(changes: readonly HolderChange[]): void {
    const nowMs = ports.clock.now();
    for (const [id, { forgetAtMs }] of revoked) {
      if (forgetAtMs > nowMs) break;
      revoked.delete(id);
    }
    for (const { deviceId, holder } of changes) {
      const from = Math.max(holder, revoked.get(deviceId)?.from ?? 0);
      revoked.delete(deviceId);
      revoked.set(deviceId, { from, forgetAtMs: nowMs + tokenLifetimeMs });
    }
  }

  const addDeregistered = (deviceIds: readonly string[]) =>
    add(deviceIds.map((deviceId) => ({ deviceId, holder: Number.POSITIVE_INFINITY })));

  async function load(): Promise<void> {
    const since = new Date(ports.clock.now() - tokenLifetimeMs);
    add(await ports.holdersChangedSince(since));
    addDeregistered(await ports.deregisteredSince(since));
  }

  const onGap = () => {
    load().catch((err: unknown) => ports.log.warn({ err }, 'list of revoked devices not loaded again'));
  };

  return {
    isRevoked: ({ deviceId, holder }) => holder < (revoked.get(deviceId)?.from ?? 0),
    async start() {
      subscriptions = [
        ports.bus.subscribe(deviceRevoked, { onMessages: addDeregistered, onGap }),
        ports.bus.subscribe(holderChanged, { onMessages: add }),
      ];
      await load();
    },
    stop() {
      for (const end of subscriptions) end();
    },
  };
}
