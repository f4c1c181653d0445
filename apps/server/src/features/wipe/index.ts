/** Wipe: issued by people, confirmed by the devices' signed receipts, ended when nobody fetched it or its hardware came back. */
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { type WipeRoutesPorts, wipeRoutes } from './wipe.routes.ts';

export { createRegisteredAgain } from './registered-again.ts';
export { createWipePart } from './wipe.part.ts';
export { createWipes, type WipePorts, type Wipes } from './wipe.service.ts';

const expireQueue = defineJobQueue<null>('expire-wipes');
const hourly = '17 * * * *';

export function wipeFeature(ports: WipeRoutesPorts & { readonly jobs: Jobs }): Feature {
  ports.jobs.define(expireQueue, {}, () => ports.wipes.expire());
  ports.jobs.schedule(expireQueue, hourly, null);
  return { name: 'wipe', routes: wipeRoutes(ports) };
}
