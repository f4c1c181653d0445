/** GET /device/v1/live: a WebSocket over which the server says 'check in now', and nothing else. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade, type UpgradeRoute } from '../../platform/http/upgrade.ts';
import type { Log } from '../../platform/log.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Connections, LiveDevice } from './connections.ts';

/** By its token. */
interface ProvenDevice extends LiveDevice {
  readonly holder: number;
}

export interface LiveUpgradePorts {
  readonly log: Log;
  readonly connections: Connections;
  /** By the header `Authorization`. Throws `device-token-invalid`, `deregistered`. */
  readonly authenticate: (authorization: string | undefined) => Promise<ProvenDevice>;
  readonly isRevoked: (device: ProvenDevice) => boolean;
  readonly isStopping: () => boolean;
}

/** A device has nothing to say here; control frames fit. */
const maximumMessageBytes = 125;

export function createLiveUpgrade(ports: LiveUpgradePorts): UpgradeRoute {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maximumMessageBytes,
  });

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const device = await ports.authenticate(request.headers.authorization);
    if (socket.destroyed) return;
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = ports.connections.add(device, webSocket);
      webSocket.on('pong', connection.alive);
      webSocket.on('close', connection.gone);
      webSocket.on('message', () => webSocket.terminate());
      webSocket.on('error', () => webSocket.terminate());
      // Between the check of the token and now it may have become void, or the server been told to stop.
      if (ports.isRevoked(device)) ports.connections.closeDevice(device.deviceId);
      if (ports.isStopping()) ports.connections.closeAll();
    });
  }

  return {
    path: '/device/v1/live',
    handle(request, socket, head) {
      socket.on('error', () => socket.destroy());
      accept(request, socket, head).catch((cause: unknown) => {
        const status = cause instanceof SekishoError ? cause.status : 500;
        if (status >= 500) ports.log.error({ err: cause }, 'a live connection could not be opened');
        refuseUpgrade(socket, status, cause instanceof SekishoError ? cause.code : 'internal-error');
      });
    },
  };
}
