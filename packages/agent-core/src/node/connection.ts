/** Connections to the server: TLS under the pinned root, through a proxy's CONNECT where there is one, kept alive between calls. */
import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { type ConnectionSettings, pinnedRoot, tlsOptions } from './connection-settings.ts';
import { connectJudged, validAt } from './judged-connection.ts';
import { openTunnel } from './tunnel.ts';

export type ConnectionAgent = HttpAgent | HttpsAgent;

const handshakeTimeoutMs = 15_000;

export function createConnectionAgent(settings: ConnectionSettings): ConnectionAgent {
  const keepAlive = {
    keepAlive: true,
    maxSockets: settings.maxSockets,
    maxFreeSockets: settings.maxSockets,
    timeout: 0,
  };
  if (settings.server.protocol === 'http:') return new HttpAgent(keepAlive);
  return new ServerAgent({ ...keepAlive, ...tlsOptions(settings) }, settings);
}

type SocketCallback = (error: Error | null, socket: Duplex) => void;

class ServerAgent extends HttpsAgent {
  readonly #settings: ConnectionSettings;
  /** Where no root is pinned, the dates are left to OpenSSL and the wall clock. */
  readonly #datesAt: () => number | null;
  constructor(options: AgentOptions, settings: ConnectionSettings) {
    super(options);
    this.#settings = settings;
    this.#datesAt = (pinnedRoot(settings) === null ? undefined : settings.datesAt) ?? (() => null);
  }
  override createConnection(options: RequestOptions, callback: SocketCallback = () => {}): Duplex | null | undefined {
    const at = this.#datesAt();
    if (at === null && this.#settings.proxy === null) return super.createConnection(options, callback);
    const connected =
      at === null ? this.#throughProxy(options) : connectJudged(this.#settings, handshakeTimeoutMs, validAt(at));
    connected.then(
      (socket) => callback(null, socket),
      // On an error nobody looks at the socket; the type wants one.
      (error: Error) => callback(error, undefined as unknown as Duplex),
    );
    return undefined;
  }

  async #throughProxy(options: RequestOptions): Promise<Duplex> {
    const host = String(options.host);
    const socket = await openTunnel(this.#settings.proxy as URL, host, Number(options.port));
    return tlsConnect({ servername: nameOf(host), ...(options as ConnectionOptions), socket });
  }
}

/** A server is named in the handshake by name only. */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}
