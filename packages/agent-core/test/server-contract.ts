/** What an agent relies on in a server, as a suite: the fake of these tests and the real one keep the same promises. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Agent,
  type AgentObservation,
  createAgent,
  defaultAgentSettings,
  enrol,
  type LiveConnector,
  MemoryStore,
  notSupportedHere,
  silentLog,
  type Transport,
  TransportError,
  VirtualSurroundings,
} from '../src/index.ts';
import { systemClock, systemRandom, systemTimers } from '../src/node/index.ts';
import { facts, inventory, VirtualScreen } from './world.ts';

export interface ContractServer {
  readonly transport: Transport;
  readonly live: LiveConnector;
  readonly serialNumber: string;
  command(deviceId: string, kind: 'lock' | 'unlock'): Promise<string>;
  commandState(deviceId: string, commandId: string): Promise<string>;
  /** Makes the device's own settings newer, as saving its page does. */
  saveDevice(deviceId: string): Promise<void>;
  deregister(deviceId: string): Promise<void>;
  /** The device's events that are stored, oldest first. */
  events(deviceId: string): Promise<string[]>;
  inventorySections(deviceId: string): Promise<string[]>;
  computerName(deviceId: string): Promise<string>;
  close(): Promise<void>;
}

/** One device of the suite, with ways to meddle with its connection. */
class Subject {
  readonly store = new MemoryStore();
  readonly screen = new VirtualScreen();
  readonly surroundings = new VirtualSurroundings();
  readonly observations: AgentObservation[] = [];
  facts = { ...facts, hardwareSerialNumber: crypto.randomUUID() };
  /** Told of every answer; returning true loses it. */
  lose: (path: string, body: string) => boolean = () => false;
  agent: Agent | null = null;
  readonly #server: ContractServer;
  readonly #transport: Transport;

  constructor(server: ContractServer) {
    this.#server = server;
    this.#transport = {
      request: async (request) => {
        const answer = await server.transport.request(request);
        if (this.lose(request.path, request.body ?? '')) throw new TransportError('offline', 'lost');
        return answer;
      },
    };
  }

  enrol(serialNumber = this.#server.serialNumber) {
    return enrol({
      transport: this.#transport,
      clock: systemClock,
      store: this.store,
      userAgent: 'Sekisho-Agent/contract (linux; x64)',
      timeoutMs: 20_000,
      facts: this.facts,
      credential: { serialNumber },
      pinnedTrustHash: null,
    });
  }

  get id(): string {
    return this.store.load().identity?.deviceId ?? '';
  }

  start(live = true): Agent {
    const agent = createAgent(
      {
        clock: systemClock,
        timers: systemTimers,
        random: systemRandom,
        store: this.store,
        transport: this.#transport,
        live: live ? this.#server.live : null,
        network: null,
        platform: {
          screen: this.screen,
          power: notSupportedHere,
          wipe: notSupportedHere,
          ...this.surroundings.ports,
          facts: { read: async () => ({ facts: this.facts, logonUser: '花子' }) },
          inventory: { collect: async () => inventory },
          location: notSupportedHere,
          updates: notSupportedHere,
        },
        log: silentLog,
      },
      {
        ...defaultAgentSettings,
        userAgent: 'Sekisho-Agent/contract (linux; x64)',
        backoff: { baseMs: 50, capMs: 500 },
      },
      (observation) => this.observations.push(observation),
    );
    if (agent === null) throw new Error('not registered');
    this.agent = agent;
    agent.start();
    return agent;
  }

  async started(live = true): Promise<Agent> {
    expect(await this.enrol()).toMatchObject({ ok: true });
    const agent = this.start(live);
    expect(await agent.checkInNow()).toMatchObject({ ok: true });
    return agent;
  }
}

