/** /api/v1/inventory-import: files of standalone clients and of other agents, one or an archive of many (I04). */
import { importMaxBytes, Task } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { streamedBody } from '../../platform/http/streamed-body.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tasks } from '../tasks/index.ts';
import type { ImportParameters } from './import.task.ts';

const mediaType = 'application/octet-stream';

export interface InventoryImportRoutesPorts {
  readonly tasks: Tasks;
  /** Throws `group-not-found`. */
  readonly findGroup: (organizationId: string, id: number) => Promise<{ readonly id: number; readonly name: string }>;
}

/** For files that name no group. Whoever is held to groups must choose one of them, or has no such file taken. */
async function groupOf(
  { findGroup }: InventoryImportRoutesPorts,
  { organizationId, groupIds }: Principal,
  id: number,
): Promise<ImportParameters['group']> {
  if (id === 0) return null;
  if (groupIds !== null && !groupIds.includes(id)) throw new SekishoError('group-not-found');
  return findGroup(organizationId, id);
}

export function inventoryImportRoutes(ports: InventoryImportRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/inventory-import',
      operationId: 'importInventories',
      summary: 'Take inventories from a file: a task with a result for each; importing it again changes nothing',
      access: { permission: 'devices.import' },
      schema: {
        querystring: Type.Object({
          fileName: Type.String({ minLength: 1, maxLength: 200 }),
          group: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'of files of other agents; 0: none' }),
          ),
        }),
        response: { 202: Task },
      },
      streamed: mediaType,
      handler: async ({ principal, query: { fileName, group = 0 }, language, request }) => {
        const bytes = Number(request.headers['content-length'] ?? 0);
        if (bytes > importMaxBytes) throw new SekishoError('body-too-large');
        const content = streamedBody(request.body);
        const parameters: ImportParameters = { fileName, group: await groupOf(ports, principal, group) };
        const upload = { fileName, mediaType, maximumBytes: importMaxBytes, content };
        return ports.tasks.receive(principal, { kind: 'inventory-import', parameters, language }, upload);
      },
    }),
  ];
}
