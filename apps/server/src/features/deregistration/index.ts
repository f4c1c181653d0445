/** Deregistration of devices by people. */
import type { Feature } from '../../platform/feature.ts';
import { deregistrationRoutes } from './deregistration.routes.ts';
import type { Deregistration } from './deregistration.service.ts';

export { createDeregistration, type Deregistration, type DeregistrationPorts } from './deregistration.service.ts';

export function deregistrationFeature(deregistration: Deregistration): Feature {
  return { name: 'deregistration', routes: deregistrationRoutes(deregistration) };
}
