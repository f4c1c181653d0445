/** Inventories of clients that do not stay: told by on-demand clients, imported from files of standalone ones and of other agents (I03, I04). */
import type { Feature } from '../../platform/feature.ts';
import { type InventoryImportRoutesPorts, inventoryImportRoutes } from './import.routes.ts';
import { createInventoryImportTask, type InventoryImportPorts } from './import.task.ts';
import { type OnDemandPorts, onDemandRoutes } from './on-demand.routes.ts';

export { clientIdOf } from './client-id.rules.ts';
export {
  type CollectedInventories,
  type CollectedItem,
  createCollectedInventories,
  type Taken,
} from './collected.service.ts';
export { identityOf } from './identity-of-sections.ts';
export type { Replacement } from './replacement.rules.ts';
export { createReplacements } from './replacements.ts';

export function collectedInventoriesFeature(
  ports: OnDemandPorts & InventoryImportPorts & InventoryImportRoutesPorts,
): Feature {
  ports.tasks.define('inventory-import', createInventoryImportTask(ports));
  return { name: 'collected-inventories', routes: [...onDemandRoutes(ports), ...inventoryImportRoutes(ports)] };
}