async function eventually(look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`never came to be: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function describeServerContract(name: string, makeServer: () => Promise<ContractServer>): void {
  describe(name, () => {
    let server: ContractServer;
    const subjects: Subject[] = [];
    const subject = (): Subject => {
      const made = new Subject(server);
      subjects.push(made);
      return made;
    };
    beforeAll(async () => {
      server = await makeServer();
    });
    afterAll(async () => {
      await Promise.all(subjects.map(({ agent }) => agent?.stop()));
      await server?.close();
    });

    test('a wrong serial number is refused with its code and a sentence', async () => {
      const outcome = await subject().enrol('AAAAA-AAAAA-AAAAA-AAAAA');
      expect(outcome).toMatchObject({ ok: false, failure: 'enrolment-refused', detail: expect.stringMatching(/./) });
    });

    test('a device registers, holds its settings, and what it tells is stored', async () => {
      const device = subject();
      const agent = await device.started();
      expect(agent.status()).toMatchObject({ mode: 'unlocked', policyCode: 'A01', lastFailure: null });
      await eventually(() => agent.status().waitingItems === 0);
      expect(await server.events(device.id)).toContain('started');
    });

    test('the same key is the same device', async () => {
      const device = subject();
      device.lose = () => true;
      expect(await device.enrol()).toMatchObject({ ok: false, failure: 'offline' });
      const { pendingKey } = device.store.load();
      device.lose = () => false;
      await device.enrol();
      const { id } = device;
      const again = subject();
      again.store.commit({ pendingKey: pendingKey ?? '' });
      await again.enrol();
      expect(again.id).toBe(id);
    });

    test('a lock reaches a live device at once, and so does the unlock', async () => {
      const device = subject();
      const agent = await device.started();
      await eventually(() => agent.status().live === 'connected');
      const lock = await server.command(device.id, 'lock');
      await eventually(() => device.screen.shown === 'remote');
      await eventually(async () => (await server.commandState(device.id, lock)) === 'done');
      await eventually(async () => (await server.events(device.id)).includes('screen-shown'));
      const unlock = await server.command(device.id, 'unlock');
      await eventually(() => device.screen.shown === 'none');
      await eventually(async () => (await server.commandState(device.id, unlock)) === 'done');
      expect((await server.events(device.id)).filter((what) => what === 'locked')).toHaveLength(1);
    });

    test('a command waits for a device that is not there; a later one supersedes it', async () => {
      const device = subject();
      const agent = await device.started(false);
      const lock = await server.command(device.id, 'lock');
      const unlock = await server.command(device.id, 'unlock');
      expect(await server.commandState(device.id, lock)).toBe('superseded');
      await agent.checkInNow();
      await eventually(async () => (await server.commandState(device.id, unlock)) === 'already');
      expect(device.screen.shown).toBe('none');
    });

    test('answers may be lost: nothing is done twice, nothing is told twice', async () => {
      const device = subject();
      const agent = await device.started(false);
      let lost = 0;
      device.lose = (path) => path.endsWith('/check-in') && lost++ % 2 === 0;
      const lock = await server.command(device.id, 'lock');
      await agent.checkInNow();
      await eventually(async () => (await server.commandState(device.id, lock)) === 'done');
      await eventually(() => agent.status().waitingItems === 0);
      expect((await server.events(device.id)).filter((what) => what === 'locked')).toHaveLength(1);
    });

    test('settings that were saved are fetched once', async () => {
      const device = subject();
      const agent = await device.started(false);
      const before = agent.status().settingsRevision;
      await server.saveDevice(device.id);
      await agent.checkInNow();
      const after = agent.status().settingsRevision;
      expect(after).toBeGreaterThan(before);
      await agent.checkInNow();
      expect(agent.status().settingsRevision).toBe(after);
    });

    test('inventory arrives, and changed facts with it', async () => {
      const device = subject();
      const agent = await device.started(false);
      const sent = () => device.observations.filter(({ type }) => type === 'inventory-sent').length;
      await eventually(() => sent() === 1);
      expect((await server.inventorySections(device.id)).sort()).toEqual(['software', 'users']);
      device.facts = { ...device.facts, computerName: '新しい名前' };
      await agent.checkInNow();
      expect(await server.computerName(device.id)).toBe('新しい名前');
      await eventually(() => sent() === 2);
    });

    test('a state that was lost is locked again in the same answer', async () => {
      const device = subject();
      const agent = await device.started(false);
      await server.command(device.id, 'lock');
      await agent.checkInNow();
      await eventually(() => agent.status().waitingItems === 0);
      await agent.stop();
      device.store.commit({ vital: { lock: null } as never });
      const shown: string[] = [];
      const restarted = device.start(false);
      shown.push(device.screen.shown);
      await restarted.checkInNow();
      shown.push(device.screen.shown);
      expect(shown).toEqual(['timer', 'remote']);
      expect(device.screen.history.slice(-2)).toEqual(['timer', 'remote']);
    });

    test('a token of nobody is refused and renewed', async () => {
      const device = subject();
      await device.started(false);
      const headers = { authorization: 'Bearer bm9ib2R5.bm9ib2R5', 'content-type': 'application/json' };
      const answer = await server.transport.request({
        method: 'POST',
        path: '/device/v1/check-in',
        headers,
        body: '{}',
        timeoutMs: 20_000,
      });
      expect([400, 401]).toContain(answer.status);
    });

    test('a device that is deregistered hears it signed, opens, and is heard no more', async () => {
      const device = subject();
      const agent = await device.started();
      await eventually(() => agent.status().live === 'connected');
      await server.command(device.id, 'lock');
      await eventually(() => device.screen.shown === 'remote');
      await server.deregister(device.id);
      await eventually(() => agent.status().mode === 'deregistered');
      expect(device.screen.shown).toBe('none');
      expect(device.observations.at(-1)).toEqual({ type: 'deregistered' });
    });
  });
}
