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
  MemoryStore,
  type Position,
  silentLog,
  VirtualSurroundings,
} from '@sekisho/agent-core';
import { createJourney } from './journey.ts';
import { createPersona, type Persona } from './persona.ts';
import { VirtualScreen } from './virtual-screen.ts';
import { virtualWipe } from './virtual-wipe.ts';

/** What all devices of a fleet share. */
export type SharedPorts = Pick<AgentPorts, 'clock' | 'timers' | 'random' | 'transport' | 'live'>;

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
  readonly store = new MemoryStore();
  /** The highest number queued, and the highest that the server has said is stored. */
  lastQueued = 0;
  storedThrough = 0;
  agent: Agent | null = null;
  readonly #options: DeviceOptions;
  #stopped = false;

  constructor(options: DeviceOptions) {
    this.index = options.index;
    this.#options = options;
  }

  /** Null until it is registered. */
  get id(): string | null {
    return this.store.load().identity?.deviceId ?? null;
  }

  /** Made anew at each look: it is wanted at registration and for inventory. */
  get persona(): Persona {
    return createPersona(this.#options.seed, this.index);
  }

  /** Registers, again and again until it is or may not, and starts. */
  async begin(serialNumber: string): Promise<EnrolOutcome> {
    const { ports, settings } = this.#options;
    const backoff = createBackoff(settings.backoff, () => ports.random.fraction());
    for (;;) {
      const outcome = await this.#enrol(serialNumber);
      if (outcome.ok) {
        if (!this.#stopped) this.#start();
        return outcome;
      }
      if (this.#stopped || isFinal(outcome.failure)) return outcome;
      const delayMs = backoff.next(outcome.retryAfterMs);
      await new Promise<void>((resolve) => void ports.timers.after(delayMs, resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.agent?.stop();
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
      serialNumber,
      pinnedTrustHash: null,
    });
  }

  #start(): void {
    const { ports, settings, observe, seed } = this.#options;
    const { facts, logonUser } = this.persona;
    const reading = Promise.resolve({ facts, logonUser });
    this.agent = createAgent(
      {
        ...ports,
        store: this.store,
        network: null,
        log: silentLog,
        platform: {
          screen: this.screen,
          power: { shutDown: async () => void this.agent?.stop() },
          wipe: virtualWipe,
          ...this.surroundings.ports,
          facts: { read: () => reading },
          inventory: { collect: async () => this.persona.inventory() },
          location: { locate: async () => ({ found: true, position: positionAt(ports, seed, this.index) }) },
        },
      },
      settings,
      (observation) => {
        this.#note(observation);
        observe(this, observation);
      },
    );
    this.agent?.start();
  }

  #note(observation: AgentObservation): void {
    if (observation.type === 'items-queued') this.lastQueued = observation.items.at(-1)?.number ?? this.lastQueued;
    else if (observation.type === 'items-stored') this.storedThrough = observation.through;
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
