/** Check-ins, stored in batches: one transaction for all that came together, answers after its commit. */
import type { CheckInAnswer, CheckInBody, CheckInRequest } from '@sekisho/contracts';
import { sealAnswer } from '@sekisho/trust';
import { createGather, type Gather } from '../../platform/batches/gather.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { areItemsRising, newItemsOf, reportHash } from './check-in.rules.ts';
import type { CheckInEntry, CheckInPart } from './check-in-part.ts';
import * as store from './contact.store.ts';

export interface CallingDevice {
  readonly organizationId: string;
  readonly deviceId: string;
  /** Of its token, base64url. */
  readonly sealKey: string;
}

export interface CheckInPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Metrics;
  /** In the order in which they apply and answer. */
  readonly parts: readonly CheckInPart[];
  /** The error for a device that is not active (any more). */
  readonly refusalFor: (deviceId: string) => Promise<SekishoError>;
}

export interface CheckIns {
  /** Resolves after the commit. Throws `item-numbers-not-rising`, `deregistered`, `device-token-invalid`, `service-unavailable`. */
  checkIn(device: CallingDevice, request: CheckInRequest): Promise<CheckInAnswer>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface Asked {
  readonly device: CallingDevice;
  readonly request: CheckInRequest;
}

/** `null`: the device is not active. */
type BodyText = string | null;

interface Opened {
  readonly entry: CheckInEntry;
  readonly storedThrough: number;
  readonly advanced: boolean;
  readonly orderBefore: number;
  readonly hash: string;
}

const fallbackIntervalMs = 5 * 60_000;
const batchBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createCheckIns(ports: CheckInPorts): CheckIns {
  const gather = createCheckInGather(ports);
  const stored = ports.metrics.counter('sekisho_check_ins_total', 'Check-ins stored');
  const waiting = ports.metrics.gauge('sekisho_check_ins_waiting', 'Check-ins and their items that wait for a batch');
  return {
    async checkIn(device, request) {
      if (!areItemsRising(request.items)) throw new SekishoError('item-numbers-not-rising');
      const submitted = gather.submit({ device, request });
      waiting.set(gather.waiting());
      const body = await submitted;
      if (body === null) throw await ports.refusalFor(device.deviceId);
      stored.inc();
      const serverTime = ports.clock.now();
      return { serverTime, body, seal: sealAnswer(device.sealKey, request.nonce, serverTime, body) };
    },
    idle: () => gather.idle(),
  };
}

function createCheckInGather(ports: CheckInPorts): Gather<Asked, BodyText> {
  const duration = ports.metrics.histogram(
    'sekisho_check_in_batch_seconds',
    'How long a batch of check-ins took, commit included',
    batchBuckets,
  );
  return createGather<Asked, BodyText>({
    run: async (asked) => {
      const end = duration.startTimer();
      try {
        return await ports.transaction((tx) => storeBatch(ports, tx, asked));
      } finally {
        end();
      }
    },
    keyOf: ({ device }) => device.deviceId,
    weightOf: ({ request }) => 1 + request.items.length,
    timers: ports.timers,
    maximumBatch: 2_000,
    maximumInFlight: 2,
    maximumWaiting: 20_000,
    lingerMs: 4,
  });
}

const keyOf = ({ organizationId, deviceId }: Omit<CallingDevice, 'sealKey'>) => `${organizationId}/${deviceId}`;

/** Exactly one body (or `null`) per question, in order. */
async function storeBatch(ports: CheckInPorts, tx: Tx, asked: readonly Asked[]): Promise<readonly BodyText[]> {
  const receivedAt = new Date(ports.clock.now());
  const keyed = asked.map((question) => ({ ...question, key: keyOf(question.device) }));
  // One order everywhere: two batches never wait for each other's rows in a ring.
  const sorted = keyed.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const contacts = sorted.map(({ device: { organizationId, deviceId }, request }) => ({
    organizationId,
    deviceId,
    settingsRevision: request.settingsRevision,
    policyCode: request.policyCode,
    trustVersion: request.trustVersion,
  }));
  const rows = await store.touchContacts(tx, contacts, receivedAt);
  const rowByDevice = new Map(rows.map((row) => [row.device_id, row]));
  const opened: Opened[] = [];
  for (const question of sorted) {
    const row = rowByDevice.get(question.device.deviceId);
    if (row?.organization_id === question.device.organizationId) opened.push(openEntry(question, row, receivedAt));
  }
  const entries = opened.map(({ entry }) => entry);
  for (const part of ports.parts) await part.apply?.(tx, entries);
  for (const part of ports.parts) await part.answer?.(tx, entries);
  await store.advanceContacts(tx, opened.filter(hasAdvanced).map(progressOf));
  const bodies = new Map(opened.map((one) => [keyOf(one.entry), bodyOf(one)]));
  return keyed.map(({ key }) => bodies.get(key) ?? null);
}

function openEntry({ request }: Asked, row: store.ContactRow, receivedAt: Date): Opened {
  const { storedThrough, ...told } = newItemsOf(request.items, Number(row.item_number));
  const hash = reportHash(request);
  const orderBefore = Number(row.order_number);
  const entry: CheckInEntry = {
    organizationId: row.organization_id,
    deviceId: row.device_id,
    request,
    ...told,
    receivedAt,
    policyCode: row.policy_code,
    deviceRevision: Number(row.device_revision),
    orderNumber: orderBefore,
    reportChanged: hash !== row.report_hash,
    answer: { commands: [], nextCheckInMs: fallbackIntervalMs, again: false },
  };
  return { entry, storedThrough, advanced: storedThrough > Number(row.item_number), orderBefore, hash };
}

function hasAdvanced({ entry, advanced, orderBefore }: Opened): boolean {
  return advanced || entry.reportChanged || entry.orderNumber !== orderBefore;
}

function progressOf({ entry, storedThrough, hash }: Opened): store.Progress {
  const { organizationId, deviceId, orderNumber } = entry;
  return { organizationId, deviceId, itemNumber: storedThrough, orderNumber, reportHash: hash };
}

function bodyOf({ entry: { answer }, storedThrough }: Opened): string {
  const body: CheckInBody = { ...answer, storedThrough };
  return JSON.stringify(body);
}
