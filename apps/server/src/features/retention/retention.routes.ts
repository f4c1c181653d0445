/** /api/v1/system/retention: how long events, lock history and audit log are kept. */
import { RetentionSettings } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Retention } from './retention.service.ts';

export function retentionRoutes(retention: Retention): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/system/retention',
      operationId: 'getRetention',
      summary: 'How many days events, lock history and audit log are kept',
      access: { permission: 'system.read' },
      schema: { response: { 200: RetentionSettings } },
      handler: ({ principal }) => retention.of(principal.organizationId),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/system/retention',
      operationId: 'saveRetention',
      summary: 'Keep them longer or shorter, from the next night on',
      access: { permission: 'system.write' },
      provenRecently: true,
      schema: { body: RetentionSettings, response: { 200: RetentionSettings } },
      handler: ({ principal, body }) => retention.save(principal, body),
    }),
  ];
}
