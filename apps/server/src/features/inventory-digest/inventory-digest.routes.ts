/** /api/v1/software, /api/v1/inventory/…, /api/v1/devices/{id}/inventory/changes: inventories over all devices and over time. */
import {
  InventoryChangeList,
  InventoryChangesQuery,
  InventoryDifference,
  InventoryFigures,
  InventoryLeftOut,
  SoftwareDetail,
  SoftwareExportRequest,
  SoftwareId,
  SoftwareList,
  SoftwareQuery,
  Task,
  Timestamp,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import { byIndexesOnly } from '../../platform/database/by-indexes-only.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { type DeviceScope, deviceScopeOf } from '../device-list/index.ts';
import type { Tasks } from '../tasks/index.ts';
import { createChangesReader } from './changes.service.ts';
import { readFigures } from './figures.query.ts';
import { createSoftwareReader } from './software.service.ts';
import type { SoftwareExportParameters } from './software-export.task.ts';

export interface InventoryDigestRoutesPorts {
  readonly tasks: Tasks;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  /** For lists: a replica, where there is one. */
  readonly lists: Db;
  /** Sections that policies in use do not name, as far as these devices are concerned. */
  readonly leftOut: (scope: DeviceScope) => Promise<InventoryLeftOut['items']>;
  /** Throws `device-not-found` unless the principal may see the device. */
  readonly requireVisible: (principal: Principal, deviceId: string) => Promise<void>;
}

const access = { permission: 'inventory.read' } as const;

export function inventoryDigestRoutes(ports: InventoryDigestRoutesPorts): AnyRoute[] {
  const { lists, requireVisible, tasks } = ports;
  const software = createSoftwareReader(lists);
  const changes = createChangesReader(lists);
  const deviceParams = Type.Object({ id: Uuid });
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/software',
      operationId: 'listSoftware',
      summary: 'Software over all devices that one may see, with how many active ones have it',
      access,
      schema: { querystring: SoftwareQuery, response: { 200: SoftwareList } },
      handler: ({ principal, query }) => software.list(deviceScopeOf(principal), query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/software/:id',
      operationId: 'getSoftware',
      summary: 'A title with its versions, by its own number or that of a version',
      access,
      schema: { params: Type.Object({ id: SoftwareId }), response: { 200: SoftwareDetail } },
      handler: ({ principal, params }) => software.get(deviceScopeOf(principal), params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/software/export',
      operationId: 'exportSoftware',
      summary: 'Write software, or what a search leaves of it, into a CSV file: a task',
      access,
      schema: { body: SoftwareExportRequest, response: { 202: Task } },
      handler: ({ principal, body: { filter }, language }) =>
        ports.transaction(async (tx) => {
          const parameters: SoftwareExportParameters = { filter };
          const task = await tasks.start(tx, principal, { kind: 'software-export', parameters, language });
          await ports.appendAudit(tx, {
            organizationId: principal.organizationId,
            actor: auditActorOf(principal),
            action: 'software-list.exported',
            target: { type: 'task', id: task.id },
            detail: { filter },
            at: new Date(ports.clock.now()),
          });
          return task;
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/inventory/figures',
      operationId: 'getInventoryFigures',
      summary:
        'Active devices by operating system, agent, encryption, memory, day of the last inventory; most frequent software',
      access,
      schema: { response: { 200: InventoryFigures } },
      handler: ({ principal }) => byIndexesOnly(lists, (db) => readFigures(db, deviceScopeOf(principal))),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/inventory/left-out',
      operationId: 'listInventoryLeftOut',
      summary: 'Sections that policies in use do not collect; what came before is still shown and counted',
      access,
      schema: { response: { 200: InventoryLeftOut } },
      handler: async ({ principal }) => ({ items: await ports.leftOut(deviceScopeOf(principal)) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/inventory/changes',
      operationId: 'listInventoryChanges',
      summary: 'What has changed on a device, newest first',
      access,
      schema: { params: deviceParams, querystring: InventoryChangesQuery, response: { 200: InventoryChangeList } },
      handler: async ({ principal, params: { id: deviceId }, query }) => {
        await requireVisible(principal, deviceId);
        return changes.list({ organizationId: principal.organizationId, deviceId }, query);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/inventory/difference',
      operationId: 'getInventoryDifference',
      summary: 'What is not as it was at a moment, however often it changed in between',
      access,
      schema: {
        params: deviceParams,
        querystring: Type.Object({ since: Timestamp }),
        response: { 200: InventoryDifference },
      },
      handler: async ({ principal, params: { id: deviceId }, query: { since } }) => {
        await requireVisible(principal, deviceId);
        return changes.since({ organizationId: principal.organizationId, deviceId }, since);
      },
    }),
  ];
}
