/** POST /api/v1/devices/{id}/inventory/collect and /devices/inventory/collect: an inventory now, of one device or many (I01). */
import { BulkCommandAnswer, CollectInventoriesRequest, Command, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { InventoryRequests } from './inventory-requests.service.ts';

const access = { permission: 'inventory.collect' } as const;

export function inventoryRequestsRoutes(requests: InventoryRequests): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/:id/inventory/collect',
      operationId: 'collectDeviceInventory',
      summary: 'Have a device collect its inventory now; while it has not answered, the command that asks it already',
      access,
      schema: { params: Type.Object({ id: Uuid }), response: { 200: Command } },
      handler: ({ principal, params }) => requests.ask(principal, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/inventory/collect',
      operationId: 'collectInventories',
      summary: 'Have many devices collect their inventories now; each is asked or refused for itself',
      access,
      schema: { body: CollectInventoriesRequest, response: { 200: BulkCommandAnswer } },
      handler: ({ principal, body }) => requests.askMany(principal, body.deviceIds),
    }),
  ];
}
