/** A socket, or a named pipe, on which one JSON line is asked and one answered. */
import { createConnection, createServer, type Socket } from 'node:net';
import type { Closable } from '../../machine.ts';

/** A check-in or a registration may take as long as its request. */
const answerTimeoutMs = 60_000;

export interface LineSocketOptions {
  /** The socket's file, or the name of a pipe. */
  readonly path: string;
  readonly longestLine: number;
  readonly mostConnections: number;
  /** Looked at as soon as somebody connects; `false` turns them away. */
  readonly admit?: (socket: Socket) => boolean;
}

/** A request is short, and comes at once: whoever takes longer keeps a place from others. */
const requestTimeoutMs = 10_000;

/** Calls `line` once, with the first line that comes; one that is too long, or too late, ends the connection. */
function readLine(socket: Socket, longest: number, withinMs: number, line: (text: string) => void): void {
  let text = '';
  const timer = setTimeout(() => socket.destroy(), withinMs);
  socket.once('close', () => clearTimeout(timer));
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if ((end < 0 ? text.length : end) > longest) socket.destroy();
    else if (end >= 0) {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      line(text.slice(0, end));
    }
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param answer gets what was sent, `null` where it was no JSON; what it rejects with closes the connection without a word */
export async function serveLineSocket(
  { path, longestLine, mostConnections, admit = () => true }: LineSocketOptions,
  answer: (request: unknown, socket: Socket) => Promise<unknown>,
): Promise<Closable> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (!admit(socket)) return void socket.destroy();
    socket.setTimeout(answerTimeoutMs, () => socket.destroy());
    readLine(socket, longestLine, requestTimeoutMs, (text) => {
      answer(parse(text), socket).then(
        (value) => socket.end(`${JSON.stringify(value)}\n`),
        () => socket.destroy(),
      );
    });
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, resolve);
  });
  return { close: () => void server.close() };
}

export const longestAnswer = 65_536;

/** `null` when nobody answers there. */
export function askLineSocket(path: string, request: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const settle = (value: unknown) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(answerTimeoutMs, () => settle(null));
    socket.on('error', () => settle(null));
    socket.on('close', () => resolve(null));
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    readLine(socket, longestAnswer, answerTimeoutMs, (text) => settle(parse(text)));
  });
}
