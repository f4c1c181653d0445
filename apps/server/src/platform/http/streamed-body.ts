/** Bodies that a route reads as they come, without an end that is known. */
import { Readable } from 'node:stream';
import { SekishoError } from '../sekisho-error.ts';

/**
 * The body of a route that is `streamed`. Whoever stops reading it may refuse what came: the rest is taken and thrown away, since who is
 * still sending hears no answer before. Throws `unsupported-media-type` where there is none.
 */
export function streamedBody(body: unknown): AsyncIterable<Buffer> {
  if (!(body instanceof Readable)) throw new SekishoError('unsupported-media-type');
  return partsOf(body);
}

async function* partsOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false });
  } finally {
    body.resume();
  }
}
