/** /api/v1/devices/{id}/wipe and below, and /devices/wipe for several. */
import {
  ApprovalAsked,
  BulkCommandAnswer,
  BulkWipeRequest,
  DeviceWipe,
  Uuid,
  Wipe,
  WipeReceiptFile,
  WipeRequest,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Wipes } from './wipe.service.ts';

export interface WipeRoutesPorts {
  readonly wipes: Wipes;
  /** Throws `device-not-found` for a device that the principal may not see. */
  readonly requireVisible: (principal: Principal, deviceId: string) => Promise<void>;
}

const ByDevice = Type.Object({ id: Uuid });

export function wipeRoutes({ wipes, requireVisible }: WipeRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/wipe',
      operationId: 'getDeviceWipe',
      summary: 'What a wipe of the device would erase now, and the latest one with its receipts',
      access: { permission: 'devices.read' },
      schema: { params: ByDevice, response: { 200: DeviceWipe } },
      handler: async ({ principal, params }) => {
        await requireVisible(principal, params.id);
        return wipes.of(principal, params.id);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/:id/wipe',
      operationId: 'wipeDevice',
      summary:
        'Wipe a device: what its policy names is erased for good. Takes the place of a lock or unlock on its way',
      access: { permission: 'devices.wipe' },
      provenRecently: true,
      schema: { params: ByDevice, body: WipeRequest, response: { 201: Wipe, 202: ApprovalAsked } },
      handler: async ({ principal, params, body, reply }) => {
        const outcome = await wipes.issue(principal, { deviceId: params.id, ...body });
        return 'asked' in outcome ? reply.code(202).send(outcome.asked) : outcome;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/:id/wipe/cancel',
      operationId: 'cancelDeviceWipe',
      summary: 'Cancel a wipe that the device has not fetched yet',
      access: { permission: 'devices.wipe' },
      schema: { params: ByDevice, response: { 204: Type.Null() } },
      handler: async ({ principal, params, reply }) => {
        await requireVisible(principal, params.id);
        await wipes.cancel(principal, params.id);
        return reply.code(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/wipe/receipt',
      operationId: 'getWipeReceipt',
      summary: 'The signed receipts of the latest wipe, with the intent and the key to check them by',
      access: { permission: 'devices.read' },
      schema: { params: ByDevice, response: { 200: WipeReceiptFile } },
      handler: async ({ principal, params }) => {
        await requireVisible(principal, params.id);
        return wipes.receiptFile(principal, params.id);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/wipe',
      operationId: 'wipeDevices',
      summary: 'Wipe several devices; each is issued or refused for itself',
      access: { permission: 'devices.wipe' },
      provenRecently: true,
      schema: { body: BulkWipeRequest, response: { 200: BulkCommandAnswer } },
      handler: ({ principal, body }) => wipes.issueMany(principal, body.devices),
    }),
  ];
}
