/** One machine, one device: whenever something new is known of devices, those that turn out to be another one give way to it. */
import type { Tx } from '../../platform/database/tables.ts';
import { createMachineIndex } from './hardware-identity.rules.ts';
import { hasCollected, selectMachines, selectMachinesLike } from './known-machines.store.ts';
import { planReplacements, type Replacement } from './replacement.rules.ts';

export interface ReplacementsPorts {
  /** Closes the records of `replacements`; those that are closed already are left as they are. */
  readonly closeReplaced: (tx: Tx, organizationId: string, replacements: readonly Replacement[]) => Promise<void>;
}

/** @returns what looks at devices of which something new was stored; in the transaction that takes note of it */
export function createReplacements({ closeReplaced }: ReplacementsPorts) {
  return async (tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> => {
    if (!(await hasCollected(tx, organizationId))) return;
    const devices = await selectMachines(tx, organizationId, deviceIds);
    const sameAs = createMachineIndex(await selectMachinesLike(tx, organizationId, devices));
    const plan = planReplacements(devices, sameAs);
    if (plan.length > 0) await closeReplaced(tx, organizationId, plan);
  };
}
