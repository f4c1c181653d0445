/** Answers with an installer's file. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { InstallerDownloads } from './installer-downloads.service.ts';
import { sendFile } from './send-file.ts';
import { sliceParts, streamParts } from './stamped-file.ts';

export async function sendInstaller(
  downloads: InstallerDownloads,
  principal: Principal,
  id: string,
  headers: IncomingHttpHeaders,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { download, mediaType, stamped, tag } = await downloads.open(principal, id);
  const read = (start: number, end: number) => streamParts(sliceParts(stamped.parts, start, end));
  return sendFile({ fileName: download.fileName, mediaType, bytes: stamped.bytes, tag, read }, headers, reply);
}
