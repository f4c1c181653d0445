/** A device and its server under one clock: made, started, killed and started again in one call each. */
import type { ClientKind, DeviceFacts, InventoryContents, ScreenFault } from '@sekisho/contracts';
import { expect } from 'vitest';
import {
  type Agent,
  type AgentObservation,
  type AgentPorts,
  createAgent,
  type DeviceStore,
  defaultAgentSettings,
  enrol,
  type Item,
  MemoryStore,
  type Network,
  notSupportedHere,
  type PlatformPorts,
  type Screen,
  type ScreenContent,
  type ScreenEvent,
  silentLog,
  VirtualSurroundings,
} from '../src/index.ts';
import { FakeServer } from './fake-server.ts';
import { FakeTime, seededRandom, settle } from './fake-time.ts';

export const facts: DeviceFacts = {
  computerName: '経理-01',
  platform: 'linux',
  architecture: 'x64',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  manufacturer: 'Example',
  model: 'Model 1',
  hardwareSerialNumber: 'HW-1',
  addresses: ['192.0.2.7'],
  agentVersion: '0.1.0',
};

export const inventory: Partial<InventoryContents> = {
  users: { logonUser: 'hanako', sessions: [] },
  software: { packages: [] },
};

/** A screen that remembers; it dies with its process. */
export class VirtualScreen implements Screen {
  shown: ScreenContent['screen'] | 'none' = 'none';
  history: string[] = [];
  content: ScreenContent | null = null;
  failing: string | null = null;
  #listener: (event: ScreenEvent) => void = () => {};

  show(content: ScreenContent): void {
    const { screen } = content;
    if (this.failing !== null) {
      this.#listener({ type: 'failed', reason: this.failing });
      return;
    }
    this.shown = screen;
    this.content = content;
    this.history.push(screen);
    this.#listener({ type: 'shown', screen, by: 'own' });
  }
  hide(): void {
    this.shown = 'none';
    this.history.push('none');
    this.#listener({ type: 'hidden' });
  }
  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
  }
  tellFault(fault: ScreenFault, over = false): void {
    this.#listener({ type: 'fault', fault, over });
  }
  /** Somebody killed it. */
  die(reason: string): void {
    this.shown = 'none';
    this.#listener({ type: 'failed', reason });
  }
}

export interface WorldOptions {
  readonly store?: DeviceStore;
  readonly platform?: Partial<PlatformPorts>;
  readonly live?: boolean;
  readonly clientKind?: ClientKind;
  readonly network?: Network;
  /** False: as an installer that leaves the first inventory to its turn. */
  readonly inventoryAtOnce?: boolean;
  /** This is one more installation on its machine, with its server. */
  readonly after?: World;
}

export class World {
  readonly time: FakeTime;
  readonly server: FakeServer;
  readonly store: DeviceStore;
  readonly options: WorldOptions;
  readonly surroundings = new VirtualSurroundings();
  screen = new VirtualScreen();
  agent: Agent | null = null;
  observations: AgentObservation[] = [];
  facts = facts;
  inventory = inventory;

  #seed = 1;

  constructor(options: WorldOptions = {}) {
    this.options = options;
    this.time = options.after?.time ?? new FakeTime();
    this.server = options.after?.server ?? new FakeServer(() => this.time.trueMs);
    this.store = options.store ?? new MemoryStore();
  }

  ports(): AgentPorts {
    return {
      clock: this.time,
      timers: this.time,
      random: seededRandom(++this.#seed),
      store: this.store,
      transport: this.server.transport,
      live: this.options.live === false ? null : this.server.live,
      network: this.options.network ?? null,
      platform: {
        screen: this.screen,
        power: notSupportedHere,
        wipe: notSupportedHere,
        ...this.surroundings.ports,
        facts: { read: async () => ({ facts: this.facts, logonUser: 'hanako' }) },
        inventory: { collect: async () => this.inventory },
        location: notSupportedHere,
        updates: notSupportedHere,
        ...this.options.platform,
      },
      log: silentLog,
    };
  }

  enrol(serialNumber = this.server.serialNumber) {
    const { transport, clock } = this.ports();
    const tools = { transport, clock, store: this.store, userAgent: 'Sekisho-Agent/test', timeoutMs: 1_000 };
    return enrol({ ...tools, facts: this.facts, credential: { serialNumber }, pinnedTrustHash: null });
  }

  /** Starts the agent on what is stored; the screen of an earlier process is gone. */
  async start(): Promise<Agent> {
    this.screen = new VirtualScreen();
    const { clientKind = 'standard', inventoryAtOnce = true } = this.options;
    const settings = { ...defaultAgentSettings, userAgent: 'Sekisho-Agent/test', clientKind, inventoryAtOnce };
    const agent = createAgent(this.ports(), settings, (observation) => this.observations.push(observation));
    if (agent === null) throw new Error('not registered');
    this.agent = agent;
    agent.start();
    await settle();
    return agent;
  }

  /** As `kill -9`: nothing of the process goes on. */
  async kill(): Promise<void> {
    this.time.kill();
    const { agent } = this;
    this.agent = null;
    await agent?.stop();
    if (this.store.load().identity !== null) this.server.dropLive(this.device.id);
    this.screen = new VirtualScreen();
  }

  async enrolled(): Promise<this> {
    const outcome = await this.enrol();
    expect(outcome).toMatchObject({ ok: true });
    await this.start();
    return this;
  }

  get running(): Agent {
    if (this.agent === null) throw new Error('no agent is running');
    return this.agent;
  }

  get device() {
    return this.server.device(this.store.load().identity?.deviceId ?? '');
  }

  /** What the server has stored, in words: `done`, `locked`, `screen-shown` … */
  get told(): string[] {
    return this.device.items.map(wordOf);
  }

  eventsCalled(what: string) {
    return this.device.items.flatMap((item) => (item.kind === 'event' && item.what === what ? [item] : []));
  }

  checkIn() {
    const outcome = this.running.checkInNow();
    return outcome.then(async (value) => {
      await settle();
      return value;
    });
  }
}

function wordOf(item: Item): string {
  if (item.kind === 'location') return 'location';
  return item.kind === 'result' ? item.outcome : item.what;
}
