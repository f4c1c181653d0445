/** Requests for an inventory: people ask devices to collect theirs now. */
import type { Feature } from '../../platform/feature.ts';
import { inventoryRequestsRoutes } from './inventory-requests.routes.ts';
import { createInventoryRequests, type InventoryRequestsPorts } from './inventory-requests.service.ts';

export function inventoryRequestsFeature(ports: InventoryRequestsPorts): Feature {
  return { name: 'inventory-requests', routes: inventoryRequestsRoutes(createInventoryRequests(ports)) };
}
