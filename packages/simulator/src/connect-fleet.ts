/** The way of a whole fleet to one server: shared kept connections for calls, one socket each for live connections. */
import type { LiveConnector, Transport } from '@sekisho/agent-core';
import {
  type ConnectionSettings,
  createConnectionAgent,
  createHttpsTransport,
  createLiveConnector,
} from '@sekisho/agent-core/node';

export interface FleetConnection {
  readonly transport: Transport;
  readonly live: LiveConnector;
  close(): void;
}

export interface FleetConnectionSettings {
  readonly serverUrl: string;
  /** PEM; null: the roots of the system. */
  readonly rootCertificate: string | null;
  readonly acceptAnyCertificate: boolean;
  readonly sockets?: number;
}

export function connectFleet(settings: FleetConnectionSettings): FleetConnection {
  const server = new URL(settings.serverUrl);
  const { rootCertificate, acceptAnyCertificate } = settings;
  const shared: Omit<ConnectionSettings, 'maxSockets'> = { server, rootCertificate, acceptAnyCertificate, proxy: null };
  const transport = createHttpsTransport({ ...shared, maxSockets: settings.sockets ?? 64 });
  const liveAgent = createConnectionAgent({ ...shared, maxSockets: Number.POSITIVE_INFINITY });
  return {
    transport,
    live: createLiveConnector({ server, agent: liveAgent }),
    close() {
      transport.close();
      liveAgent.destroy();
    },
  };
}
