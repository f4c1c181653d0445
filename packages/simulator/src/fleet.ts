/** A fleet of simulated devices in one process, on the real protocol and the real lock. */
import {
  type AgentObservation,
  type AgentSettings,
  defaultAgentSettings,
  type LiveConnector,
  type Transport,
} from '@sekisho/agent-core';
import { processClock, systemRandom, systemTimers } from '@sekisho/agent-core/node';
import type { FleetBooks } from './books/fleet-books.ts';
import { createLatencies, type LatencySummary } from './latencies.ts';
import { createFleetTime } from './life/fleet-time.ts';
import { type SharedPorts, SimulatedDevice } from './simulated-device.ts';

export interface FleetOptions {
  readonly devices: number;
  readonly serialNumber: string;
  readonly transport: Transport;
  /** Null: no live connections. */
  readonly live: LiveConnector | null;
  /** What the devices are, and when they do what, follows from it. */
  readonly seed?: number;
  /** Number of the first: a fleet in several processes is one fleet. */
  readonly firstIndex?: number;
  /** Days with a morning, a lunch break and an evening, at this speed; without it every device is always on. */
  readonly life?: { readonly beginsAtMs: number; readonly scale: number };
  /** Where everything that is said and acknowledged is written down. */
  readonly books?: FleetBooks;
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
  /** Switched on, in the network or not. */
  readonly on: number;
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
  screenShown(deviceId: string, screen: ShownOrNone): Promise<number>;
  statistics(): FleetStatistics;
  /** Devices of which an item was queued that the server has not said to have stored. */
  unacknowledged(): readonly SimulatedDevice[];
  /** Resolves when no device has anything left to tell. */
  acknowledged(): Promise<void>;
  /** Resolves when every device that is on and in the network has had a good answer to a check-in that was over after this call. */
  answered(): Promise<void>;
  /** All devices are on and in the network from now on. */
  endLife(): void;
  stop(): Promise<void>;
}

type ShownOrNone = SimulatedDevice['screen']['shown'];

const rampTickMs = 20;

interface ScreenWaiter {
  readonly screen: string;
  readonly shown: (atMs: number) => void;
}

export function createFleet(options: FleetOptions): Fleet {
  return new RunningFleet(options);
}

