/** Reads answers of HTTP/1.1 off a connection on which many questions are under way: one after the other, in order. */
import type { TransportAnswer } from '@sekisho/agent-core';

export interface AnswerParser {
  /** @throws when what comes is no HTTP */
  push(chunk: Buffer): void;
}

interface Head {
  readonly status: number;
  readonly headers: Record<string, string>;
}

const headEnd = Buffer.from('\r\n\r\n');
const maxHeadBytes = 65_536;

export function createAnswerParser(answered: (answer: TransportAnswer) => void): AnswerParser {
  let rest: Buffer = Buffer.alloc(0);
  let head: Head | null = null;

  /** @returns whether a whole answer was there */
  function takeOne(): boolean {
    head ??= takeHead();
    if (head === null) return false;
    const body = isWithoutBody(head.status) ? '' : takeBody(head);
    if (body === null) return false;
    const { status, headers } = head;
    head = null;
    // 100 Continue and its like announce, they do not answer.
    if (status >= 200) answered({ status, headers, body });
    return true;
  }

  function takeHead(): Head | null {
    const end = rest.indexOf(headEnd);
    if (end < 0) {
      if (rest.length > maxHeadBytes) throw new Error('a head without an end');
      return null;
    }
    const [statusLine = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    rest = rest.subarray(end + headEnd.length);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
    if (!Number.isInteger(status)) throw new Error('no answer of HTTP/1.1');
    return { status, headers: headersOf(lines) };
  }

  function takeBody({ headers }: Head): string | null {
    if (headers['transfer-encoding'] === 'chunked') return takeChunks();
    const length = Number(headers['content-length']);
    if (!Number.isSafeInteger(length) || length < 0) throw new Error('an answer without a length');
    if (rest.length < length) return null;
    const body = rest.toString('utf8', 0, length);
    rest = rest.subarray(length);
    return body;
  }

  function takeChunks(): string | null {
    const parts: Buffer[] = [];
    for (let at = 0; ; ) {
      const lineEnd = rest.indexOf('\r\n', at);
      if (lineEnd < 0) return null;
      const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
      if (Number.isNaN(size)) throw new Error('a chunk without a size');
      const next = lineEnd + 2 + size + 2;
      if (rest.length < next) return null;
      if (size === 0) {
        rest = rest.subarray(next);
        return Buffer.concat(parts).toString('utf8');
      }
      parts.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
      at = next;
    }
  }

  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length > 0 && takeOne());
    },
  };
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function isWithoutBody(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}
