/** Check-ins that bring or fetch something: one transaction for all that came together, in which every part takes part. */
import type { Tx } from '../../platform/database/tables.ts';
import type { BodyText, CheckInAsked } from './asked.ts';
import { bodyOf, byDevice, contactOf, freshAnswer } from './asked.ts';
import { newItemsOf, type ReportHash } from './check-in.rules.ts';
import type { CheckInEntry, CheckInPart } from './check-in-part.ts';
import * as store from './contact.store.ts';

interface Opened {
  readonly entry: CheckInEntry;
  readonly storedThrough: number;
  readonly row: store.ContactRow;
  readonly hash: string;
}

export interface FullPorts {
  readonly parts: readonly CheckInPart[];
  readonly hashOf: ReportHash;
}

/** Exactly one body (or `null`) per question, in order. */
export async function storeFull(
  { parts, hashOf }: FullPorts,
  tx: Tx,
  asked: readonly CheckInAsked[],
  receivedAt: Date,
): Promise<readonly BodyText[]> {
  const sorted = asked.toSorted(byDevice);
  const rows = await store.touchContacts(tx, sorted.map(contactOf), receivedAt);
  const rowByDevice = new Map(rows.map((row) => [row.device_id, row]));
  const opened: Opened[] = [];
  for (const question of sorted) {
    const row = rowByDevice.get(question.device.deviceId);
    if (row?.organization_id === question.device.organizationId)
      opened.push(openEntry(question, row, receivedAt, hashOf(question.request)));
  }
  const entries = opened.map(({ entry }) => entry);
  for (const part of parts) await part.apply?.(tx, entries);
  for (const part of parts) await part.answer?.(tx, entries);
  for (const part of parts) await part.inform?.(entries);
  await store.advanceContacts(tx, opened.filter(hasAdvanced).map(progressOf));
  const bodies = new Map(
    opened.map(({ entry, storedThrough }) => [entry.deviceId, bodyOf(entry.answer, storedThrough)]),
  );
  return asked.map(({ device }) => bodies.get(device.deviceId) ?? null);
}

function openEntry({ request, trace }: CheckInAsked, row: store.ContactRow, receivedAt: Date, hash: string): Opened {
  const { storedThrough, ...told } = newItemsOf(request.items, Number(row.item_number));
  const entry: CheckInEntry = {
    organizationId: row.organization_id,
    deviceId: row.device_id,
    request,
    ...told,
    receivedAt,
    policyCode: row.policy_code,
    deviceRevision: Number(row.device_revision),
    orderNumber: Number(row.order_number),
    commandsOpen: row.commands_open,
    reportChanged: hash !== row.report_hash,
    trace,
    answer: freshAnswer(),
  };
  return { entry, storedThrough, row, hash };
}

function hasAdvanced({ entry, storedThrough, row }: Opened): boolean {
  return (
    entry.reportChanged ||
    storedThrough > Number(row.item_number) ||
    entry.orderNumber !== Number(row.order_number) ||
    entry.commandsOpen !== row.commands_open
  );
}

function progressOf({ entry, storedThrough, hash }: Opened): store.Progress {
  const { organizationId, deviceId, orderNumber, commandsOpen } = entry;
  return { organizationId, deviceId, itemNumber: storedThrough, orderNumber, reportHash: hash, commandsOpen };
}
