/** Updates of the agent: releases that a key outside of the server has signed, offered in stages, stopped when they fail. */
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { type FoldingPorts, foldAll } from '../../platform/database/folded-counts.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { type AgentUpdatesRoutesPorts, agentUpdatesRoutes } from './agent-updates.routes.ts';
import { type DeviceUpdatesRoutesPorts, deviceUpdatesRoutes } from './device-updates.routes.ts';
import { createOffers, type DeviceUpdatesPorts } from './device-updates.ts';
import { selectRelease } from './releases.store.ts';
import { createRolloutCache, type RolloutCache, rolloutsChanged } from './rollout-cache.ts';
import { updateCounts } from './rollout-counts.store.ts';
import { selectCurrent } from './rollouts.store.ts';

const everyMinute = defineJobQueue<null>('rollout-counts');
const foldedAtOnce = 1_000;

export { createAgentUpdatesPart } from './agent-updates.part.ts';
export { createAgentUpdates } from './agent-updates.service.ts';
export type { RolloutCache } from './rollout-cache.ts';

export function createRollouts({ db, clock }: { readonly db: Db; readonly clock: Clock }): RolloutCache {
  return createRolloutCache(clock, async (organizationId) => {
    const current = await selectCurrent(db, organizationId);
    const release = current === null ? null : await selectRelease(db, organizationId, current.releaseId);
    return current === null || release === null ? null : { ...current, release: release.signed };
  });
}

export interface AgentUpdatesFeaturePorts
  extends AgentUpdatesRoutesPorts,
    Omit<DeviceUpdatesRoutesPorts, 'offer'>,
    DeviceUpdatesPorts,
    FoldingPorts {
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly rollouts: RolloutCache;
}

export function agentUpdatesFeature(ports: AgentUpdatesFeaturePorts): Feature {
  const { bus, jobs, rollouts } = ports;
  jobs.define(everyMinute, {}, () => foldAll(ports, updateCounts, foldedAtOnce));
  jobs.schedule(everyMinute, '* * * * *', null);
  let unsubscribe = () => {};
  return {
    name: 'agent-updates',
    routes: [...agentUpdatesRoutes(ports), ...deviceUpdatesRoutes({ ...ports, offer: createOffers(ports) })],
    async start() {
      unsubscribe = bus.subscribe(rolloutsChanged, {
        onMessages: (organizationIds) => {
          for (const id of organizationIds) rollouts.forget(id);
        },
        onGap: rollouts.forgetAll,
      });
    },
    stop: async () => unsubscribe(),
  };
}
