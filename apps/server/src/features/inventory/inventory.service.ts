/** Inventory: taken from devices section by section, only what has changed; shown to people. */
import type { DeviceInventory, InventoryRequest } from '@sekisho/contracts';
import { createGather } from '../../platform/batches/gather.ts';
import { lanesOf } from '../../platform/batches/lanes.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { planInventory, type ReadSection, readSection, type SectionToStore } from './inventory.rules.ts';
import * as store from './inventory.store.ts';
import { packContent, unpackContent } from './packing.ts';

export interface Inventory {
  /**
   * Names of sections to be sent whole. Throws `unknown-inventory-section`, `validation-failed`, `service-unavailable`, and as `refusalFor` says.
   * @param isGone whether the device has given up meanwhile: it may have sent a newer one elsewhere, so this one is not stored any more
   */
  take(device: store.Teller, request: InventoryRequest, isGone: () => boolean): Promise<string[]>;
  /** Sections that all came whole, ready to be stored. Throws `unknown-inventory-section`, `validation-failed`. */
  prepare(request: InventoryRequest): Promise<PreparedSections>;
  /** For whoever writes more about these devices in the same transaction; none of them is there twice. */
  storeWithin(tx: Tx, devices: readonly store.SectionsOfDevice[], at: Date): Promise<void>;
  of(device: store.DeviceKey): Promise<DeviceInventory['sections']>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export type PreparedSections = readonly store.PackedSection[];

export interface InventoryPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly settings: Pick<Settings, 'sharded'>;
  /** Why a device that is not active is refused; of device tokens. */
  readonly refusalFor: (deviceId: string) => Promise<SekishoError>;
}

const bytesPerKiB = 1024;

/** Throws where one of the sections has a fault, with all of them. */
function readSections(request: InventoryRequest): readonly ReadSection[] {
  const names = request.sections.map((section) => section.name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  const read = request.sections.map(readSection);
  const faults = read.filter((section) => 'pointer' in section);
  if (twice >= 0) faults.push({ code: 'validation-failed', pointer: `/sections/${twice}/name` });
  const [first] = faults;
  if (first !== undefined) throw new SekishoError(first.code, { errors: faults });
  return read.filter((section) => 'name' in section);
}

const packed = async (section: SectionToStore): Promise<store.PackedSection> => ({
  ...section,
  ...(await packContent(section)),
});

const lengthOf = ({ content, packed: bytes }: store.PackedSection) => content.length + (bytes?.length ?? 0);

interface Waiting extends store.SectionsOfDevice {
  readonly isGone: () => boolean;
}

/** `not-active`: the device has been deregistered meanwhile, or its record has another holder. */
type Outcome = 'stored' | 'not-active' | 'given-up';

async function storeThose(tx: Tx, all: readonly Waiting[], at: Date): Promise<Outcome[]> {
  const awaited = all.filter(({ isGone }) => !isGone());
  const stored = await store.upsertSections(tx, awaited, at);
  const outcomes = new Map(
    awaited.map((one, index) => [one, stored[index] === true ? 'stored' : 'not-active'] as const),
  );
  return all.map((one) => outcomes.get(one) ?? 'given-up');
}

export function createInventory(ports: InventoryPorts): Inventory {
  // Most inventories have not changed: those end here, without a write, in one read for all that came together.
  const lookUps = createGather<store.Teller, store.HeldInventory | null>({
    run: (devices) => store.selectHeld(ports.db, devices),
    keyOf: ({ deviceId }) => deviceId,
    ...lanesOf<store.DeviceKey>(ports.settings, ({ organizationId }) => organizationId),
    timers: ports.timers,
    maximumBatch: 500,
    maximumInFlight: 2,
    maximumWaiting: 20_000,
    lingerMs: 2,
  });
  /** Weighed in KiB, so that memory stays bounded. */
  const writes = createGather<Waiting, Outcome>({
    run: (all) => ports.transaction((tx) => storeThose(tx, all, new Date(ports.clock.now()))),
    keyOf: ({ deviceId }) => deviceId,
    ...lanesOf<store.DeviceKey>(ports.settings, ({ organizationId }) => organizationId),
    weightOf: ({ sections }) =>
      1 + Math.ceil(sections.reduce((sum, section) => sum + lengthOf(section), 0) / bytesPerKiB),
    timers: ports.timers,
    maximumBatch: 1_024,
    maximumInFlight: 2,
    maximumWaiting: 32 * 1_024,
    lingerMs: 2,
  });
  return {
    async take(device, request, isGone) {
      const sections = readSections(request);
      const held = await lookUps.submit(device);
      if (held === null) throw await ports.refusalFor(device.deviceId);
      const plan = planInventory(sections, held.hashes);
      if (plan.store.length > 0) {
        const collectedAt = new Date(request.collectedAt);
        const sections = await Promise.all(plan.store.map(packed));
        const outcome = await writes.submit({ ...device, collectedAt, sections, isGone });
        if (outcome === 'given-up') throw new SekishoError('service-unavailable');
        if (outcome === 'not-active') throw await ports.refusalFor(device.deviceId);
      }
      return [...plan.wanted];
    },
    async prepare(request) {
      const { store: whole, wanted } = planInventory(readSections(request), new Map());
      if (wanted.length > 0) throw new SekishoError('validation-failed');
      return Promise.all(whole.map(packed));
    },
    async storeWithin(tx, devices, at) {
      await store.upsertSections(tx, devices, at);
    },
    async of(device) {
      const rows = await store.selectSections(ports.db, device);
      const sections = rows.map(async (row) => ({
        name: row.section,
        hash: row.hash,
        collectedAt: row.collected_at.toISOString(),
        content: await unpackContent(row.content, row.packed),
      }));
      return Promise.all(sections);
    },
    async idle() {
      await lookUps.idle();
      await writes.idle();
    },
  };
}
