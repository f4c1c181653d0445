/** Wiped hardware that is registered anew: its older record, still in a wipe, says so and is no longer shown as being wiped (N18). */
import type { DeviceFacts } from '@sekisho/contracts';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { findLatestWipe } from '../commands/index.ts';
import { findWipedHardware, markRegisteredAgain } from '../device-list/index.ts';

/** What makers write where no number was given: it tells no machine from another. */
const placeholder =
  /^(|0+|none|n\/?a|unknown|default string|system serial number|not specified|to be filled by o\.?e\.?m\.?)$/i;

export function isHardwareSerial(text: string): boolean {
  return !placeholder.test(text.trim());
}

/**
 * The claim costs nobody anything: no record is taken over, the older one keeps its key, its licence and its wipe, which is delivered
 * as before; only what the list says changes, and a contact of the older one undoes it.
 */
export function createRegisteredAgain(appendAudit: AppendAudit) {
  return async (
    tx: Tx,
    organizationId: string,
    added: readonly { readonly deviceId: string; readonly facts: DeviceFacts }[],
    at: Date,
  ): Promise<void> => {
    const rows = added
      .filter(({ facts }) => isHardwareSerial(facts.hardwareSerialNumber))
      .map(({ deviceId, facts: { manufacturer, model, hardwareSerialNumber } }) => ({
        deviceId,
        manufacturer,
        model,
        hardwareSerialNumber,
      }));
    for (const successor of await findWipedHardware(tx, organizationId, rows)) {
      const { deviceId, successorId } = successor;
      // A wipe that the device has not fetched has wiped nothing: this cannot be that device come back.
      const wipe = await findLatestWipe(tx, { organizationId, deviceId });
      if (wipe === null || wipe.delivered_at === null) continue;
      await markRegisteredAgain(tx, organizationId, successor, at);
      await appendAudit(tx, {
        organizationId,
        actor: { type: 'device', id: successorId },
        action: 'device.registered-again',
        target: { type: 'device', id: deviceId },
        detail: { successorId },
        at,
      });
    }
  };
}
