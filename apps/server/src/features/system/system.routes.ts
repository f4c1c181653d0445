/** /api/v1/system: system information, and saving settings for every device at once. */
import { SaveAllAnswer, SystemInformation, SystemPatch } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Policies } from '../policies/index.ts';
import type { System } from './system.service.ts';

export interface SystemRoutesPorts {
  readonly system: System;
  readonly policies: Pick<Policies, 'saveAll'>;
}

export function systemRoutes({ system, policies }: SystemRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/system',
      operationId: 'getSystemInformation',
      summary: 'Serial number, licences, addresses and the command that registers a device',
      access: { permission: 'system.read' },
      schema: { response: { 200: SystemInformation } },
      handler: ({ principal }) => system.information(principal.organizationId),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/system',
      operationId: 'changeSystemInformation',
      summary: "Change the organization's name",
      access: { permission: 'system.write' },
      schema: { body: SystemPatch, response: { 200: SystemInformation } },
      handler: ({ principal, body }) => system.change(principal, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/system/save-all',
      operationId: 'saveAllSettings',
      summary: 'Save settings on Home: every device is pending until its next check-in',
      access: { permission: 'policies.write' },
      schema: { response: { 200: SaveAllAnswer } },
      handler: async ({ principal }) => ({ revision: await policies.saveAll(principal) }),
    }),
  ];
}
