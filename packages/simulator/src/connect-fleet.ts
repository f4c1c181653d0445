/** The way of a whole fleet to one server: shared kept connections for calls, one socket each for live connections. */
import type { LiveConnector, Transport } from '@sekisho/agent-core';
import { liveKeyExchanges, systemTimers } from '@sekisho/agent-core/node';
import { createLeanLive } from './lean-live.ts';
import { createLeanTransport } from './lean-transport.ts';
import { localAddressOf } from './open-socket.ts';

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
  /** Number of this process, from 0, where several hold one fleet. */
  readonly part?: number;
}

export function connectFleet(settings: FleetConnectionSettings): FleetConnection {
  const { rootCertificate, acceptAnyCertificate, connections = 32, part } = settings;
  const server = new URL(settings.serverUrl);
  const localAddress = part === undefined ? undefined : localAddressOf(server, part);
  const address = {
    server,
    rootCertificate,
    acceptAnyCertificate,
    ...(localAddress === undefined ? {} : { localAddress }),
  };
  const transport = createLeanTransport({ ...address, connections, timers: systemTimers });
  const live = createLeanLive({ ...address, keyExchanges: liveKeyExchanges, timers: systemTimers });
  return {
    transport,
    live,
    close() {
      transport.close();
      live.close();
    },
  };
}
