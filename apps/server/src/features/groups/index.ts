/** Groups of devices. */
import type { Feature } from '../../platform/feature.ts';
import { type GroupsRoutesPorts, groupsRoutes } from './groups.routes.ts';

export { createGroups, type GroupRecord, type Groups, type GroupsPorts } from './groups.service.ts';

export function groupsFeature(ports: GroupsRoutesPorts): Feature {
  return { name: 'groups', routes: groupsRoutes(ports) };
}
