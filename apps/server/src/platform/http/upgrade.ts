/** WebSocket endpoints: a path, and what happens with a connection that wants to be upgraded there. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface UpgradeRoute {
  /** Exact path, for example `/device/v1/live`. */
  readonly path: string;
  /** Authenticates and upgrades (with `ws`, say), or answers with `refuseUpgrade`. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Ends an upgrade request with an HTTP status and no body. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
