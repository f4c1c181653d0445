/** Check-ins bring the devices' signed receipts: verified against the key each registered with, and only then believed. */
import type { SignedText, WipeReceipt } from '@sekisho/contracts';
import { openWipeReceipt } from '@sekisho/trust';
import type { AppendAudit, AuditEntry } from '../../platform/audit/audit.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { completeWipes, findWipes } from '../commands/index.ts';
import { updateOpenCommand, updateWiped } from '../device-list/index.ts';
import { findDeviceRecords } from '../registration/index.ts';
import { wipedBy } from './wipe.rules.ts';
import { insertReceipts } from './wipe.store.ts';

interface Told {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly commandId: string;
  readonly signed: SignedText;
}

/** Stands before the part that stores results. */
export function createWipePart(appendAudit: AppendAudit): CheckInPart {
  return {
    name: 'wipe',
    async apply(tx, entries) {
      const told = entries.flatMap(receiptsOf);
      const receivedAt = entries[0]?.receivedAt;
      if (told.length > 0 && receivedAt !== undefined) await takeReceipts(appendAudit, tx, told, receivedAt);
    },
  };
}

function receiptsOf({ organizationId, deviceId, events }: CheckInEntry): Told[] {
  return events.flatMap(({ what, commandId, receipt }) =>
    what !== 'wipe-receipt' || commandId === undefined || receipt === undefined
      ? []
      : [{ organizationId, deviceId, commandId, signed: receipt }],
  );
}

async function takeReceipts(appendAudit: AppendAudit, tx: Tx, told: readonly Told[], receivedAt: Date): Promise<void> {
  const wipes = new Set((await findWipes(tx, told)).map(({ deviceId, commandId }) => `${deviceId}/${commandId}`));
  const records = await findDeviceRecords(
    tx,
    told.map(({ deviceId }) => deviceId),
  );
  const keys = new Map(records.map(({ id, publicKey }) => [id, publicKey.toString('base64url')]));
  const verified: (Told & { readonly receipt: WipeReceipt })[] = [];
  const audit: AuditEntry[] = [];
  for (const one of told) {
    const { organizationId, deviceId, commandId, signed } = one;
    const context = { publicKey: keys.get(deviceId) ?? '', organizationId, deviceId, intentId: commandId };
    const opened = openWipeReceipt(signed, context);
    const code = opened.ok ? (wipes.has(`${deviceId}/${commandId}`) ? null : 'wipe-not-found') : opened.code;
    if (opened.ok && code === null) verified.push({ ...one, receipt: opened.value });
    else audit.push(auditOf(one, 'device.wipe-receipt-refused', { code }, receivedAt));
  }
  const rows = verified.map((one) => ({ ...one, stage: one.receipt.stage }));
  const stored = await insertReceipts(tx, rows, receivedAt);
  const finished = rows.filter(({ commandId, stage }) => stage === 'complete' && stored.has(`${commandId}/complete`));
  await completeWipes(
    tx,
    finished.map(({ receipt, ...one }) => ({ ...one, executedAt: new Date(receipt.at) })),
    receivedAt,
  );
  await updateOpenCommand(tx, finished, null);
  await updateWiped(
    tx,
    finished.map(({ receipt, ...one }) => ({ ...one, wiped: wipedBy(receipt.outcomes) })),
  );
  for (const one of finished)
    audit.push(auditOf(one, 'device.wipe-confirmed', { wiped: wipedBy(one.receipt.outcomes) }, receivedAt));
  await appendAudit(tx, ...audit);
}

function auditOf(told: Told, action: AuditEntry['action'], detail: Record<string, unknown>, at: Date): AuditEntry {
  const { organizationId, deviceId, commandId } = told;
  return {
    organizationId,
    actor: { type: 'device', id: deviceId },
    action,
    target: { type: 'device', id: deviceId },
    detail: { commandId, ...detail },
    at,
  };
}
