/** Locations: positions that devices tell, the map, tracks, and how long they are kept (N17). */
import type { FoldingPorts } from '../../platform/database/folded-counts.ts';
import { createTimePartitions } from '../../platform/database/time-partitions.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { type LocationsRoutesPorts, locationsRoutes } from './locations.routes.ts';
import { type RetentionPorts, scheduleFolding, scheduleRetention } from './retention.jobs.ts';

export { locationsPart } from './locations.part.ts';
export { createLocations, type Locations, type LocationsPorts } from './locations.service.ts';
export { deleteLast as takeOffMap } from './locations.store.ts';
export { mapSettingsOf } from './map-settings.rules.ts';

export function locationsFeature(
  ports: LocationsRoutesPorts & Omit<RetentionPorts, 'partitions'> & FoldingPorts & { readonly jobs: Jobs },
): Feature {
  scheduleRetention({ ...ports, partitions: createTimePartitions(ports) });
  scheduleFolding(ports.jobs, ports);
  return { name: 'locations', routes: locationsRoutes(ports) };
}
