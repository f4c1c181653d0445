/** A disk that was copied, with its registered agent on it: each machine becomes a device of its own, once, against the real server (I32). */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Agent,
  createAgent,
  type DeviceStore,
  defaultAgentSettings,
  enrol,
  notSupportedHere,
  silentLog,
  VirtualSurroundings,
} from '../src/index.ts';
import { openSqliteStore, systemClock, systemRandom, systemTimers } from '../src/node/index.ts';
import { makeRealServer } from './real-server.ts';
import type { ContractServer } from './server-contract.ts';
import { facts, inventory, VirtualScreen } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sekisho-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let disks = 0;

/** A machine that starts from a disk; after it has parted, its agent begins anew as a real one's does. */
class Machine {
  readonly disk = join(folder, `disk-${++disks}`);
  readonly screen = new VirtualScreen();
  parted = 0;
  agent: Agent | null = null;
  #store: DeviceStore | null = null;
  readonly #server: ContractServer;
  /** Of the firmware; `null`: it has none. */
  readonly #uuid: string | null;

  constructor(server: ContractServer, uuid: string | null, image?: Machine) {
    this.#server = server;
    this.#uuid = uuid;
    if (image !== undefined) cpSync(image.disk, this.disk, { recursive: true });
  }

  get #facts() {
    return { ...facts, computerName: `PC-${this.#uuid}`, hardwareSerialNumber: '' };
  }

  async enrol(): Promise<this> {
    const store = openSqliteStore({ folder: this.disk, warn: () => {} });
    const outcome = await enrol({
      transport: this.#server.transport,
      clock: systemClock,
      store,
      userAgent: 'Sekisho-Agent/copies (linux; x64)',
      timeoutMs: 20_000,
      facts: this.#facts,
      credential: { serialNumber: this.#server.serialNumber },
      pinnedTrustHash: null,
    });
    store.close();
    expect(outcome).toMatchObject({ ok: true });
    return this;
  }

  start(): this {
    const store = openSqliteStore({ folder: this.disk, warn: () => {} });
    this.#store = store;
    const machine = this.#uuid === null ? {} : { machine: this.#uuid };
    this.agent = createAgent(
      {
        clock: systemClock,
        timers: systemTimers,
        random: systemRandom,
        store,
        transport: this.#server.transport,
        live: null,
        network: null,
        platform: {
          screen: this.screen,
          power: notSupportedHere,
          wipe: notSupportedHere,
          ...new VirtualSurroundings().ports,
          facts: { read: async () => ({ facts: this.#facts, logonUser: null, ...machine }) },
          inventory: { collect: async () => inventory },
          location: notSupportedHere,
          updates: notSupportedHere,
        },
        log: silentLog,
        parted: () => {
          this.parted += 1;
          void this.stop().then(() => this.start());
        },
      },
      { ...defaultAgentSettings, userAgent: 'Sekisho-Agent/copies (linux; x64)', backoff: { baseMs: 50, capMs: 500 } },
    );
    this.agent?.start();
    return this;
  }

  async stop(): Promise<void> {
    const { agent } = this;
    this.agent = null;
    await agent?.stop();
    this.#store?.close();
    this.#store = null;
  }

  get id(): string {
    return this.agent?.status().deviceId ?? '';
  }

  /** Checked in as whatever it is now. */
  async inTouch(): Promise<this> {
    await eventually(
      () => this.agent?.checkInNow() ?? Promise.resolve(null),
      (outcome) => outcome?.ok === true,
    );
    return this;
  }

  /** Proves itself anew, as a start does. */
  async restart(): Promise<this> {
    await this.stop();
    return this.start().inTouch();
  }
}

describe('a copied disk', () => {
  let server: ContractServer;
  const machines: Machine[] = [];
  const machine = (uuid: string | null, image?: Machine): Machine => {
    const made = new Machine(server, uuid, image);
    machines.push(made);
    return made;
  };
  beforeAll(async () => {
    server = await makeRealServer();
  });
  afterEach(async () => {
    for (const each of machines.splice(0)) await each.stop();
  });
  afterAll(() => server?.close());

  test('in other machines is noticed at once: each becomes a device of its own, the master stays what it was', async () => {
    const master = await (await machine('uuid-master').enrol()).start().inTouch();
    const { id } = master;
    await master.stop();
    const clones = await Promise.all(
      ['uuid-1', 'uuid-2', 'uuid-3'].map((uuid) => machine(uuid, master).start().inTouch()),
    );
    expect((await master.start().inTouch()).id).toBe(id);
    const ids = [id, ...clones.map((clone) => clone.id)];
    expect(new Set(ids).size).toBe(4);
    expect(clones.map(({ parted }) => parted)).toEqual([1, 1, 1]);
    for (const each of [master, ...clones]) await each.restart();
    expect([master, ...clones].map((each) => each.id)).toEqual(ids);
    expect(await server.computerName(clones[0]?.id ?? '')).toBe('PC-uuid-1');
    await eventually(
      () => server.inventorySections(clones[0]?.id ?? ''),
      (sections) => sections.length === 2,
    );
  });

  test('in machines that nothing tells apart is noticed when both have spoken, and only one of them parts', async () => {
    const master = await (await machine(null).enrol()).start().inTouch();
    await master.stop();
    const twins = [await machine(null, master).start().inTouch(), await machine(null, master).start().inTouch()];
    for (let round = 0; round < 4; round += 1) for (const twin of twins) await twin.restart();
    expect(twins.map(({ parted }) => parted).toSorted()).toEqual([0, 1]);
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
  });

  test('of a device that is locked shares its lock; it parts when both are free again', async () => {
    const master = await (await machine('uuid-locked').enrol()).start().inTouch();
    const { id } = master;
    await server.command(id, 'lock');
    await master.inTouch();
    await eventually(
      () => master.screen.shown,
      (shown) => shown === 'remote',
    );
    await master.inTouch();
    await master.stop();
    const copy = await machine('uuid-thief', master).start().inTouch();
    expect([copy.id, copy.screen.shown, copy.parted]).toEqual([id, 'remote', 0]);
    await server.command(id, 'unlock');
    await copy.inTouch();
    await eventually(
      () => copy.screen.shown,
      (shown) => shown === 'none',
    );
    await copy.inTouch();
    await copy.restart();
    expect(copy.id).not.toBe(id);
    expect(copy.parted).toBe(1);
  });
});
