/** A device that lost the state of its lock is locked again, by a new lock in the very answer, if it was remote-locked. */
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import type { CheckInPart } from '../check-in/index.ts';
import { findSettledLocked, findWiping } from '../commands/index.ts';
import { selectListed } from '../device-list/index.ts';
import { storeIssued } from './lock.service.ts';

export interface RelockPorts {
  readonly ids: Ids;
  readonly tracing: Tracing;
  readonly appendAudit: AppendAudit;
}

/** Stands after the part that stores results and before the one that delivers commands. A lock still on its way needs no other. */
export function createRelockPart(ports: RelockPorts): CheckInPart {
  return {
    name: 'relock',
    async apply(tx, entries) {
      const lost = entries.filter(({ events }) => events.some(({ what }) => what === 'state-lost'));
      for (const entry of lost) entry.commandsOpen = true;
      for (const { organizationId, deviceId, noKeys } of await findSettledLocked(tx, lost)) {
        // A wipe still open comes in this very answer: no lock beside it.
        if ((await findWiping(tx, organizationId, [deviceId])).size > 0) continue;
        const at = entries[0]?.receivedAt ?? new Date(0);
        const targets = await selectListed(tx, organizationId, [deviceId]);
        const issued = { organizationId, kind: 'lock', noKeys, issuedBy: null, at } as const;
        for (const command of await storeIssued(ports, tx, issued, targets)) {
          await ports.appendAudit(tx, {
            organizationId,
            actor: { type: 'system' },
            action: 'device.lock-issued',
            target: { type: 'device', id: deviceId },
            detail: { commandId: command.id, reason: 'state-lost' },
            at,
          });
        }
      }
    },
  };
}
