/** POST /api/v1/devices/{id}/deregister: the device's place is freed; it obeys nothing from then on. */
import { ApprovalAsked, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Deregistration } from './deregistration.service.ts';

export function deregistrationRoutes(deregistration: Deregistration): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/:id/deregister',
      operationId: 'deregisterDevice',
      summary: 'Deregister a device: its licence is freed, its locks go away at its next contact',
      access: { permission: 'devices.deregister' },
      provenRecently: true,
      schema: { params: Type.Object({ id: Uuid }), response: { 202: ApprovalAsked, 204: Type.Null() } },
      handler: async ({ principal, params, reply }) => {
        const asked = await deregistration.deregister(principal, params.id);
        return asked === null ? reply.code(204).send() : reply.code(202).send(asked);
      },
    }),
  ];
}
