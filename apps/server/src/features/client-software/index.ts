/** What is handed out beside the clients: utilities of ours and add-on software. */
import { createUtilityMakers, type UtilityMaker } from '@sekisho/installers';
import type { Feature } from '../../platform/feature.ts';
import { addOnSoftwareRoutes } from './add-on-software.routes.ts';
import { type AddOnSoftwarePorts, createAddOnSoftware } from './add-on-software.service.ts';
import { utilitiesRoutes } from './utilities.routes.ts';
import { createUtilities, type UtilitiesPorts } from './utilities.service.ts';

/** Every one there is. */
export const makersOfUtilities = (): readonly UtilityMaker[] => createUtilityMakers();

export function clientSoftwareFeature(ports: UtilitiesPorts & AddOnSoftwarePorts): Feature {
  return {
    name: 'client-software',
    routes: [...utilitiesRoutes(createUtilities(ports)), ...addOnSoftwareRoutes(createAddOnSoftware(ports))],
  };
}
