/** /install.sh and /install/…: what a machine fetches before it is a device; nobody needs to be known for that. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { matchesTag, readByteRange } from './byte-range.rules.ts';
import type { DownloadsService } from './downloads.service.ts';

const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

interface AskedHeaders {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

async function sendArchive(
  service: DownloadsService,
  fileName: string,
  asked: AskedHeaders,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await service.find(fileName);
  if (found === null) throw new SekishoError('not-found');
  const { bytes, sha256, compression } = found.archive;
  const tag = `"${sha256}"`;
  reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'no-cache' });
  if (matchesTag(asked.ifNoneMatch, tag)) return reply.code(304).send();
  const mayContinue = asked.ifRange === undefined || asked.ifRange === tag;
  const range = mayContinue ? readByteRange(asked.range, bytes) : null;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  reply.type(compression === 'xz' ? 'application/x-xz' : 'application/gzip');
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  reply.header('content-length', end - start + 1);
  return reply.send(createReadStream(path.join(found.folder, fileName), { start, end }));
}

export function downloadsRoutes(service: DownloadsService): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/install.sh',
      operationId: 'getInstallScript',
      summary: 'The script that installs the agent on Linux and registers the device',
      access: { public: 'a machine that is not registered yet has nothing to show' },
      schema: {
        querystring: Type.Object({ serial: Type.Optional(Type.String({ maxLength: 64 })) }),
        response: { 200: Type.String() },
      },
      handler: async ({ query, reply }) => {
        const script = await service.installScript(query.serial ?? null);
        return reply.type('text/x-shellscript; charset=utf-8').header('cache-control', 'no-store').send(script);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/install/:file',
      operationId: 'getInstallFile',
      summary: 'An archive of the agent, whole or in part',
      access: { public: 'what is in it is the same for everybody and no secret' },
      schema: {
        params: Type.Object({ file: Type.String({ maxLength: 100 }) }),
        response: { 200: Bytes, 206: Bytes },
      },
      handler: ({ params, request, reply }) =>
        sendArchive(
          service,
          params.file,
          {
            range: request.headers.range,
            ifRange: request.headers['if-range'] as string | undefined,
            ifNoneMatch: request.headers['if-none-match'],
          },
          reply,
        ),
    }),
  ];
}
