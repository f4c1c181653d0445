/** System information. */
import type { Feature } from '../../platform/feature.ts';
import { type SystemRoutesPorts, systemRoutes } from './system.routes.ts';

export { createSystem, type System, type SystemPorts } from './system.service.ts';

export function systemFeature(ports: SystemRoutesPorts): Feature {
  return { name: 'system', routes: systemRoutes(ports) };
}
