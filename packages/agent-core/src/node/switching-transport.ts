/**
 * A transport with more than one way to the server: the wanted one, and one that is known to lead there. A proxy that was mistyped, or is
 * down, must not cut a device off (N16).
 */
import { type Transport, type TransportAnswer, TransportError, type TransportRequest } from '../ports/transport.ts';
import type { ConnectionAgent } from './connection.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { createHttpsTransport, type HttpsTransport } from './https-transport.ts';

/** A proxy, or `null` for the way without one. */
export type Way = URL | null;

export interface WayListener {
  /** The server itself answered by this way. */
  worked(way: Way): void;
  /** A way did not lead there; told at every attempt. */
  failed(way: Way, error: TransportError): void;
  /** From now on everything goes by another way: what is kept open by an older one is to be closed. */
  switched(): void;
}

export interface SwitchingOptions extends Omit<ConnectionSettings, 'proxy'> {
  readonly listener: WayListener;
  readonly nowMs: () => number;
  /** While another way serves, the wanted one is tried again this often. */
  readonly retryWantedMs: number;
}

export interface SwitchingTransport extends Required<Transport> {
  /** Of the way in use. */
  readonly agent: () => ConnectionAgent;
  readonly current: () => Way;
  /** The wanted way first. What is under way by one that is gone is cut, and asked for again by whoever asked. */
  use(ways: readonly [Way, ...Way[]]): void;
  close(): void;
}

interface Lane {
  readonly way: Way;
  readonly transport: HttpsTransport;
}

/** Nothing came from the server: another way may lead there. A lost answer may be asked for again, as the protocol has it. */
const worthAnotherWay: ReadonlySet<string> = new Set([
  'offline',
  'timeout',
  'proxy-auth-required',
  'proxy-failed',
  'tls',
]);

const nameOf = (way: Way): string => way?.href ?? '';

export function createSwitchingTransport(
  options: SwitchingOptions,
  ways: readonly [Way, ...Way[]],
): SwitchingTransport {
  const { listener, nowMs, retryWantedMs, ...connection } = options;
  let datesAt: () => number | null = () => null;
  const laneOf = (way: Way): Lane => {
    const transport = createHttpsTransport({ ...connection, proxy: way });
    transport.judgeDatesAt(() => datesAt());
    return { way, transport };
  };
  let lanes: readonly Lane[] = distinct(ways).map(laneOf);
  let current = lanes[0] as Lane;
  let retryAtMs = 0;

  /** The way in use first, but for the moment at which the wanted one is tried again. */
  function inOrder(): readonly Lane[] {
    const wanted = lanes[0] as Lane;
    if (current === wanted || nowMs() >= retryAtMs) return lanes;
    return [current, ...lanes.filter((lane) => lane !== current)];
  }

  function enter(lane: Lane): void {
    if (lane === current || !lanes.includes(lane)) return;
    current = lane;
    listener.switched();
  }

  async function attempt(lane: Lane, request: TransportRequest): Promise<TransportAnswer | TransportError> {
    try {
      const answer = await lane.transport.request(request);
      enter(lane);
      if (lanes.includes(lane)) listener.worked(lane.way);
      return answer;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (lane === lanes[0]) retryAtMs = nowMs() + retryWantedMs;
      if (lanes.includes(lane)) listener.failed(lane.way, error);
      return error;
    }
  }

  return {
    agent: () => current.transport.agent,
    current: () => current.way,
    judgeDatesAt: (now) => {
      datesAt = now;
    },
    async request(request) {
      let first: TransportError | null = null;
      for (const lane of inOrder()) {
        const outcome = await attempt(lane, request);
        if (!(outcome instanceof TransportError)) return outcome;
        first ??= outcome;
        if (!worthAnotherWay.has(outcome.kind)) break;
      }
      throw first ?? new TransportError('offline', 'there is no way to the server');
    },
    use(next) {
      const before = lanes;
      const known = new Map(before.map((lane) => [nameOf(lane.way), lane]));
      lanes = distinct(next).map((way) => known.get(nameOf(way)) ?? laneOf(way));
      retryAtMs = 0;
      const wanted = lanes[0] as Lane;
      if (wanted !== current) {
        current = wanted;
        listener.switched();
      }
      for (const lane of before) if (!lanes.includes(lane)) lane.transport.close();
    },
    close() {
      for (const lane of lanes) lane.transport.close();
    },
  };
}

function distinct(ways: readonly Way[]): Way[] {
  return [...new Map(ways.map((way) => [nameOf(way), way])).values()];
}
