/** Inventory of devices. */
import type { Feature } from '../../platform/feature.ts';
import { type InventoryRoutesPorts, inventoryRoutes } from './inventory.routes.ts';

export { countDue, holdDue, type NewSection, selectLastReceived, selectNewSections, takeDue } from './due.store.ts';
export { createInventory, type Inventory, type InventoryPorts, type PreparedSections } from './inventory.service.ts';

export function inventoryFeature(ports: InventoryRoutesPorts): Feature {
  return { name: 'inventory', routes: inventoryRoutes(ports), stop: () => ports.inventory.idle() };
}
