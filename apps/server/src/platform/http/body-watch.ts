/** Bodies under way: whoever dribbles one is cut off after a minute, but not whoever sends a large file over a slow line. */
import type { IncomingMessage } from 'node:http';
import type { Cancel, Timers } from '../clock.ts';

declare module 'node:http' {
  interface IncomingMessage {
    /** Its body is read as it comes: it may take as long as it goes on coming. */
    isStreamed?: boolean;
  }
}

const lookEveryMs = 5_000;
/** A minute. */
const looksWaited = 12;

interface Awaited {
  /** How often it was looked at in vain. */
  looks: number;
  /** That its connection had brought at the last look. */
  bytes: number;
}

export interface BodyWatch {
  start(): void;
  stop(): void;
  began(request: IncomingMessage): void;
  /** What is answered before all of it has come goes on being watched. */
  answered(request: IncomingMessage): void;
}

export function createBodyWatch(timers: Timers): BodyWatch {
  const underWay = new Map<IncomingMessage, Awaited>();
  let cancel: Cancel = () => {};

  function look(): void {
    for (const [request, awaited] of underWay) {
      const { socket, complete, isStreamed = false } = request;
      if (complete || socket.destroyed) {
        underWay.delete(request);
        continue;
      }
      const goesOn = isStreamed && socket.bytesRead > awaited.bytes;
      awaited.looks = goesOn ? 0 : awaited.looks + 1;
      awaited.bytes = socket.bytesRead;
      if (awaited.looks > looksWaited) socket.destroy();
    }
  }

  return {
    start() {
      cancel = timers.every(lookEveryMs, look);
    },
    stop: () => cancel(),
    began(request) {
      const { headers } = request;
      const length = headers['content-length'] ?? '0';
      if (length !== '0' || headers['transfer-encoding'] !== undefined) underWay.set(request, { looks: 0, bytes: 0 });
    },
    answered(request) {
      if (request.complete) underWay.delete(request);
    },
  };
}
