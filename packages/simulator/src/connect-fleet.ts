/** The way of a whole fleet to one server: shared kept connections for calls, one socket each for live connections. */
import type { LiveConnector, Transport } from '@sekisho/agent-core';
import { createConnectionAgent, createLiveConnector, systemTimers } from '@sekisho/agent-core/node';
import { createLeanTransport } from './lean-transport.ts';

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
  /** Shared by all devices for their calls. */
  readonly connections?: number;
}

export function connectFleet(settings: FleetConnectionSettings): FleetConnection {
  const server = new URL(settings.serverUrl);
  const { rootCertificate, acceptAnyCertificate } = settings;
  const shared = { server, rootCertificate, acceptAnyCertificate };
  const transport = createLeanTransport({ ...shared, connections: settings.connections ?? 32, timers: systemTimers });
  const liveAgent = createConnectionAgent({ ...shared, proxy: null, maxSockets: Number.POSITIVE_INFINITY });
  return {
    transport,
    live: createLiveConnector({ server, agent: () => liveAgent }),
    close() {
      transport.close();
      liveAgent.destroy();
    },
  };
}
