/** Inventory: taken from devices section by section, only what has changed; shown to people. */
import type { DeviceInventory, InventoryRequest } from '@sekisho/contracts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { faultOf, planInventory } from './inventory.rules.ts';
import * as store from './inventory.store.ts';

export interface Inventory {
  /** Names of sections to be sent whole. Throws `unknown-inventory-section`, `validation-failed`, and as `refusalFor` says. */
  take(device: store.DeviceKey, request: InventoryRequest): Promise<string[]>;
  of(device: store.DeviceKey): Promise<DeviceInventory>;
}

export interface InventoryPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  /** Why a device that is not active is refused; of device tokens. */
  readonly refusalFor: (deviceId: string) => Promise<SekishoError>;
}

function refuseFaults(request: InventoryRequest): void {
  const names = request.sections.map((section) => section.name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  const faults = request.sections.flatMap((section, index) => faultOf(section, index) ?? []);
  if (twice >= 0) faults.push({ code: 'validation-failed', pointer: `/sections/${twice}/name` });
  const [first] = faults;
  if (first !== undefined) throw new SekishoError(first.code, { errors: faults });
}

export function createInventory(ports: InventoryPorts): Inventory {
  return {
    async take(device, request) {
      refuseFaults(request);
      // Most inventories have not changed: those end here, without a write.
      const plan = planInventory(request, await store.selectHashes(ports.db, device));
      const active =
        plan.store.length === 0
          ? await store.isActive(ports.db, device)
          : await ports.transaction(async (tx) => {
              if (!(await store.holdActive(tx, device))) return false;
              const collectedAt = new Date(request.collectedAt);
              await store.upsertSections(tx, device, plan.store, {
                collectedAt,
                receivedAt: new Date(ports.clock.now()),
              });
              return true;
            });
      if (!active) throw await ports.refusalFor(device.deviceId);
      return [...plan.wanted];
    },
    async of(device) {
      const rows = await store.selectSections(ports.db, device);
      return {
        sections: rows.map((row) => ({
          name: row.section,
          hash: row.hash,
          collectedAt: row.collected_at.toISOString(),
          content: row.content,
        })),
      };
    },
  };
}
