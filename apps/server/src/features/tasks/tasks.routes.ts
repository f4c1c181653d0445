/** /api/v1/tasks: what became of long work, its files, and its end before the end. */

import { Readable } from 'node:stream';
import { OneOf, Task, TaskList, taskFileNames, Uuid } from '@sekisho/contracts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { OpenedFile, Tasks } from './tasks.service.ts';

const ById = Type.Object({ id: Uuid });
const Content = Type.Unsafe<string>({ type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' });

function sendFile(file: OpenedFile, reply: FastifyReply): FastifyReply {
  return reply
    .type(file.mediaType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .header('content-length', file.bytes)
    .header('cache-control', 'no-store')
    .send(Readable.from(file.content));
}

export function tasksRoutes(tasks: Tasks): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/tasks',
      operationId: 'listTasks',
      summary: 'The latest tasks, newest first: your own, or everybody’s for administrators of the whole organization',
      access: { permission: 'devices.read' },
      schema: { response: { 200: TaskList } },
      handler: async ({ principal }) => ({ items: await tasks.list(principal) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/tasks/:id',
      operationId: 'getTask',
      summary: 'One task',
      access: { permission: 'devices.read' },
      schema: { params: ById, response: { 200: Task } },
      handler: ({ principal, params }) => tasks.get(principal, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/tasks/:id/cancel',
      operationId: 'cancelTask',
      summary: 'End a task that is not over; what it would have changed stays as it was',
      access: { permission: 'devices.read' },
      schema: { params: ById, response: { 200: Task } },
      handler: ({ principal, params }) => tasks.cancel(principal, params.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/tasks/:id/files/:name',
      operationId: 'getTaskFile',
      summary: 'A file that a task took or left',
      access: { permission: 'devices.read' },
      schema: { params: Type.Object({ id: Uuid, name: OneOf(taskFileNames) }), response: { 200: Content } },
      handler: async ({ principal, params, reply }) =>
        sendFile(await tasks.openFile(principal, params.id, params.name), reply),
    }),
  ];
}
