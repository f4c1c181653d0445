/** Live connections of this process, and the messages from the bus that concern them. */
import { availableParallelism } from 'node:os';
import type { Bus, Topic } from '../../platform/bus/bus.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import { type Connections, createConnections } from './connections.ts';
import { readWake, urgentDevices, wakeTopic } from './wake.ts';

export interface LivePorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Server processes of this machine; as many as it has cores unless said. */
  readonly workers: number | undefined;
  /** Payload: id of a device that has been deregistered. */
  readonly deviceRevoked: Topic<string>;
  /** A device of which another machine is the holder now. */
  readonly holderChanged: Topic<{ readonly deviceId: string; readonly holder: number }>;
}

export interface Live {
  readonly connections: Connections;
  /** Devices of an organization that are connected to this very process. */
  connectedIn(organizationId: string): readonly string[];
  /** Wakes those of the devices that are connected to this very process. */
  wakeHere(deviceIds: readonly string[]): void;
  isStopping(): boolean;
  start(): void;
  stop(): void;
}

export function createLive(ports: LivePorts): Live {
  const woken = ports.metrics.counter('sekisho_live_wakes_total', 'Devices told to check in');
  const open = ports.metrics.gauge('sekisho_live_connections', 'Live connections of this process');
  const connections = createConnections({
    clock: ports.clock,
    timers: ports.timers,
    processes: ports.workers ?? availableParallelism(),
    onWoken: (count) => woken.inc(count),
  });
  function wake(message: readonly string[]): void {
    const { deviceIds, trace } = readWake(message);
    if (deviceIds.length > urgentDevices) {
      connections.wake(deviceIds);
      return;
    }
    const span = ports.tracing.begin({ name: 'live wake', parent: trace });
    const devices = connections.wakeNow(deviceIds, span?.traceparent);
    // All processes hear it; the one that has the device tells of it.
    if (devices > 0) span?.end({ 'sekisho.devices': devices });
  }

  let subscriptions: (() => void)[] = [];
  let stopping = false;
  return {
    connections,
    connectedIn: connections.connectedIn,
    wakeHere: connections.wake,
    isStopping: () => stopping,
    start() {
      const countOpen = () => open.set(connections.size());
      subscriptions = [
        ports.bus.subscribe(wakeTopic, {
          onMessages: (messages) => {
            for (const message of messages) wake(message);
          },
          onGap: connections.wakeAll,
        }),
        ports.bus.subscribe(ports.deviceRevoked, {
          onMessages: (deviceIds) => {
            for (const deviceId of deviceIds) connections.closeDevice(deviceId);
          },
          // A device revoked meanwhile learns of it at the check-in it is now told to do.
          onGap: connections.wakeAll,
        }),
        // Whoever holds it now comes back at once, if the connection was its own.
        ports.bus.subscribe(ports.holderChanged, {
          onMessages: (changes) => {
            for (const { deviceId } of changes) connections.closeDevice(deviceId);
          },
        }),
        ports.timers.every(1_000, countOpen),
      ];
    },
    stop() {
      stopping = true;
      for (const end of subscriptions) end();
      connections.closeAll();
    },
  };
}
