/** Orders for linked clones and registrations go one after another: whoever registers sees an order, or the order whoever has registered. */
import type { Tx } from '../../platform/database/tables.ts';
import { lockDevices } from '../registration/index.ts';
import { selectClones } from './linked-clones.store.ts';

type HoldForOrder = (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;

/**
 * Locks the devices' rows of contact before something is ordered for them. Where one is a linked clone, the licences first, as whoever
 * registers takes them. @param holdLicences of an organization, until the commit
 */
export function createHoldForOrder(holdLicences: (tx: Tx, organizationId: string) => Promise<void>): HoldForOrder {
  return async (tx, organizationId, deviceIds) => {
    if ((await selectClones(tx, organizationId, deviceIds)).size > 0) await holdLicences(tx, organizationId);
    await lockDevices(tx, organizationId, deviceIds);
  };
}
