/** Inventories of clients that do not stay: told by on-demand clients, imported from the files of standalone ones (I03, I04). */
import type { Feature } from '../../platform/feature.ts';
import type { Tasks } from '../tasks/index.ts';
import { inventoryImportRoutes } from './import.routes.ts';
import { createInventoryImportTask, type InventoryImportPorts } from './import.task.ts';
import { type OnDemandPorts, onDemandRoutes } from './on-demand.routes.ts';

export { createCollectedInventories } from './collected.service.ts';

export function collectedInventoriesFeature(
  ports: OnDemandPorts & InventoryImportPorts & { readonly tasks: Tasks },
): Feature {
  ports.tasks.define('inventory-import', createInventoryImportTask(ports));
  return { name: 'collected-inventories', routes: [...onDemandRoutes(ports), ...inventoryImportRoutes(ports.tasks)] };
}
