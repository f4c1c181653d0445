/** /api/v1/system/linked-clones: after how many silent days clones are removed, and which are due. */
import { CloneUpkeep, CloneUpkeepQuery, CloneUpkeepSettings } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { CloneUpkeepService } from './upkeep.service.ts';

export function upkeepRoutes(upkeep: CloneUpkeepService): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/linked-clones',
      operationId: 'getCloneUpkeep',
      summary: 'After how many silent days linked clones are removed by night, and which of them are due',
      access: { permission: 'system.read' },
      schema: { querystring: CloneUpkeepQuery, response: { 200: CloneUpkeep } },
      handler: ({ principal, query }) => upkeep.of(principal.organizationId, query),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/system/linked-clones',
      operationId: 'saveCloneUpkeep',
      summary: 'Remove linked clones that have not been heard of for so many days, from the next night on',
      access: { permission: 'system.write' },
      provenRecently: true,
      schema: { body: CloneUpkeepSettings, response: { 200: CloneUpkeep } },
      handler: ({ principal, body }) => upkeep.save(principal, body),
    }),
  ];
}
