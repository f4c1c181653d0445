/** Devices as people manage them: looked up, assigned, annotated. */
import type { Feature } from '../../platform/feature.ts';
import { type DevicesRoutesPorts, devicesRoutes } from './devices.routes.ts';

export { assignMany, holdMany } from './bulk-assignment.ts';
export { createDevices, type Devices, type DevicesPorts, vacateGroup, vacatePolicy } from './devices.service.ts';

export { noteMaxWidth, widthOf } from './note.rules.ts';

export function devicesFeature(ports: DevicesRoutesPorts): Feature {
  return { name: 'devices', routes: devicesRoutes(ports) };
}
