/** The sockets: plain HTTP on this machine, HTTPS for everybody, WebSocket upgrades on both; and how they are closed without cutting anybody off. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, type ListenOptions, Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Timers } from '../clock.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import type { TlsMaterial } from '../tls/tls-identity.ts';
import { createBodyWatch } from './body-watch.ts';
import { createConnectionGate } from './connection-gate.ts';
import { connectionLimit } from './open-files.ts';
import { refuseUpgrade, type UpgradeRoute } from './upgrade.ts';

export interface ListenersOptions {
  readonly port: number;
  readonly tlsPort: number;
  readonly tls: TlsMaterial;
  readonly upgrades: readonly UpgradeRoute[];
  readonly timers: Timers;
  readonly log: Log;
  /** As many as it may open files unless said. */
  readonly connections?: number;
}

/** Whoever dribbles is cut off: headers come at once from honest clients. Bodies may be long, and are watched one by one. */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 0,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
} as const;

export interface Listeners {
  /** Give to Fastify: every server here shares its handler. */
  readonly serverFactory: (handler: RequestListener) => Server;
  open(): Promise<void>;
  /** The real ones, also when 0 was asked for. */
  ports(): { readonly plain: number; readonly tls: number };
  renewTls(material: TlsMaterial): void;
  /**
   * Takes no more connections. For `lingerMs` those that are open are answered on, each answer asking the client to make a new one: whoever
   * uses a connection all the time so leaves it between two requests. Resolves when every request under way is answered, or after `timeoutMs`.
   */
  drain(timeoutMs: number, lingerMs: number): Promise<void>;
  /** Ends what is left, upgraded connections included. */
  close(): Promise<void>;
}

export class ListenError extends StartError {
  override readonly name = 'ListenError';
}

interface Open {
  readonly server: Server | TlsServer;
  readonly closed: Promise<void>;
}

export function createListeners(options: ListenersOptions): Listeners {
  const upgraded = new Set<Duplex>();
  const inFlight = { count: 0, idle: () => {} };
  const bodies = createBodyWatch(options.timers);
  let handler: RequestListener = (_request, response) => response.writeHead(503).end();
  let open: Open[] = [];
  let leaving = false;
  const shared: RequestListener = (request, response) => {
    inFlight.count += 1;
    bodies.began(request);
    if (leaving) response.setHeader('connection', 'close');
    response.once('close', () => {
      bodies.answered(request);
      inFlight.count -= 1;
      if (inFlight.count === 0) inFlight.idle();
    });
    handler(request, response);
  };
  const plain = createServer(patience, shared);
  const plainV6 = createServer(patience, shared);
  const secure = createTlsServer({ ...options.tls, ...patience, minVersion: 'TLSv1.2' }, shared);
  const all: readonly (Server | TlsServer)[] = [plain, plainV6, secure];
  const addresses = new Map<Server | TlsServer, ListenOptions>();
  const listenOn = async (server: Server | TlsServer, host: string, port: number, setting: string) => {
    await listen(server, { host, port }, setting);
    addresses.set(server, { host, port: (server.address() as AddressInfo).port });
  };
  const gate = createConnectionGate({
    limit: options.connections ?? connectionLimit(),
    shut() {
      options.log.warn('no room for more connections: not listening until some have ended');
      for (const server of addresses.keys()) void stopListening(server);
    },
    reopen() {
      if (leaving) return;
      for (const [server, address] of addresses)
        listen(server, address, 'port')
          .then(() => (leaving ? stopListening(server) : undefined))
          .catch((err: unknown) => options.log.error({ err }, 'cannot listen again'));
    },
  });
  for (const server of all) {
    gate.watch(server);
    server.on('upgrade', (request, socket, head) => upgrade(options.upgrades, upgraded, request, socket, head));
  }

  return {
    serverFactory(given) {
      handler = given;
      return plain;
    },
    async open() {
      bodies.start();
      await listenOn(plain, '127.0.0.1', options.port, 'port');
      const plainPort = addresses.get(plain)?.port ?? options.port;
      // 'localhost' may mean either family to a browser; a machine without IPv6 does without.
      await listenOn(plainV6, '::1', plainPort, 'port').catch(() => {});
      await listenOn(secure, '::', options.tlsPort, 'tls-port').catch((cause: unknown) => {
        if (!(cause instanceof ListenError && isWithoutIpv6(cause.cause))) throw cause;
        return listenOn(secure, '0.0.0.0', options.tlsPort, 'tls-port');
      });
    },
    ports: () => ({ plain: addresses.get(plain)?.port ?? 0, tls: addresses.get(secure)?.port ?? 0 }),
    renewTls: (material) => secure.setSecureContext({ ...material, minVersion: 'TLSv1.2' }),
    async drain(timeoutMs, lingerMs) {
      leaving = true;
      open = [...addresses.keys()].map((server) => ({ server, closed: stopListening(server) }));
      if (lingerMs > 0) await new Promise<void>((resolve) => options.timers.after(lingerMs, resolve));
      // What has arrived by now is read before this goes on, so that no connection with a request in it passes for idle.
      await new Promise((resolve) => setImmediate(resolve));
      for (const { server } of open) server.closeIdleConnections();
      await untilIdle(inFlight, options.timers, timeoutMs);
      for (const { server } of open) server.closeIdleConnections();
    },
    async close() {
      bodies.stop();
      for (const socket of upgraded) socket.destroy();
      for (const { server } of open) server.closeAllConnections();
      await Promise.all(open.map(({ closed }) => closed));
    },
  };
}

/** Connections stay, idle ones too, which the servers' own `close` would end. Resolves when the last has gone. */
function stopListening(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

function untilIdle(inFlight: { count: number; idle: () => void }, timers: Timers, timeoutMs: number): Promise<void> {
  if (inFlight.count === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = timers.after(timeoutMs, resolve);
    inFlight.idle = () => {
      cancel();
      resolve();
    };
  });
}

function isWithoutIpv6(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}

function listen(server: Server | TlsServer, address: ListenOptions, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'EADDRINUSE'
          ? 'another program uses it'
          : cause.code === 'EACCES'
            ? 'this needs more rights'
            : cause.message;
      reject(new ListenError(`${setting} ${address.port} on ${address.host} cannot be opened: ${reason}`, { cause }));
    });
    server.listen(address, () => resolve());
  });
}

function upgrade(
  routes: readonly UpgradeRoute[],
  upgraded: Set<Duplex>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  const path = request.url?.split('?', 1)[0];
  const route = routes.find((candidate) => candidate.path === path);
  if (route === undefined) {
    refuseUpgrade(socket, 404, 'Not Found');
    return;
  }
  upgraded.add(socket);
  socket.once('close', () => upgraded.delete(socket));
  route.handle(request, socket, head);
}
