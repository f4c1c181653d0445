/** The live connections of this process: one per device, checked for life in turn, woken at once or at a bounded pace. */
import type { LiveMessage, Traceparent } from '@sekisho/contracts';
import type { Cancel, Clock, Timers } from '../../platform/clock.ts';
import { createTurns } from './turns.ts';

/** What is needed of a WebSocket. */
export interface LiveSocket {
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface LiveDevice {
  readonly organizationId: string;
  readonly deviceId: string;
}

export interface Connections {
  /** An older connection of the same device is closed. Returns what to call at each sign of life, and at the end. */
  add(device: LiveDevice, socket: LiveSocket): { alive(): void; gone(): void };
  connectedIn(organizationId: string): readonly string[];
  /**
   * However many others are on their way: for the few somebody is waiting for. Returns how many are here.
   * @param trace what their check-ins belong to
   */
  wakeNow(deviceIds: readonly string[], trace?: Traceparent): number;
  /** As many a second as the server has room for. */
  wake(deviceIds: readonly string[]): void;
  /** After messages may have been lost: everybody. */
  wakeAll(): void;
  closeDevice(deviceId: string): void;
  /** With a word about when to come back: everybody at a moment of their own. */
  closeAll(): void;
  size(): number;
}

interface Connection extends LiveDevice {
  readonly socket: LiveSocket;
  alive: boolean;
}

/** In each second a thirtieth of the connections: pings and their answers make no wave. */
const pingTurns = 30;
const pingPauseMs = 1_000;
/** By all processes of a machine together, so that everybody woken finds a server with room: 100,000 in eight seconds. */
export const wakesPerSecond = 12_500;
const wakePauseMs = 50;
const leastReturnMs = 2_000;
/** So many a second, of each process that stops. */
const returnsPerSecond = 2_000;
const checkInNow = wakeText();

function wakeText(traceparent?: Traceparent): string {
  const trace = traceparent === undefined ? {} : { traceparent };
  return JSON.stringify({ type: 'check-in', ...trace } satisfies LiveMessage);
}

/** Close codes of our own, for the agent's log. */
export const closeCodes = { replaced: 4000, deregistered: 4001, stopping: 1001 } as const;

export interface ConnectionsOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  /** Server processes of this machine, which share its pace. */
  readonly processes: number;
  readonly onWoken: (count: number) => void;
}

export function createConnections({ clock, timers, processes, onWoken }: ConnectionsOptions): Connections {
  const wakesPerMs = wakesPerSecond / 1000 / processes;
  const byDevice = new Map<string, Connection>();
  const byOrganization = new Map<string, Set<string>>();
  /** In the order in which they are to be woken; a device stands in it once. */
  const waking = new Set<string>();
  const pinged = createTurns<Connection>(pingTurns);
  let cancelPings: Cancel | null = null;
  let pacing = false;
  /** So many may be woken now; it grows with the time. */
  let room = wakesPerMs * wakePauseMs;
  let countedAtMs = clock.monotonicMs();

  function remove(connection: Connection): void {
    if (byDevice.get(connection.deviceId) !== connection) return;
    byDevice.delete(connection.deviceId);
    pinged.remove(connection);
    const devices = byOrganization.get(connection.organizationId);
    devices?.delete(connection.deviceId);
    if (devices?.size === 0) byOrganization.delete(connection.organizationId);
    if (byDevice.size > 0) return;
    cancelPings?.();
    cancelPings = null;
  }

  function pingSome(): void {
    for (const connection of pinged.next()) {
      if (!connection.alive) {
        remove(connection);
        connection.socket.terminate();
        continue;
      }
      connection.alive = false;
      connection.socket.ping();
    }
  }

  /** At most `limit` of those that are here. */
  function send(deviceIds: Iterable<string>, limit: number, text = checkInNow): number {
    let woken = 0;
    for (const deviceId of deviceIds) {
      if (woken === limit) break;
      waking.delete(deviceId);
      const connection = byDevice.get(deviceId);
      if (connection === undefined) continue;
      connection.socket.send(text);
      woken += 1;
    }
    onWoken(woken);
    return woken;
  }

  function wakeSome(): void {
    const nowMs = clock.monotonicMs();
    // A turn that comes late makes up for nothing: a machine with too much to do is not given more.
    room = Math.min(room + wakesPerMs * (nowMs - countedAtMs), wakesPerMs * wakePauseMs);
    countedAtMs = nowMs;
    // However many processes share the pace, each turn wakes somebody.
    room -= send(waking, Math.max(pacing ? 1 : 0, Math.floor(room)));
    pacing = false;
    if (waking.size > 0) pace();
  }

  function pace(): void {
    pacing = true;
    timers.after(wakePauseMs, wakeSome);
  }

  function wake(deviceIds: Iterable<string>): void {
    for (const deviceId of deviceIds) if (byDevice.has(deviceId)) waking.add(deviceId);
    if (!pacing && waking.size > 0) wakeSome();
  }

  return {
    add({ organizationId, deviceId }, socket) {
      const connection: Connection = { organizationId, deviceId, socket, alive: true };
      const before = byDevice.get(deviceId);
      byDevice.set(deviceId, connection);
      pinged.add(connection);
      if (before !== undefined) pinged.remove(before);
      before?.socket.close(closeCodes.replaced, 'replaced by a newer connection');
      const devices = byOrganization.get(organizationId) ?? new Set<string>();
      byOrganization.set(organizationId, devices.add(deviceId));
      cancelPings ??= timers.every(pingPauseMs, pingSome);
      return {
        alive() {
          connection.alive = true;
        },
        gone: () => remove(connection),
      };
    },
    connectedIn: (organizationId) => [...(byOrganization.get(organizationId) ?? [])],
    wakeNow: (deviceIds, trace) => send(deviceIds, Number.POSITIVE_INFINITY, wakeText(trace)),
    wake,
    wakeAll: () => wake(byDevice.keys()),
    closeDevice(deviceId) {
      byDevice.get(deviceId)?.socket.close(closeCodes.deregistered, 'deregistered');
    },
    closeAll() {
      const withinMs = Math.max(leastReturnMs, Math.ceil((byDevice.size / returnsPerSecond) * 1_000));
      const goodbye = JSON.stringify({ type: 'reconnect', withinMs } satisfies LiveMessage);
      for (const { socket } of [...byDevice.values()]) {
        socket.send(goodbye);
        socket.close(closeCodes.stopping, 'server stops');
      }
    },
    size: () => byDevice.size,
  };
}
