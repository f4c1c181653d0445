/** A line to a server on this machine that a test can cut, silence and mend. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A port of the loopback address, the path of a Unix socket, or a port elsewhere. */
export type RelayTarget = number | string | { readonly host: string; readonly port: number };

export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Ends what is open and refuses what comes. */
  cut(): void;
  /** Nothing passes any more and nobody is told: neither what is open now, ever again, nor what comes. */
  silence(): void;
  mend(): void;
}

interface Line {
  readonly near: Socket;
  readonly far: Socket | null;
}

/** To the first of several that takes the connection; the first one asked is another each time. A list may change meanwhile. */
export async function startRelay(to: RelayTarget | readonly RelayTarget[], host = '127.0.0.1'): Promise<Relay> {
  const targets = Array.isArray(to) ? (to as readonly RelayTarget[]) : [to as RelayTarget];
  const lines = new Set<Line>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  let turn = 0;

  async function serve(near: Socket): Promise<void> {
    near.on('error', () => undefined);
    if (state === 'cut') near.destroy();
    else if (state === 'silent') hold(near, null);
    else {
      const far = await connectToOne(targets, turn++);
      if (far === null) near.destroy();
      else hold(near, far);
    }
  }

  function hold(near: Socket, far: Socket | null): void {
    const line = { near, far };
    lines.add(line);
    const end = () => {
      lines.delete(line);
      near.destroy();
      far?.destroy();
    };
    near.on('close', end);
    if (far === null) return;
    far.on('close', end);
    near.pipe(far).pipe(near);
  }

  const server = createServer((near) => void serve(near));
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    state = 'cut';
    for (const { near, far } of lines) for (const socket of [near, far]) socket?.destroy();
  };
  return {
    port: address.port,
    cut,
    silence() {
      state = 'silent';
      for (const { near, far } of lines) {
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          one?.unpipe();
          one?.pause();
          // Whoever of both goes away is not heard of by the other.
          one?.removeAllListeners('close').on('close', () => other?.pause());
        }
      }
    },
    mend() {
      state = 'open';
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function connectToOne(targets: readonly RelayTarget[], turn: number): Promise<Socket | null> {
  for (const offset of targets.keys()) {
    const target = targets[(turn + offset) % targets.length] ?? 0;
    const far = typeof target === 'object' ? connect(target) : connectHere(target);
    const taken = await new Promise<boolean>((resolve) => {
      far.once('connect', () => resolve(true));
      far.once('error', () => resolve(false));
    });
    far.on('error', () => undefined);
    if (taken) return far;
  }
  return null;
}

function connectHere(target: number | string): Socket {
  return typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1');
}
