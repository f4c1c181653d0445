/** Keeps the books of a fleet: turns what is seen of its devices into entries of a journal. */
import { join } from 'node:path';
import type { AgentObservation, StoreChange } from '@sekisho/agent-core';
import { systemTimers } from '@sekisho/agent-core/node';
import { createJournal } from './journal.ts';

export interface FleetBooks {
  observed(device: string, observation: AgentObservation): void;
  /** What device `index` is about to store; `device` is null until it is registered, which is such a change. */
  committed(device: string | null, index: number, change: StoreChange): void;
  inventoryCollected(device: string, version: number): void;
  flush(): void;
  close(): void;
}

/** Journals of a folder are read together; `name` is this process's own there. */
export function openBooks(folder: string, seed: number, name = 'fleet'): FleetBooks {
  const journal = createJournal(join(folder, `${name}.journal`), systemTimers);
  journal.write({ entry: 'fleet', seed });
  return {
    observed(device, observation) {
      if (observation.type === 'items-queued') journal.write({ entry: 'queued', device, items: observation.items });
      else if (observation.type === 'items-stored')
        journal.write({ entry: 'stored', device, through: observation.through });
    },
    committed(device, index, { identity, append = [], drop = [], inventory }) {
      if (identity !== undefined) {
        const { deviceId, organizationId: organization } = identity;
        journal.write({ entry: 'registered', device: deviceId, organization, index });
        // Of a registration nobody but the store is told.
        journal.write({ entry: 'queued', device: deviceId, items: append });
      }
      if (device === null) return;
      if (drop.length > 0) journal.write({ entry: 'dropped', device, numbers: drop });
      if (inventory !== undefined) journal.write({ entry: 'inventory-stored', device, hashes: inventory.hashes });
    },
    inventoryCollected: (device, version) => journal.write({ entry: 'inventory-collected', device, version }),
    flush: () => journal.flush(),
    close: () => journal.close(),
  };
}
