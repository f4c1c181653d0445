/** A transport for thousands of devices in one process: few connections, many questions under way on each, little work per call. */
import type { Socket } from 'node:net';
import {
  type Timers,
  type Transport,
  type TransportAnswer,
  TransportError,
  type TransportErrorKind,
  type TransportRequest,
} from '@sekisho/agent-core';
import { createAnswerParser } from './answer-parser.ts';
import { openSocket, type ServerAddress } from './open-socket.ts';

export interface LeanSettings extends ServerAddress {
  readonly connections: number;
  readonly timers: Timers;
}

export interface LeanTransport extends Transport {
  close(): void;
}

interface Pending {
  readonly resolve: (answer: TransportAnswer) => void;
  readonly reject: (error: TransportError) => void;
  readonly dueAtMs: number;
}

/** How often questions that wait too long are looked for. */
const sweepMs = 1_000;
const heavyBytes = 16_384;
const slowPaths = ['/device/v1/enroll', '/device/v1/token'];
const isSlow = ({ path, body = '' }: TransportRequest) => body.length > heavyBytes || slowPaths.includes(path);

export function createLeanTransport(settings: LeanSettings): LeanTransport {
  const light = createPool(settings, settings.connections);
  // Answers come in order: a check-in must not wait for an inventory, nor for somebody else's registration.
  const slow = createPool(settings, Math.max(1, Math.floor(settings.connections / 4)));
  let closed = false;
  let cancelSweep = settings.timers.after(sweepMs, sweep);

  function sweep(): void {
    for (const connection of [...light.open(), ...slow.open()]) connection.sweep();
    cancelSweep = settings.timers.after(sweepMs, sweep);
  }

  return {
    request(request) {
      if (closed) return Promise.reject(new TransportError('offline', 'closed'));
      return (isSlow(request) ? slow : light).pick().send(request);
    },
    close() {
      closed = true;
      cancelSweep();
      for (const connection of [...light.open(), ...slow.open()])
        connection.end(new TransportError('offline', 'closed'));
    },
  };
}

function createPool(settings: LeanSettings, size: number) {
  const connections: Connection[] = [];
  let next = 0;
  return {
    open: (): readonly Connection[] => connections,
    /** In turn; one that has gone is opened anew. */
    pick(): Connection {
      const index = next;
      next = (next + 1) % size;
      const connection = connections[index];
      if (connection?.ended === false) return connection;
      const opened = new Connection(settings);
      connections[index] = opened;
      return opened;
    },
  };
}

class Connection {
  ended = false;
  readonly #socket: Socket;
  readonly #host: string;
  readonly #timers: Timers;
  #pending: Pending[] = [];
  /** Questions of one turn of the loop go out in one write. */
  #outgoing: string[] = [];

  constructor(settings: LeanSettings) {
    this.#host = settings.server.host;
    this.#timers = settings.timers;
    this.#socket = openSocket(settings);
    const parser = createAnswerParser((answer) => this.#pending.shift()?.resolve(answer));
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        parser.push(chunk);
      } catch (error) {
        this.end(new TransportError('offline', String(error)));
      }
    });
    this.#socket.once('error', (error) => this.end(new TransportError(kindOf(error), error.message, error)));
    this.#socket.once('close', () => this.end(new TransportError('offline', 'the connection was closed')));
  }

  send(request: TransportRequest): Promise<TransportAnswer> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject, dueAtMs: this.#timers.nowMs() + request.timeoutMs });
      if (this.#outgoing.length === 0) process.nextTick(() => this.#flush());
      this.#outgoing.push(textOf(request, this.#host));
    });
  }

  #flush(): void {
    const text = this.#outgoing.join('');
    this.#outgoing = [];
    if (!this.ended) this.#socket.write(text, 'utf8');
  }

  /** Answers come in order: one that is late holds up all after it, and the connection is given up. */
  sweep(): void {
    const oldest = this.#pending[0];
    if (oldest !== undefined && oldest.dueAtMs < this.#timers.nowMs())
      this.end(new TransportError('timeout', 'no answer in time'));
  }

  end(error: TransportError): void {
    if (this.ended) return;
    this.ended = true;
    this.#socket.destroy();
    const lost = this.#pending;
    this.#pending = [];
    for (const { reject } of lost) reject(error);
  }
}

function textOf({ method, path, headers, body }: TransportRequest, host: string): string {
  let text = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
  if (body === undefined) return `${text}${method === 'GET' ? '' : 'content-length: 0\r\n'}\r\n`;
  return `${text}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function kindOf(error: Error): TransportErrorKind {
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|TLS|SSL|UNABLE_TO|SELF_SIGNED/.test(code) ? 'tls' : 'offline';
}
