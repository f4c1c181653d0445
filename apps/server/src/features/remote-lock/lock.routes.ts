/** POST /api/v1/devices/{id}/commands and /devices/commands: lock and unlock, one device or many. */
import { BulkCommandAnswer, BulkCommandRequest, Command, CommandRequest, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { LockOrder, RemoteLock } from './lock.service.ts';

const orderOf = ({ kind, noKeys = false }: CommandRequest): LockOrder => ({ kind, noKeys: kind === 'lock' && noKeys });

export function remoteLockRoutes(remoteLock: RemoteLock): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/:id/commands',
      operationId: 'issueDeviceCommand',
      summary: 'Lock or unlock a device; takes the place of a lock or unlock still on its way',
      access: { permission: 'devices.command' },
      schema: { params: Type.Object({ id: Uuid }), body: CommandRequest, response: { 201: Command } },
      handler: ({ principal, params, body }) => remoteLock.issue(principal, params.id, orderOf(body)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/commands',
      operationId: 'issueCommands',
      summary: 'Lock or unlock many devices; each is issued or refused for itself',
      access: { permission: 'devices.command' },
      schema: { body: BulkCommandRequest, response: { 200: BulkCommandAnswer } },
      handler: async ({ principal, body }) => {
        const { issued, refused } = await remoteLock.issueMany(principal, body.deviceIds, orderOf(body));
        return { issued, refused: [...refused] };
      },
    }),
  ];
}
