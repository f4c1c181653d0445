/** The way of one device to the server, which can be away: everything then fails as it does without a network. */
import { type LiveConnector, type LiveSocket, type Transport, TransportError } from '@sekisho/agent-core';

export class DeviceLine {
  readonly transport: Transport;
  readonly live: LiveConnector | null;
  open = true;
  readonly #sockets = new Set<LiveSocket>();

  constructor(transport: Transport, live: LiveConnector | null) {
    this.transport = { request: (request) => (this.open ? transport.request(request) : refused()) };
    this.live =
      live === null ? null : { open: (...call) => (this.open ? this.#openOn(live, call) : refusedLive(call)) };
  }

  setOpen(open: boolean): void {
    this.open = open;
    if (!open) for (const socket of this.#sockets) socket.close();
  }

  #openOn(live: LiveConnector, [request, handlers]: Parameters<LiveConnector['open']>): LiveSocket {
    let closed = false;
    let socket: LiveSocket | null = null;
    socket = live.open(request, {
      opened: () => handlers.opened(),
      message: (text) => handlers.message(text),
      closed: (reason) => {
        closed = true;
        if (socket !== null) this.#sockets.delete(socket);
        handlers.closed(reason);
      },
    });
    if (!closed) this.#sockets.add(socket);
    return socket;
  }
}

function refused(): Promise<never> {
  return Promise.reject(new TransportError('offline', 'no network'));
}

function refusedLive([, handlers]: Parameters<LiveConnector['open']>): LiveSocket {
  queueMicrotask(() => handlers.closed({ status: null }));
  return { close: () => {} };
}
