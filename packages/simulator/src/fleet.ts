/** A fleet of simulated devices in one process, on the real protocol and the real lock. */
import {
  type AgentObservation,
  type AgentSettings,
  defaultAgentSettings,
  type LiveConnector,
  type Transport,
} from '@sekisho/agent-core';
import { processClock, systemRandom, systemTimers } from '@sekisho/agent-core/node';
import { createLatencies, type LatencySummary } from './latencies.ts';
import { type SharedPorts, SimulatedDevice } from './simulated-device.ts';

export interface FleetOptions {
  readonly devices: number;
  readonly serialNumber: string;
  readonly transport: Transport;
  /** Null: no live connections. */
  readonly live: LiveConnector | null;
  /** What the devices are follows from it. */
  readonly seed?: number;
  /** Registrations begun in a second, evenly. */
  readonly rampPerSecond?: number;
  /** Instead of the server's interval. */
  readonly intervalMs?: number;
  readonly settings?: Partial<AgentSettings>;
  readonly observe?: (device: SimulatedDevice, observation: AgentObservation) => void;
}

export interface FleetStatistics {
  readonly registered: number;
  readonly refused: number;
  readonly live: number;
  readonly locked: number;
  readonly checkIns: number;
  readonly failedCheckIns: number;
  readonly itemsQueued: number;
  readonly itemsWaiting: number;
  /** Of the check-ins since the last look. */
  readonly latency: LatencySummary;
}

export interface Fleet {
  readonly devices: readonly SimulatedDevice[];
  start(): void;
  /** Resolves when every device has registered (or was refused for good) and those that did have checked in. */
  registered(): Promise<void>;
  byId(deviceId: string): SimulatedDevice | null;
  /** Resolves with the time (`performance.now()`) at which this device shows this screen; at once if it does. */
  screenShown(deviceId: string, screen: SimulatedDevice['screen']['shown']): Promise<number>;
  statistics(): FleetStatistics;
  /** Devices of which an item was queued that the server has not said to have stored. */
  unacknowledged(): readonly SimulatedDevice[];
  /** Resolves when no device has anything left to tell. */
  acknowledged(): Promise<void>;
  stop(): Promise<void>;
}

interface ScreenWaiter {
  readonly screen: string;
  readonly shown: (atMs: number) => void;
}

export function createFleet(options: FleetOptions): Fleet {
  const counts = { registered: 0, refused: 0, checkIns: 0, failedCheckIns: 0, itemsQueued: 0 };
  const latencies = createLatencies();
  const byId = new Map<string, SimulatedDevice>();
  const inTouch = new Set<SimulatedDevice>();
  const connected = new Set<SimulatedDevice>();
  const screenWaiters = new Map<string, ScreenWaiter[]>();
  let changed: (() => void)[] = [];
  let stopped = false;

  const ports: SharedPorts = {
    clock: processClock,
    timers: systemTimers,
    random: systemRandom,
    transport: options.transport,
    live: options.live,
  };
  const settings: AgentSettings = {
    ...defaultAgentSettings,
    userAgent: 'Sekisho-Agent/simulator (linux; x64)',
    ...(options.intervalMs === undefined ? {} : { fixedIntervalMs: options.intervalMs }),
    ...options.settings,
  };
  const devices = Array.from(
    { length: options.devices },
    (_, index) => new SimulatedDevice({ ports, settings, seed: options.seed ?? 1, index, observe: note }),
  );

  function note(device: SimulatedDevice, observation: AgentObservation): void {
    switch (observation.type) {
      case 'checked-in':
        latencies.add(observation.tookMs);
        counts.checkIns += 1;
        if (!observation.outcome.ok) counts.failedCheckIns += 1;
        else inTouch.add(device);
        announce();
        break;
      case 'items-queued':
        counts.itemsQueued += observation.items.length;
        break;
      case 'live':
        if (observation.state === 'connected') connected.add(device);
        else connected.delete(device);
        break;
      case 'screen':
        tellScreen(device, observation.screen);
        break;
    }
    options.observe?.(device, observation);
  }

  function tellScreen(device: SimulatedDevice, screen: string): void {
    const id = device.id ?? '';
    const waiting = screenWaiters.get(id);
    if (waiting === undefined) return;
    for (const waiter of waiting) if (waiter.screen === screen) waiter.shown(performance.now());
    screenWaiters.set(
      id,
      waiting.filter((waiter) => waiter.screen !== screen),
    );
  }

  /** Everybody who waits for the fleet looks again. */
  function announce(): void {
    if (changed.length === 0) return;
    const told = changed;
    changed = [];
    for (const look of told) look();
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds() && !stopped) await new Promise<void>((resolve) => changed.push(resolve));
  }

  async function begin(device: SimulatedDevice): Promise<void> {
    const outcome = await device.begin(options.serialNumber);
    if (outcome.ok) {
      counts.registered += 1;
      byId.set(outcome.identity.deviceId, device);
    } else counts.refused += 1;
    announce();
  }

  function ramp(next: number, startedMs: number): void {
    if (stopped || next >= devices.length) return;
    const perSecond = options.rampPerSecond ?? 100;
    const due = Math.min(devices.length, Math.floor(((performance.now() - startedMs) / 1000) * perSecond) + 1);
    for (const device of devices.slice(next, due)) void begin(device);
    systemTimers.after(20, () => ramp(Math.max(next, due), startedMs));
  }

  const unacknowledged = (): SimulatedDevice[] => devices.filter((device) => device.store.itemCount() > 0);
  return {
    devices,
    start: () => ramp(0, performance.now()),
    registered: () =>
      until(() => counts.registered + counts.refused === devices.length && inTouch.size >= counts.registered),
    byId: (deviceId) => byId.get(deviceId) ?? null,
    screenShown(deviceId, screen) {
      if (byId.get(deviceId)?.screen.shown === screen) return Promise.resolve(performance.now());
      return new Promise((shown) => {
        screenWaiters.set(deviceId, [...(screenWaiters.get(deviceId) ?? []), { screen, shown }]);
      });
    },
    statistics: () => ({
      ...counts,
      live: connected.size,
      locked: devices.filter(({ screen }) => screen.shown !== 'none').length,
      itemsWaiting: devices.reduce((sum, device) => sum + device.store.itemCount(), 0),
      latency: latencies.take(),
    }),
    unacknowledged,
    acknowledged: () => until(() => unacknowledged().length === 0),
    async stop() {
      stopped = true;
      announce();
      await Promise.all(devices.map((device) => device.stop()));
    },
  };
}