class RunningFleet implements Fleet {
  readonly devices: readonly SimulatedDevice[];
  readonly #options: FleetOptions;
  readonly #counts = { registered: 0, refused: 0, checkIns: 0, failedCheckIns: 0, itemsQueued: 0 };
  readonly #latencies = createLatencies();
  readonly #byId = new Map<string, SimulatedDevice>();
  readonly #inTouch = new Set<SimulatedDevice>();
  readonly #answered = new Set<Set<SimulatedDevice>>();
  readonly #connected = new Set<SimulatedDevice>();
  readonly #screenWaiters = new Map<string, readonly ScreenWaiter[]>();
  #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { transport, live, life, seed = 1, firstIndex = 0, books = null } = options;
    const time = life === undefined ? null : createFleetTime(systemTimers, life.beginsAtMs, life.scale);
    const { bytes } = systemRandom;
    const ports: SharedPorts = { clock: processClock, timers: systemTimers, bytes, transport, live, books, time };
    const settings: AgentSettings = {
      ...defaultAgentSettings,
      userAgent: 'Sekisho-Agent/simulator (linux; x64)',
      ...(options.intervalMs === undefined ? {} : { fixedIntervalMs: options.intervalMs }),
      ...options.settings,
    };
    const observe = (device: SimulatedDevice, observation: AgentObservation) => this.#note(device, observation);
    this.devices = Array.from(
      { length: options.devices },
      (_, index) => new SimulatedDevice({ ports, settings, seed, index: firstIndex + index, observe }),
    );
  }

  start(): void {
    this.#ramp(0, performance.now());
  }

  registered(): Promise<void> {
    return this.#until(() => {
      const counts = this.#counts;
      return counts.registered + counts.refused === this.devices.length && this.#inTouch.size >= counts.registered;
    });
  }

  byId(deviceId: string): SimulatedDevice | null {
    return this.#byId.get(deviceId) ?? null;
  }

  screenShown(deviceId: string, screen: ShownOrNone): Promise<number> {
    if (this.#byId.get(deviceId)?.screen.shown === screen) return Promise.resolve(performance.now());
    return new Promise((shown) => {
      this.#screenWaiters.set(deviceId, [...(this.#screenWaiters.get(deviceId) ?? []), { screen, shown }]);
    });
  }

  statistics(): FleetStatistics {
    return {
      ...this.#counts,
      on: this.devices.filter(({ agent }) => agent !== null).length,
      live: this.#connected.size,
      locked: this.devices.filter(({ screen }) => screen.shown !== 'none').length,
      itemsWaiting: this.devices.reduce((sum, device) => sum + device.store.itemCount(), 0),
      latency: this.#latencies.take(),
    };
  }

  unacknowledged(): readonly SimulatedDevice[] {
    return this.devices.filter((device) => device.store.itemCount() > 0);
  }

  acknowledged(): Promise<void> {
    return this.#until(() => this.unacknowledged().length === 0);
  }

  async answered(): Promise<void> {
    const since = new Set<SimulatedDevice>();
    this.#answered.add(since);
    await this.#until(() => this.devices.every((device) => !device.isReachable || since.has(device)));
    this.#answered.delete(since);
  }

  endLife(): void {
    for (const device of this.devices) device.endLife();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#announce();
    await Promise.all(this.devices.map((device) => device.stop()));
  }

  #note(device: SimulatedDevice, observation: AgentObservation): void {
    switch (observation.type) {
      case 'checked-in':
        this.#noteCheckIn(device, observation);
        break;
      case 'items-queued':
        this.#counts.itemsQueued += observation.items.length;
        break;
      case 'live':
        if (observation.state === 'connected') this.#connected.add(device);
        else this.#connected.delete(device);
        break;
      case 'screen':
        this.#tellScreen(device, observation.screen);
        break;
    }
    this.#options.observe?.(device, observation);
  }

  #noteCheckIn(device: SimulatedDevice, { outcome, tookMs }: Extract<AgentObservation, { type: 'checked-in' }>): void {
    // Switched off meanwhile: neither an answer nor a failure.
    if (!outcome.ok && outcome.failure === 'stopped') return;
    this.#latencies.add(tookMs);
    this.#counts.checkIns += 1;
    if (outcome.ok) {
      this.#inTouch.add(device);
      for (const since of this.#answered) since.add(device);
    } else this.#counts.failedCheckIns += 1;
    this.#announce();
  }

  #tellScreen(device: SimulatedDevice, screen: string): void {
    const id = device.id ?? '';
    const waiters = this.#screenWaiters.get(id);
    if (waiters === undefined) return;
    const left = waiters.filter((waiter) => waiter.screen !== screen);
    if (left.length === 0) this.#screenWaiters.delete(id);
    else this.#screenWaiters.set(id, left);
    for (const waiter of waiters) if (waiter.screen === screen) waiter.shown(performance.now());
  }

  /** Everybody who waits for the fleet looks again. */
  #announce(): void {
    if (this.#waiting.length === 0) return;
    const told = this.#waiting;
    this.#waiting = [];
    for (const look of told) look();
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#stopped) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #begin(device: SimulatedDevice): Promise<void> {
    const outcome = await device.begin(this.#options.serialNumber);
    if (outcome.ok) {
      this.#counts.registered += 1;
      this.#byId.set(outcome.identity.deviceId, device);
    } else this.#counts.refused += 1;
    this.#announce();
  }

  #ramp(next: number, startedMs: number): void {
    if (this.#stopped || next >= this.devices.length) return;
    const { rampPerSecond = 100 } = this.#options;
    const due = Math.floor(((performance.now() - startedMs) / 1000) * rampPerSecond) + 1;
    for (const device of this.devices.slice(next, due)) void this.#begin(device);
    systemTimers.after(rampTickMs, () => this.#ramp(Math.max(next, due), startedMs));
  }
}
