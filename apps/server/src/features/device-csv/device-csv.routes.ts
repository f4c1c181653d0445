/** The device list as a CSV file, out and in: /api/v1/devices/export and /import. */

import { DeviceExportRequest, Task, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { streamedBody } from '../../platform/http/streamed-body.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tasks } from '../tasks/index.ts';
import { csvMediaType } from './export.task.ts';
import type { ImportParameters } from './import.task.ts';

export interface DeviceCsvRoutesPorts {
  readonly tasks: Tasks;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
}

/** Enough for half a million rows. */
const maximumBytes = 256 * 1024 * 1024;

export function deviceCsvRoutes(ports: DeviceCsvRoutesPorts): AnyRoute[] {
  const { tasks } = ports;
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/export',
      operationId: 'exportDevices',
      summary: 'Write the device list, or what the filter leaves of it, into a CSV file: a task',
      access: { permission: 'devices.read' },
      schema: { body: DeviceExportRequest, response: { 202: Task } },
      handler: ({ principal, body, language }) =>
        ports.transaction(async (tx) => {
          const { filter } = body;
          const task = await tasks.start(tx, principal, { kind: 'device-export', parameters: { filter }, language });
          await ports.appendAudit(tx, {
            organizationId: principal.organizationId,
            actor: auditActorOf(principal),
            action: 'device-list.exported',
            target: { type: 'task', id: task.id },
            detail: { filter },
            at: new Date(ports.clock.now()),
          });
          return task;
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/import',
      operationId: 'importDevices',
      summary:
        'Look at an edited CSV file: a task that says what it changes, or what is wrong with it, and waits to be confirmed',
      access: { permission: 'devices.import' },
      schema: {
        querystring: Type.Object({ fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
        response: { 202: Task },
      },
      streamed: 'text/csv',
      handler: async ({ principal, query, language, request }) => {
        const bytes = Number(request.headers['content-length'] ?? 0);
        if (bytes > maximumBytes) throw new SekishoError('body-too-large');
        const content = streamedBody(request.body);
        const parameters: ImportParameters = { bytes };
        const upload = { fileName: query.fileName ?? 'devices.csv', mediaType: csvMediaType, maximumBytes, content };
        return tasks.receive(principal, { kind: 'device-import', parameters, language }, upload);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/devices/import/:id/confirm',
      operationId: 'confirmDeviceImport',
      summary: 'Do what an import has found: all of it, or nothing when devices were changed meanwhile',
      access: { permission: 'devices.import' },
      schema: { params: Type.Object({ id: Uuid }), response: { 202: Task } },
      handler: async ({ principal, params: { id } }) => {
        const { kind, outcome, files } = await tasks.get(principal, id);
        if (kind !== 'device-import') throw new SekishoError('task-not-found');
        const bytes = files.find(({ name }) => name === 'input')?.bytes ?? 0;
        const parameters: ImportParameters = { bytes, fingerprint: outcome?.fingerprint ?? '' };
        return tasks.confirm(principal, id, parameters);
      },
    }),
  ];
}
