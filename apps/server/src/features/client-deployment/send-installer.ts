/** Answers with an installer's file: all of it, or where an interrupted download goes on (RFC 9110). */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { readByteRange } from '../downloads/index.ts';
import { attachmentNamed } from './content-disposition.rules.ts';
import type { InstallerDownloads } from './installer-downloads.service.ts';
import { sliceParts, streamParts } from './stamped-file.ts';

export async function sendInstaller(
  downloads: InstallerDownloads,
  principal: Principal,
  id: string,
  headers: IncomingHttpHeaders,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { download, mediaType, stamped, tag } = await downloads.open(principal, id);
  const { bytes, parts } = stamped;
  const ifRange = headers['if-range'];
  const range = ifRange === undefined || ifRange === tag ? readByteRange(headers.range, bytes) : null;
  reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'no-store' });
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  return reply
    .type(mediaType)
    .header('content-disposition', attachmentNamed(download.fileName))
    .header('content-length', end - start + 1)
    .send(streamParts(sliceParts(parts, start, end + 1)));
}
