/** The socket through which the command line speaks to the running agent: one JSON line each way, in a folder only root may enter. */
import { chmodSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import type { Closable, ControlAnswer, ControlRequest } from '../../machine.ts';

const longestLine = 65_536;
/** A check-in may take as long as its request. */
const answerTimeoutMs = 60_000;

/** Calls `line` once, with the first line that comes. */
function readLine(socket: Socket, line: (text: string) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) {
      socket.removeAllListeners('data');
      line(text.slice(0, end));
    } else if (text.length > longestLine) socket.destroy();
  });
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/** The caller holds the instance's lock: a socket that is there was left by an agent that is gone. */
export async function serveControlSocket(
  file: string,
  answer: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<Closable> {
  rmSync(file, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setTimeout(answerTimeoutMs, () => socket.destroy());
    readLine(socket, (text) => {
      const request = parse<ControlRequest>(text);
      const answered = request === null ? Promise.resolve({ did: 'nothing' } as const) : answer(request);
      answered.then(
        (value) => socket.end(`${JSON.stringify(value)}\n`),
        () => socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  chmodSync(file, 0o600);
  return {
    close() {
      server.close();
      rmSync(file, { force: true });
    },
  };
}

/** `null` when nobody answers there. */
export function askControlSocket(file: string, request: ControlRequest): Promise<ControlAnswer | null> {
  return new Promise((resolve) => {
    const socket = createConnection(file);
    const settle = (value: ControlAnswer | null) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(answerTimeoutMs, () => settle(null));
    socket.on('error', () => settle(null));
    socket.on('close', () => resolve(null));
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    readLine(socket, (text) => settle(parse<ControlAnswer>(text)));
  });
}
