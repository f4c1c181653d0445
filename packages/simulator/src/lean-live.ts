/** Live connections for tens of thousands of devices in one process: a socket each, and no more of WebSocket than the server speaks to a device. */
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { LiveClosed, LiveConnector, LiveHandlers, LiveSocket, Timers } from '@sekisho/agent-core';
import { readFrame } from './live-frame.rules.ts';
import { openSocket, type ServerAddress } from './open-socket.ts';

export interface LeanLiveSettings extends ServerAddress {
  readonly timers: Timers;
}

export interface LeanLiveConnector extends LiveConnector {
  close(): void;
}

const handshakeTimeoutMs = 30_000;
const keepAliveMs = 30_000;
const longestHead = 16_384;
const headEnd = Buffer.from('\r\n\r\n');
const nothing: Buffer = Buffer.alloc(0);
/** RFC 6455, section 1.3. */
const acceptSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function createLeanLive(settings: LeanLiveSettings): LeanLiveConnector {
  const open = new Set<LeanSocket>();
  return {
    open({ path, headers }, handlers) {
      const socket = new LeanSocket(settings, path, headers, {
        opened: () => handlers.opened(),
        message: (text) => handlers.message(text),
        closed: (reason) => {
          open.delete(socket);
          handlers.closed(reason);
        },
      });
      open.add(socket);
      return socket;
    },
    close() {
      for (const socket of open) socket.close();
    },
  };
}

class LeanSocket implements LiveSocket {
  readonly #socket: Socket;
  readonly #handlers: LiveHandlers;
  readonly #cancelTimeout: () => void;
  #accept: string | null;
  #rest: Buffer = nothing;
  #reason: LiveClosed = { status: null };

  constructor(
    settings: LeanLiveSettings,
    path: string,
    headers: Readonly<Record<string, string>>,
    handlers: LiveHandlers,
  ) {
    const key = randomBytes(16).toString('base64');
    this.#accept = createHash('sha1')
      .update(key + acceptSalt)
      .digest('base64');
    this.#handlers = handlers;
    this.#socket = openSocket(settings);
    this.#cancelTimeout = settings.timers.after(handshakeTimeoutMs, () => this.#socket.destroy());
    this.#socket.setKeepAlive(true, keepAliveMs);
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', () => {});
    this.#socket.once('close', () => {
      this.#cancelTimeout();
      handlers.closed(this.#reason);
    });
    this.#socket.write(upgradeText(settings.server, path, headers, key));
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#accept !== null && !this.#takeHead(this.#accept)) return;
    while (!this.#socket.destroyed) {
      const frame = readFrame(this.#rest);
      if (frame === null) return;
      this.#rest = frame.length === this.#rest.length ? nothing : this.#rest.subarray(frame.length);
      if (frame.kind === 'text') this.#handlers.message(frame.payload.toString('utf8'));
      else if (frame.kind === 'ping') this.#socket.write(maskedPong(frame.payload));
      else if (frame.kind === 'close') this.#end({ status: null, code: closeCode(frame.payload) });
      else if (frame.kind === 'unknown') this.#end({ status: null, code: 1002 });
    }
  }

  /** @returns whether the connection is open */
  #takeHead(accept: string): boolean {
    const end = this.#rest.indexOf(headEnd);
    if (end < 0) {
      if (this.#rest.length > longestHead) this.#socket.destroy();
      return false;
    }
    const head = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + headEnd.length);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
    if (status !== 101 || /^sec-websocket-accept: *(\S+)/im.exec(head)?.[1] !== accept) {
      const retryAfter = /^retry-after: *(\S+)/im.exec(head)?.[1];
      this.#end({ status, ...(retryAfter === undefined ? {} : { retryAfter }) });
      return false;
    }
    this.#accept = null;
    this.#cancelTimeout();
    this.#handlers.opened();
    return true;
  }

  #end(reason: LiveClosed): void {
    this.#reason = reason;
    this.#socket.destroy();
  }
}

function upgradeText(server: URL, path: string, headers: Readonly<Record<string, string>>, key: string): string {
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `GET ${server.pathname.replace(/\/$/, '')}${path} HTTP/1.1\r\nhost: ${server.host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
    `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n${own.join('')}\r\n`
  );
}

/** What a client sends is masked; a mask of zeros leaves it as it is. */
function maskedPong(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

function closeCode(payload: Buffer): number {
  return payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
}
