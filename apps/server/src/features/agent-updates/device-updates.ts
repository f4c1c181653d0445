/** What a device is offered when it asks, and the files that it fetches. */
import type { AgentRelease, UpdateAnswer, UpdateRequest } from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isOffered } from './rollout.rules.ts';
import type { RolloutCache } from './rollout-cache.ts';
import { selectKnown, upsertWords } from './rollouts.store.ts';

export interface CallingDevice {
  readonly organizationId: string;
  readonly deviceId: string;
}

export interface DeviceUpdatesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly rollouts: Pick<RolloutCache, 'of'>;
}

export type OfferUpdate = (device: CallingDevice, running: UpdateRequest) => Promise<UpdateAnswer>;

export function createOffers({ db, transaction, clock, rollouts }: DeviceUpdatesPorts): OfferUpdate {
  return async ({ organizationId, deviceId }, running) => {
    const rollout = await rollouts.of(organizationId);
    if (rollout === null) return { offer: null };
    const known = await selectKnown(db, organizationId, rollout.id, deviceId);
    if (known === null) return { offer: null };
    const { groupId, clientKind, state, attempt } = known;
    const before = state === null || attempt === null ? null : { state, attempt };
    const release = JSON.parse(rollout.release.text) as AgentRelease;
    const asking = { deviceId, groupId, clientKind, running, known: before };
    if (!isOffered(rollout, release, asking, clock.now())) return { offer: null };
    if (before?.attempt !== rollout.attempt) {
      const word = { organizationId, deviceId, rolloutId: rollout.id, attempt: rollout.attempt } as const;
      const at = new Date(clock.now());
      await transaction((tx) =>
        upsertWords(tx, [{ ...word, state: 'offered', from: running.version, fault: null, at }]),
      );
    }
    const { checkInWithinSeconds } = rollout;
    return { offer: { rollout: rollout.id, attempt: rollout.attempt, release: rollout.release, checkInWithinSeconds } };
  };
}
