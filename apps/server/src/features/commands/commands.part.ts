/** Check-ins bring the devices' words on commands and everything else that happened; they take away what is on its way to them. */
import type { CommandKind, SignedText } from '@sekisho/contracts';
import { type SigningKey, signEnvelope } from '@sekisho/trust';
import type { Tx } from '../../platform/database/tables.ts';
import type { Transactions } from '../../platform/database/transaction.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { updateOpenCommand } from '../device-list/index.ts';
import { recordCompleted } from '../lock-history/index.ts';
import * as store from './commands.store.ts';
import { insertEvents } from './events.store.ts';

export interface CommandsPartPorts {
  readonly tracing: Tracing;
  readonly afterCommit: Transactions['afterCommit'];
  /** From a cache. */
  readonly trustOf: (organizationId: string) => Promise<{ readonly serverKey: SigningKey }>;
}

/** More than this waits for the next check-in, which then follows at once. */
const maximumPerAnswer = 20;

export const eventsPart: CheckInPart = {
  name: 'events',
  async apply(tx, entries) {
    const rows = entries.flatMap(({ organizationId, deviceId, receivedAt, events }) =>
      events.map((event) => ({ organizationId, deviceId, receivedAt, event })),
    );
    await insertEvents(tx, rows);
  },
};

export function createCommandsPart(ports: CommandsPartPorts): CheckInPart {
  return {
    name: 'commands',
    apply: (tx, entries) => applyResults(ports, tx, entries),
    answer: (tx, entries) => deliver(ports, tx, entries),
  };
}

interface Traced {
  readonly id: string;
  readonly device_id: string;
  readonly kind: CommandKind;
  readonly traceparent: string | null;
}

/** A step in the life of commands that are traced, from the arrival of the check-ins to the commit of `tx`. */
function traceStep(
  { tracing, afterCommit }: CommandsPartPorts,
  tx: Tx,
  name: string,
  entries: readonly CheckInEntry[],
  commands: readonly (Traced & { readonly outcome?: string })[],
): void {
  const traced = commands.filter(({ traceparent }) => traceparent !== null);
  if (traced.length === 0) return;
  const entryOf = new Map(entries.map((entry) => [entry.deviceId, entry]));
  for (const { id, device_id: deviceId, kind, traceparent: parent, outcome } of traced) {
    const entry = entryOf.get(deviceId);
    if (entry === undefined) continue;
    const span = tracing.begin({ name, parent, startedAtMs: entry.receivedAt.getTime(), link: entry.trace });
    const told = { 'sekisho.command.id': id, 'sekisho.command.kind': kind };
    const more = outcome === undefined ? {} : { 'sekisho.command.outcome': outcome };
    afterCommit(tx, () => span?.end({ ...told, ...more }));
  }
}

async function applyResults(ports: CommandsPartPorts, tx: Tx, entries: readonly CheckInEntry[]): Promise<void> {
  const receivedAt = entries[0]?.receivedAt;
  const rows = entries.flatMap(({ organizationId, deviceId, results }) =>
    firstWords(results).map(({ commandId, outcome, at, code }) => ({
      organizationId,
      deviceId,
      commandId,
      outcome,
      at: new Date(at),
      code: outcome === 'refused' ? (code ?? null) : null,
    })),
  );
  if (rows.length === 0 || receivedAt === undefined) return;
  const completed = await store.completeCommands(tx, rows, receivedAt);
  traceStep(ports, tx, 'command result', entries, completed);
  const emergencies = completed.filter(({ kind }) => kind !== 'collect-inventory');
  const settled = emergencies.filter(({ state }) => state !== 'superseded');
  await updateOpenCommand(tx, settled.map(keyOf), null);
  await recordCompleted(
    tx,
    emergencies
      .filter(({ outcome }) => outcome !== 'refused')
      .map((row) => ({ ...keyOf(row), commandId: row.id, at: receivedAt })),
  );
}

function firstWords(results: CheckInEntry['results']): CheckInEntry['results'] {
  const seen = new Set<string>();
  return results.filter(({ commandId }) => !seen.has(commandId) && seen.add(commandId));
}

function keyOf(row: { readonly organization_id: string; readonly device_id: string }): store.DeviceKey {
  return { organizationId: row.organization_id, deviceId: row.device_id };
}

/** No device gets this many commands in its life; a claim above it is none, and leaves room to count on. */
const highestOrder = 2 ** 40;

/**
 * A server that was restored from a backup has forgotten how far it had counted. The device says so when it refuses, and the server
 * counts on from there; a device that lies only harms itself.
 */
function catchUp(entry: CheckInEntry): void {
  for (const { what, detail } of entry.events) {
    const claimed = detail?.['lastOrder'];
    if (what !== 'command-refused' || detail?.['code'] !== 'order-not-rising') continue;
    if (!Number.isInteger(claimed) || typeof claimed !== 'number' || claimed > highestOrder) continue;
    entry.orderNumber = Math.max(entry.orderNumber, claimed);
  }
}

/** Signed anew at each delivery, in an envelope whose order is above all before. */
async function deliver(ports: CommandsPartPorts, tx: Tx, entries: readonly CheckInEntry[]): Promise<void> {
  const asking = entries.filter((entry) => entry.commandsOpen);
  const open = asking.length === 0 ? [] : await store.selectOpen(tx, asking);
  const receivers = new Set(open.map((command) => command.device_id));
  for (const entry of asking) entry.commandsOpen = receivers.has(entry.deviceId);
  if (open.length === 0) return;
  for (const entry of asking) if (entry.events.length > 0) catchUp(entry);
  const entryOf = new Map(asking.map((entry) => [entry.deviceId, entry]));
  const delivered: store.OpenCommand[] = [];
  for (const command of open) {
    const entry = entryOf.get(command.device_id);
    if (entry === undefined) continue;
    if (entry.answer.commands.length >= maximumPerAnswer) {
      entry.answer.again = true;
      continue;
    }
    const { serverKey } = await ports.trustOf(entry.organizationId);
    entry.answer.commands.push(envelopeFor(entry, command, serverKey));
    delivered.push(command);
  }
  await store.markDelivered(
    tx,
    delivered.map(({ organization_id: organizationId, id }) => ({ organizationId, id })),
    asking[0]?.receivedAt ?? new Date(0),
  );
  traceStep(ports, tx, 'command delivered', asking, delivered);
}

function envelopeFor(entry: CheckInEntry, command: store.OpenCommand, serverKey: SigningKey): SignedText {
  entry.orderNumber += 1;
  const { deviceId: device, orderNumber: order, receivedAt } = entry;
  const delivery = {
    device,
    order,
    issuedAt: receivedAt.getTime(),
    intent: command.intent,
    approvals: command.approvals,
  };
  return signEnvelope(delivery, serverKey);
}
