/** /api/v1/utilities: what is there to download beside the clients, and the files. */
import { type Utility, UtilityId, UtilityList } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { sendFile, sliceParts, streamParts } from '../client-deployment/index.ts';
import type { FoundUtility, Utilities } from './utilities.service.ts';

const ById = Type.Object({ id: UtilityId });
const Content = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

function utilityOf({ maker, made, missing }: FoundUtility): Utility {
  const { id, platform, fileName } = maker;
  return {
    id,
    platform,
    fileName,
    version: made?.version ?? null,
    builtAt: made === null ? null : new Date(made.builtAtMs).toISOString(),
    bytes: made?.stamped.bytes ?? null,
    sha256: made?.sha256 ?? null,
    signed: made?.signed ?? false,
    missing,
    url: `/api/v1/utilities/${id}/file`,
  };
}

export function utilitiesRoutes(utilities: Utilities): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/utilities',
      operationId: 'listUtilities',
      summary: 'Utilities that are handed out beside the clients, and what is missing for others',
      access: { permission: 'installers.read' },
      schema: { response: { 200: UtilityList } },
      handler: async ({ principal }) => ({ items: (await utilities.list(principal.organizationId)).map(utilityOf) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/utilities/:id/file',
      operationId: 'getUtilityFile',
      summary: 'The file of a utility, whole or in part; each fetch is in the audit log',
      access: { permission: 'installers.download' },
      sentAsIs: true,
      schema: { params: ById, response: { 200: Content, 206: Content } },
      handler: async ({ principal, params, headers, reply }) => {
        const { maker, stamped, sha256 } = await utilities.open(principal, params.id);
        const read = (start: number, end: number) => streamParts(sliceParts(stamped.parts, start, end));
        const { fileName, mediaType } = maker;
        return sendFile({ fileName, mediaType, bytes: stamped.bytes, tag: `"${sha256}"`, read }, headers, reply);
      },
    }),
  ];
}
