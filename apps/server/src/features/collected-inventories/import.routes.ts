/** /api/v1/inventory-import: files of standalone clients, one or an archive of many (I04). */
import { Readable } from 'node:stream';
import { importMaxBytes, Task } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tasks } from '../tasks/index.ts';
import type { ImportParameters } from './import.task.ts';

const mediaType = 'application/octet-stream';

export function inventoryImportRoutes(tasks: Tasks): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/inventory-import',
      operationId: 'importInventories',
      summary: 'Take inventories from a file: a task with a result for each; importing it again changes nothing',
      access: { permission: 'devices.import' },
      schema: {
        querystring: Type.Object({ fileName: Type.String({ minLength: 1, maxLength: 200 }) }),
        response: { 202: Task },
      },
      streamed: mediaType,
      handler: async ({ principal, query: { fileName }, language, request }) => {
        const bytes = Number(request.headers['content-length'] ?? 0);
        if (bytes > importMaxBytes) throw new SekishoError('body-too-large');
        const content = request.body;
        if (!(content instanceof Readable)) throw new SekishoError('unsupported-media-type');
        const parameters: ImportParameters = { fileName };
        const upload = { fileName, mediaType, maximumBytes: importMaxBytes, content };
        return tasks.receive(principal, { kind: 'inventory-import', parameters, language }, upload);
      },
    }),
  ];
}
