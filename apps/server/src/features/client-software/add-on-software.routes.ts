/** /api/v1/add-on-software: installers of others, registered, listed, fetched, deleted (I05). */
import { Readable } from 'node:stream';
import {
  AddOnPartNumber,
  AddOnSoftware,
  AddOnSoftwareBegun,
  AddOnSoftwareCreate,
  AddOnSoftwareList,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { streamedBody } from '../../platform/http/streamed-body.ts';
import { sendFile } from '../client-deployment/index.ts';
import type { AddOnSoftwareService } from './add-on-software.service.ts';
import type { AddOnRow } from './add-on-software.store.ts';

const ById = Type.Object({ id: Uuid });
const Content = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });
const mediaType = 'application/octet-stream';

function addOnOf({ createdAt, ...row }: AddOnRow): AddOnSoftware {
  return { ...row, createdAt: createdAt.toISOString(), url: `/api/v1/add-on-software/${row.id}/file` };
}

export function addOnSoftwareRoutes(addOns: AddOnSoftwareService): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/add-on-software',
      operationId: 'listAddOnSoftware',
      summary: 'Installers of others that this organization hands out, by system and name',
      access: { permission: 'installers.read' },
      schema: { response: { 200: AddOnSoftwareList } },
      handler: async ({ principal }) => ({ items: (await addOns.list(principal.organizationId)).map(addOnOf) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/add-on-software',
      operationId: 'beginAddOnSoftware',
      summary: 'Begin to register an installer: its parts follow, then its completion',
      access: { permission: 'installers.write' },
      schema: { body: AddOnSoftwareCreate, response: { 201: AddOnSoftwareBegun } },
      handler: ({ principal, body }) => addOns.begin(principal, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/add-on-software/:id/parts/:part',
      operationId: 'putAddOnSoftwarePart',
      summary: 'A part of the file, counted from 0; sent again it replaces what was there',
      access: { permission: 'installers.write' },
      schema: { params: Type.Object({ id: Uuid, part: AddOnPartNumber }), response: { 204: Type.Null() } },
      streamed: mediaType,
      handler: async ({ principal, params, request }) => {
        await addOns.putPart(principal, params.id, params.part, streamedBody(request.body));
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/add-on-software/:id/complete',
      operationId: 'completeAddOnSoftware',
      summary: 'All parts have been sent: from here on everybody sees it',
      access: { permission: 'installers.write' },
      schema: { params: ById, response: { 200: AddOnSoftware } },
      handler: async ({ principal, params }) => addOnOf(await addOns.complete(principal, params.id)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/add-on-software/:id',
      operationId: 'deleteAddOnSoftware',
      summary: 'Delete an installer with its file; where it is installed already it stays',
      access: { permission: 'installers.write' },
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await addOns.delete(principal, params.id);
        return null;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/add-on-software/:id/file',
      operationId: 'getAddOnSoftwareFile',
      summary: 'The file, whole or in part; each fetch is in the audit log',
      access: { permission: 'installers.download' },
      sentAsIs: true,
      schema: { params: ById, response: { 200: Content, 206: Content } },
      handler: async ({ principal, params, headers, reply }) => {
        const { fileName, bytes, sha256, read } = await addOns.open(principal, params.id);
        const file = { fileName, mediaType, bytes, tag: `"${sha256}"` };
        return sendFile({ ...file, read: (...part) => Readable.from(read(...part)) }, headers, reply);
      },
    }),
  ];
}
