/** Answers with a file to be saved: all of it, or where an interrupted download goes on (RFC 9110). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { readByteRange } from '../downloads/index.ts';
import { attachmentNamed } from './content-disposition.rules.ts';

export interface FileToSend {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** The same for the same bytes. */
  readonly tag: string;
  /** From `start` to `end`, which is not included. */
  read(start: number, end: number): Readable;
}

export function sendFile(file: FileToSend, headers: IncomingHttpHeaders, reply: FastifyReply): FastifyReply {
  const { bytes, tag } = file;
  const ifRange = headers['if-range'];
  const range = ifRange === undefined || ifRange === tag ? readByteRange(headers.range, bytes) : null;
  reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'no-store' });
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  return reply
    .type(file.mediaType)
    .header('content-disposition', attachmentNamed(file.fileName))
    .header('content-length', end - start + 1)
    .send(file.read(start, end + 1));
}
