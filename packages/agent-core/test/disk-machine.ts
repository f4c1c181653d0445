/** Machines with the real agent on disks that can be copied, as kitting and virtual desktops do it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { expect } from 'vitest';
import {
  type Agent,
  createAgent,
  type DeviceStore,
  defaultAgentSettings,
  type EnrolmentCredential,
  enrol,
  notSupportedHere,
  silentLog,
  type Transport,
  VirtualSurroundings,
} from '../src/index.ts';
import { openSqliteStore, systemClock, systemRandom, systemTimers } from '../src/node/index.ts';
import { facts, inventory, VirtualScreen } from './world.ts';

export interface Hardware {
  /** Of the firmware; `null`: it has none. */
  readonly uuid: string | null;
  /** The computer's name. */
  readonly name: string;
}

/** Disks that are copied, and the machines that start from them. */
export class Disks {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sekisho-disks-'));
  readonly #transport: Transport;
  readonly #credential: EnrolmentCredential;
  readonly #machines: Machine[] = [];

  constructor(transport: Transport, credential: EnrolmentCredential) {
    this.#transport = transport;
    this.#credential = credential;
  }

  machine(hardware: Hardware, image?: Machine): Machine {
    const disk = join(this.#folder, `disk-${this.#machines.length}`);
    if (image !== undefined) cpSync(image.disk, disk, { recursive: true });
    const machine = new Machine(disk, hardware, this.#transport, this.#credential);
    this.#machines.push(machine);
    return machine;
  }

  async stopAll(): Promise<void> {
    for (const each of this.#machines) await each.stop();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** After it has parted, its agent begins anew as a real one's does. */
export class Machine {
  readonly disk: string;
  readonly screen = new VirtualScreen();
  parted = 0;
  agent: Agent | null = null;
  #store: DeviceStore | null = null;
  readonly #hardware: Hardware;
  readonly #transport: Transport;
  readonly #credential: EnrolmentCredential;

  constructor(disk: string, hardware: Hardware, transport: Transport, credential: EnrolmentCredential) {
    this.disk = disk;
    this.#hardware = hardware;
    this.#transport = transport;
    this.#credential = credential;
  }

  get #facts() {
    return { ...facts, computerName: this.#hardware.name, hardwareSerialNumber: '' };
  }

  async enrol(): Promise<this> {
    const store = openSqliteStore({ folder: this.disk, warn: () => {} });
    const outcome = await enrol({
      transport: this.#transport,
      clock: systemClock,
      store,
      userAgent: 'Sekisho-Agent/copies (linux; x64)',
      timeoutMs: 20_000,
      facts: this.#facts,
      credential: this.#credential,
      pinnedTrustHash: null,
    });
    store.close();
    expect(outcome).toMatchObject({ ok: true });
    return this;
  }

  start(): this {
    const store = openSqliteStore({ folder: this.disk, warn: () => {} });
    this.#store = store;
    const { uuid } = this.#hardware;
    const machine = uuid === null ? {} : { machine: uuid };
    this.agent = createAgent(
      {
        clock: systemClock,
        timers: systemTimers,
        random: systemRandom,
        store,
        transport: this.#transport,
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
