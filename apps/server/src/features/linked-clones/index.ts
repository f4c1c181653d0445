/** Linked clones: machines of one master image, some of them thrown away at each log-off (I02). */
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { upkeepRoutes } from './upkeep.routes.ts';
import { type CloneUpkeepPorts, createCloneUpkeep } from './upkeep.service.ts';

export { endedPart } from './ended.part.ts';
export { createHoldForOrder } from './orders.ts';
export { createReturningClones, type ReturningClonesPorts } from './returning-clones.service.ts';

const nightly = defineJobQueue<null>('silent-clones');

export function linkedClonesFeature(ports: CloneUpkeepPorts & { readonly jobs: Jobs }): Feature {
  const upkeep = createCloneUpkeep(ports);
  ports.jobs.define(nightly, { timeoutMs: 3_600_000 }, () => upkeep.carryOut());
  ports.jobs.schedule(nightly, '40 18 * * *', null);
  return { name: 'linked-clones', routes: upkeepRoutes(upkeep) };
}
