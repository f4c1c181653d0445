/** The live connection as a WebSocket: the same way as every call, nothing sent, small texts received. */
import type { WebSocket } from 'ws';
import type { LiveConnector, LiveHandlers } from '../ports/transport.ts';
import type { ConnectionAgent } from './connection.ts';
import { liveKeyExchanges } from './connection-settings.ts';

export interface LiveSettings {
  readonly server: URL;
  readonly agent: () => ConnectionAgent;
}

const handshakeTimeoutMs = 30_000;
/** After this much silence the system asks whether the other side is still there. */
const keepAliveMs = 30_000;

export interface SocketConnector extends LiveConnector {
  /** Cuts what is open: the loop above opens it again, by the way that is now in use. */
  dropAll(): void;
}

export function createLiveConnector(settings: LiveSettings): SocketConnector {
  const open = new Set<WebSocket>();
  return {
    dropAll() {
      for (const socket of open) socket.terminate();
    },
    open({ path, headers }, handlers) {
      let closed = false;
      let socket: WebSocket | null = null;
      const refuse = (): void => handlers.closed({ status: null });
      // Loaded when it is first needed: an agent that is not live never pays for it.
      import('ws').then(({ WebSocket: Socket }) => {
        if (closed) return refuse();
        const { agent, server } = settings;
        const url = `${server.protocol === 'http:' ? 'ws:' : 'wss:'}//${server.host}${server.pathname.replace(/\/$/, '')}${path}`;
        const limits = { perMessageDeflate: false, maxPayload: 65_536, handshakeTimeout: handshakeTimeoutMs };
        const way = { agent: agent(), headers, ecdhCurve: liveKeyExchanges };
        const opened = new Socket(url, { ...way, ...limits, skipUTF8Validation: true });
        open.add(opened);
        opened.once('close', () => open.delete(opened));
        socket = opened;
        attach(opened, handlers);
      }, refuse);
      return {
        close() {
          closed = true;
          socket?.terminate();
        },
      };
    },
  };
}

function attach(socket: WebSocket, handlers: LiveHandlers): void {
  let status: number | null = null;
  let retryAfter: string | undefined;
  socket.once('upgrade', (answer) => answer.socket.setKeepAlive(true, keepAliveMs));
  socket.once('open', () => handlers.opened());
  socket.on('message', (data) => handlers.message(String(data)));
  socket.once('unexpected-response', (request, answer) => {
    status = answer.statusCode ?? null;
    retryAfter = answer.headers['retry-after'];
    request.destroy();
    socket.terminate();
  });
  // What went wrong is said by 'close', which always follows.
  socket.on('error', () => {});
  socket.once('close', (code) => handlers.closed({ status, retryAfter, code }));
}
