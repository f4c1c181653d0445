/** One device of a fleet: the real agent over a store in memory and a screen that is only remembered. */
import {
  type Agent,
  type AgentObservation,
  type AgentPorts,
  type AgentSettings,
  createAgent,
  createBackoff,
  type EnrolOutcome,
  enrol,
  type LiveConnector,
  MemoryStore,
  notSupportedHere,
  type PlatformNotice,
  type Position,
  type Random,
  silentLog,
  type Transport,
  VirtualSurroundings,
} from '@sekisho/agent-core';
import type { FleetBooks } from './books/fleet-books.ts';
import { DeviceLine } from './device-line.ts';
import { createJourney } from './journey.ts';
import { beginLife, type DeviceLife } from './life/device-life.ts';
import type { FleetTime } from './life/fleet-time.ts';
import { createPersona, type Persona } from './persona.ts';
import { seededFraction } from './seeded-random.ts';
import { VirtualScreen } from './virtual-screen.ts';
import { virtualWipe } from './virtual-wipe.ts';

/** What all devices of a fleet share. */
export interface SharedPorts extends Pick<AgentPorts, 'clock' | 'timers'> {
  readonly bytes: Random['bytes'];
  readonly transport: Transport;
  readonly live: LiveConnector | null;
  /** Null: nothing is written down. */
  readonly books: FleetBooks | null;
  /** Null: every device is always on, and nothing happens to it by itself. */
  readonly time: FleetTime | null;
}

export interface DeviceOptions {
  readonly ports: SharedPorts;
  readonly settings: AgentSettings;
  readonly seed: number;
  readonly index: number;
  readonly observe: (device: SimulatedDevice, observation: AgentObservation) => void;
}

export class SimulatedDevice {
  readonly index: number;
  readonly screen = new VirtualScreen();
  readonly surroundings = new VirtualSurroundings();
  readonly store: MemoryStore;
  /** The highest number queued, and the highest that the server has said is stored. */
  lastQueued = 0;
  storedThrough = 0;
  /** Null before it is registered and while it is switched off. */
  agent: Agent | null = null;
  readonly #options: DeviceOptions;
  readonly #line: DeviceLine;
  readonly #random: Random;
  #life: DeviceLife | null = null;
  #lifeBegun = false;
  #stopped = false;

  constructor(options: DeviceOptions) {
    const { ports, seed, index } = options;
    this.index = index;
    this.#options = options;
    this.#line = new DeviceLine(ports.transport, ports.live);
    // When a device wants to do what follows from the seed; its nonces do not.
    this.#random = { bytes: ports.bytes, fraction: seededFraction(Math.imul(seed, 0xc2b2ae35) ^ index) };
    const { books } = ports;
    this.store = new MemoryStore(
      books === null ? {} : { beforeCommit: (change) => books.committed(this.id, index, change) },
    );
  }

  /** Null until it is registered. */
  get id(): string | null {
    return this.store.load().identity?.deviceId ?? null;
  }

  /** Registered, switched on and in the network. */
  get isReachable(): boolean {
    return this.agent !== null && this.#line.open;
  }

  /** Made anew at each look: it is wanted at registration and for inventory. */
  get persona(): Persona {
    return createPersona(this.#options.seed, this.index);
  }

  /** Registers, again and again until it is or may not, and starts. */
  async begin(serialNumber: string): Promise<EnrolOutcome> {
    const { ports, settings } = this.#options;
    const backoff = createBackoff(settings.backoff, () => this.#random.fraction());
    for (;;) {
      const outcome = await this.#enrol(serialNumber);
      if (outcome.ok) {
        this.switchOn();
        return outcome;
      }
      if (this.#stopped || isFinal(outcome.failure)) return outcome;
      const delayMs = backoff.next(outcome.retryAfterMs);
      await new Promise<void>((resolve) => void ports.timers.after(delayMs, resolve));
    }
  }

  /** As at a start of the machine: all that is left is in the store. */
  switchOn(): void {
    if (this.agent !== null || this.#stopped || this.id === null) return;
    this.agent = this.#createAgent();
    this.agent?.start();
  }

  /** At once: what is under way is never heard of again. */
  switchOff(): void {
    void this.agent?.stop();
    this.agent = null;
  }

  setReachable(reachable: boolean): void {
    this.#line.setOpen(reachable);
  }

  notice(notice: PlatformNotice): void {
    this.agent?.notice(notice);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#life?.end();
    await this.agent?.stop();
  }

  /** From now on it is on and in the network, whatever its day says. */
  endLife(): void {
    this.#lifeBegun = true;
    this.#life?.end();
    this.#life = null;
    this.setReachable(true);
    this.switchOn();
  }

  #enrol(serialNumber: string): Promise<EnrolOutcome> {
    const { ports, settings } = this.#options;
    return enrol({
      transport: ports.transport,
      clock: ports.clock,
      store: this.store,
      userAgent: settings.userAgent,
      timeoutMs: settings.requestTimeoutMs,
      facts: this.persona.facts,
      credential: { serialNumber },
      pinnedTrustHash: null,
    });
  }

  /** With the first answer: until then somebody stands beside it and waits. */
  #beginLife(): void {
    const { ports, seed } = this.#options;
    if (this.#lifeBegun || this.#stopped || ports.time === null) return;
    this.#lifeBegun = true;
    this.#life = beginLife(this, seed, ports.time, ports.timers);
  }

  #createAgent(): Agent | null {
    const { ports, settings, observe, seed } = this.#options;
    const { facts, logonUser } = this.persona;
    const reading = Promise.resolve({ facts, logonUser });
    return createAgent(
      {
        clock: ports.clock,
        timers: ports.timers,
        random: this.#random,
        transport: this.#line.transport,
        live: this.#line.live,
        store: this.store,
        network: null,
        log: silentLog,
        platform: {
          screen: this.screen,
          power: { shutDown: async () => void this.agent?.stop() },
          wipe: virtualWipe,
          ...this.surroundings.ports,
          facts: { read: () => reading },
          inventory: { collect: async () => this.#collectInventory() },
          updates: notSupportedHere,
          location: { locate: async () => ({ found: true, position: positionAt(ports, seed, this.index) }) },
        },
      },
      settings,
      (observation) => {
        this.#note(observation);
        observe(this, observation);
      },
    );
  }

  #collectInventory() {
    const version = this.#life?.inventoryVersion() ?? 0;
    this.#options.ports.books?.inventoryCollected(this.id ?? '', version);
    return this.persona.inventory(version);
  }

  #note(observation: AgentObservation): void {
    if (observation.type === 'items-queued') this.lastQueued = observation.items.at(-1)?.number ?? this.lastQueued;
    else if (observation.type === 'items-stored') this.storedThrough = observation.through;
    else if (observation.type === 'checked-in' && observation.outcome.ok) queueMicrotask(() => this.#beginLife());
    this.#options.ports.books?.observed(this.id ?? '', observation);
  }
}

/** Made anew at each look, every 15 minutes: nothing of it is kept. */
function positionAt({ clock }: SharedPorts, seed: number, index: number): Position {
  return createJourney(seed, index)(clock.read().wallMs);
}

/** A refusal that no waiting changes. */
function isFinal(failure: string): boolean {
  return failure === 'enrolment-refused' || failure === 'validation-failed' || failure.startsWith('trust-');
}
