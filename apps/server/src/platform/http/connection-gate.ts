/** A full process stops listening, so that another worker takes what comes; it listens again when it has room. */
import type { Server, Socket } from 'node:net';

export interface ConnectionGate {
  /** Begins to count this server's connections with those of the others. */
  watch(server: Server): void;
}

export interface ConnectionGateOptions {
  /** Connections of all servers together. */
  readonly limit: number;
  readonly shut: () => void;
  readonly reopen: () => void;
}

/** Room that a full process has again before it listens, so that it does not do so for each single one that leaves. */
const roomShare = 0.05;

export function createConnectionGate({ limit, shut, reopen }: ConnectionGateOptions): ConnectionGate {
  const reopenAt = Math.floor(limit * (1 - roomShare));
  let held = 0;
  let isShut = false;
  const left = () => {
    held -= 1;
    if (!isShut || held > reopenAt) return;
    isShut = false;
    reopen();
  };
  const taken = (socket: Socket) => {
    held += 1;
    socket.on('close', left);
    if (isShut || held < limit) return;
    isShut = true;
    shut();
  };
  return { watch: (server) => void server.on('connection', taken) };
}
