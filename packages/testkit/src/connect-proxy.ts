/** A real, small HTTP proxy that knows CONNECT alone: it tunnels, refuses, or wants a user name, as it is told. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ConnectProxy extends AsyncDisposable {
  /** `host:port`, as a person types it. */
  readonly address: string;
  /** 200 tunnels; anything else is the answer. */
  status: number;
  /** Targets that were asked for, in order. */
  readonly asked: string[];
  /** `Proxy-Authorization` of each, where there was one. */
  readonly credentials: (string | undefined)[];
  /** Cuts every tunnel and hears nobody any more, until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** @param host `::1` for one that is reached by IPv6 */
export async function startConnectProxy(host = '127.0.0.1'): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  let port = 0;
  const server = createServer();
  server.on('connection', keep);
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  port = (server.address() as AddressInfo).port;
  const proxy: ConnectProxy = {
    address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    status: 200,
    asked: [],
    credentials: [],
    stop,
    start: listen,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await stop();
    },
  };
  server.on('connect', (request, socket: Socket) => {
    const target = new URL(`http://${request.url}`);
    proxy.asked.push(request.url ?? '');
    proxy.credentials.push(request.headers['proxy-authorization']);
    if (proxy.status !== 200) return void socket.end(`HTTP/1.1 ${proxy.status} No\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect(Number(target.port || 80), target.hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    keep(onward);
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  return proxy;
}
