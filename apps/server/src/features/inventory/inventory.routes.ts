/** /device/v1/inventory for devices, /api/v1/devices/{id}/inventory for people. */
import {
  DeviceInventory,
  InventoryAnswer,
  InventoryRequest,
  type InventorySectionChoice,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineDirectRoute, defineRoute } from '../../platform/http/route.ts';
import type { Inventory } from './inventory.service.ts';
import type { Teller } from './inventory.store.ts';

export interface InventoryRoutesPorts {
  readonly inventory: Inventory;
  /** Of device tokens. Throws `device-token-invalid`, `deregistered`. */
  readonly authenticateDevice: (authorization: string | undefined) => Promise<Teller>;
  /** Of device tokens, for long bodies. Throws `device-token-invalid`. */
  readonly requireToken: NonNullable<AnyRoute['beforeBody']>;
  /** Sections that the device's policy does not name. Throws `device-not-found` unless the principal may see the device. */
  readonly leftOutOf: (principal: Principal, deviceId: string) => Promise<InventorySectionChoice[]>;
}

/** A section may be 8 MiB of text; a request carries what a machine has, and software is by far the most of it. */
const bodyLimitBytes = 16 * 1024 * 1024;

export function inventoryRoutes({
  inventory,
  authenticateDevice,
  requireToken,
  leftOutOf,
}: InventoryRoutesPorts): AnyRoute[] {
  return [
    defineDirectRoute({
      method: 'PUT',
      path: '/device/v1/inventory',
      operationId: 'putInventory',
      summary: "A device's inventory: hashes of all sections, contents of those the server asked for",
      access: { public: 'authenticated by the device token' },
      schema: { body: InventoryRequest, response: { 200: InventoryAnswer } },
      bodyLimitBytes,
      beforeBody: requireToken,
      handler: async ({ headers, body, isGone }) => ({
        wanted: await inventory.take(await authenticateDevice(headers.authorization), body, isGone),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/inventory',
      operationId: 'getDeviceInventory',
      summary: "A device's inventory, by section",
      access: { permission: 'inventory.read' },
      schema: { params: Type.Object({ id: Uuid }), response: { 200: DeviceInventory } },
      handler: async ({ principal, params }) => {
        const leftOut = await leftOutOf(principal, params.id);
        const sections = await inventory.of({ organizationId: principal.organizationId, deviceId: params.id });
        return { sections, leftOut };
      },
    }),
  ];
}
