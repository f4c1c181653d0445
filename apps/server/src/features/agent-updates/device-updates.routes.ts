/** /device/v1/update and /device/v1/files/:sha256: a device asks whether there is another version of the agent, and fetches it in parts. */
import { Sha256Hex, UpdateAnswer, UpdateRequest } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Db } from '../../platform/database/tables.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { readByteRange } from '../downloads/index.ts';
import type { CallingDevice, OfferUpdate } from './device-updates.ts';
import { readFilePart } from './release-files.ts';
import { selectFile } from './releases.store.ts';

const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

export interface DeviceUpdatesRoutesPorts {
  readonly db: Db;
  readonly offer: OfferUpdate;
  /** By the header `Authorization`. Throws `device-token-invalid`, `deregistered`, `too-many-requests`. */
  readonly authenticate: (authorization: string | undefined) => Promise<CallingDevice>;
}

const access = { public: 'the token of the device is the proof' } as const;

export function deviceUpdatesRoutes({ db, offer, authenticate }: DeviceUpdatesRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/device/v1/update',
      operationId: 'askForUpdate',
      summary:
        'Whether there is another version of the agent for this device; its signature is for the device to verify',
      access,
      schema: { body: UpdateRequest, response: { 200: UpdateAnswer } },
      handler: async ({ body, headers }) => offer(await authenticate(headers.authorization), body),
    }),
    defineRoute({
      method: 'GET',
      path: '/device/v1/files/:sha256',
      operationId: 'getReleaseFile',
      summary: 'Part of a file of a release, a mebibyte at most; to be verified when it is whole',
      access,
      schema: { params: Type.Object({ sha256: Sha256Hex }), response: { 206: Bytes } },
      sentAsIs: true,
      handler: async ({ params, headers, reply }) => {
        const { organizationId } = await authenticate(headers.authorization);
        const file = await selectFile(db, organizationId, params.sha256);
        if (file === null) throw new SekishoError('not-found');
        const range = readByteRange(headers.range, file.bytes) ?? { start: 0, end: file.bytes - 1 };
        if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.bytes}`).send();
        const part = await readFilePart(db, organizationId, file, range);
        if (part === null) throw new SekishoError('not-found');
        const { content, end } = part;
        reply.code(206).type('application/octet-stream');
        reply.header('content-range', `bytes ${range.start}-${end}/${file.bytes}`);
        return reply.send(content);
      },
    }),
  ];
}
