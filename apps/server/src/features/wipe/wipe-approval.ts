/** Wipes under approval: what approvers sign, and how it is issued once they have. */
import type { ApprovalAsked } from '@sekisho/contracts';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { ApprovalGate, CarryOut } from '../approvals/index.ts';
import { findWiping } from '../commands/index.ts';
import { selectListed } from '../device-list/index.ts';
import { type OrderPorts, type PlannedWipe, storeWipes } from './store-wipes.ts';
import { readWipeIntent } from './wipe.rules.ts';

/** Instead of issuing them. */
export function askForWipes(
  gate: ApprovalGate,
  tx: Tx,
  principal: Principal,
  planned: readonly PlannedWipe[],
): Promise<ApprovalAsked> {
  const statements = planned.map(({ id, deviceId, computerName, hardwareSerialNumber, intent }) => ({
    deviceId,
    subject: { computerName, hardwareSerialNumber },
    text: intent,
    detail: { id },
  }));
  return gate.ask(tx, principal, 'wipe', statements);
}

/** Devices deregistered or wiped by another order meanwhile are left out. */
export function createWipeCarryOut(ports: OrderPorts & { readonly appendAudit: AppendAudit }): CarryOut {
  return async (tx, { organizationId, requestId, askedBy, actor, at }, statements) => {
    const deviceIds = statements.flatMap(({ deviceId }) => (deviceId === null ? [] : [deviceId]));
    await ports.holdForOrder(tx, organizationId, deviceIds);
    const listed = await selectListed(tx, organizationId, deviceIds);
    const wiping = new Set(await findWiping(tx, organizationId, deviceIds));
    const active = new Set(listed.filter(({ state }) => state === 'active').map(({ deviceId }) => deviceId));
    const wipes = statements.flatMap(({ deviceId, text, detail, approvals }) => {
      if (deviceId === null || !active.has(deviceId) || wiping.has(deviceId)) return [];
      return [{ id: String(detail['id']), deviceId, intent: text, approvals }];
    });
    await storeWipes(ports, tx, { organizationId, issuedBy: askedBy, at }, wipes);
    const entries = wipes.map(({ id, deviceId, intent }) => ({
      organizationId,
      actor,
      action: 'device.wipe-issued' as const,
      target: { type: 'device', id: deviceId },
      detail: { commandId: id, ...readWipeIntent(intent), approvalRequest: requestId, askedBy },
      at,
    }));
    await ports.appendAudit(tx, ...entries);
    return wipes.length;
  };
}
