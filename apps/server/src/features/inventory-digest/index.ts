/** Inventories over all devices and over time: software and who has it, what has changed, figures. Looked through in the background. */
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { createDigests, type DigestsPorts } from './digest.service.ts';
import { type InventoryDigestRoutesPorts, inventoryDigestRoutes } from './inventory-digest.routes.ts';
import { createSoftwareExportTask } from './software-export.task.ts';

const everyMinute = defineJobQueue<null>('inventory-digest');
/** A whole fleet that has just come may take as long. */
const timeoutMs = 3_600_000;

export type { DigestsPorts } from './digest.service.ts';
export { leftOutBy } from './left-out.rules.ts';

export function inventoryDigestFeature(
  ports: DigestsPorts & InventoryDigestRoutesPorts & { readonly jobs: Jobs },
): Feature {
  const digests = createDigests(ports);
  ports.jobs.define(everyMinute, { timeoutMs }, () => digests.carryOut());
  ports.jobs.schedule(everyMinute, '* * * * *', null);
  ports.tasks.define('software-export', createSoftwareExportTask(ports));
  return { name: 'inventory-digest', routes: inventoryDigestRoutes(ports) };
}
