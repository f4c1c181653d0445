/** Quiet check-ins, most of all: they bring nothing and nothing waits for them. One statement for all that came together. */
import type { Db } from '../../platform/database/tables.ts';
import { type BodyText, bodyOf, byDevice, type CheckInAsked, contactOf, freshAnswer } from './asked.ts';
import type { ReportHash } from './check-in.rules.ts';
import type { CheckInPart, InformedEntry } from './check-in-part.ts';
import { touchQuiet } from './contact.store.ts';

export interface QuietPorts {
  readonly parts: readonly CheckInPart[];
  readonly db: Db;
  readonly hashOf: ReportHash;
}

/** Whether a check-in may be quiet, as far as the request says. */
export function bringsNothing({ items, facts }: CheckInAsked['request']): boolean {
  return items.length === 0 && facts === undefined;
}

/** A body per question, in order; `null` where it is not quiet after all (or the device not active): then nothing was stored. */
export async function storeQuiet(
  { parts, db, hashOf }: QuietPorts,
  asked: readonly CheckInAsked[],
  receivedAt: Date,
): Promise<readonly BodyText[]> {
  const order = asked.map((question, position) => ({ ...question, position })).sort(byDevice);
  const contacts = order.map((question) => ({ ...contactOf(question), reportHash: hashOf(question.request) }));
  const rows = await touchQuiet(db, contacts, receivedAt);
  const bodies: BodyText[] = new Array<BodyText>(asked.length).fill(null);
  const stored: { readonly entry: InformedEntry; readonly position: number; readonly storedThrough: number }[] = [];
  for (const row of rows) {
    const question = order[row.index];
    if (question === undefined) throw new Error('the database answered what was not asked');
    const { device, request, position } = question;
    const entry = {
      organizationId: device.organizationId,
      deviceId: device.deviceId,
      request,
      policyCode: row.policy_code,
      deviceRevision: Number(row.device_revision),
      answer: freshAnswer(),
    };
    stored.push({ entry, position, storedThrough: Number(row.item_number) });
  }
  const entries = stored.map(({ entry }) => entry);
  for (const part of parts) await part.inform?.(entries);
  for (const { entry, position, storedThrough } of stored) bodies[position] = bodyOf(entry.answer, storedThrough);
  return bodies;
}
