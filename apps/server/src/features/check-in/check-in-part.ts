/** The port through which features take part in check-ins: batch-first, all in the one transaction that stores the batch. */
import type {
  CheckInBody,
  CheckInRequest,
  CommandResult,
  DeviceEvent,
  LocationFix,
  Traceparent,
} from '@sekisho/contracts';
import type { Tx } from '../../platform/database/tables.ts';

export interface CheckInEntry {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly request: CheckInRequest;
  /** What the device tells for the first time, in rising order; what the server has stored already is left out. */
  readonly results: readonly CommandResult[];
  readonly events: readonly DeviceEvent[];
  readonly locations: readonly LocationFix[];
  /** The server's time of this batch. */
  readonly receivedAt: Date;
  /** What the device is to use: by the record of the device. */
  readonly policyCode: string;
  readonly deviceRevision: number;
  /** The highest order of an envelope so far; whoever adds a command raises it. */
  orderNumber: number;
  /** Whether commands may be on their way to it; whoever adds one sets it. */
  commandsOpen: boolean;
  /** Whether mode of the lock, screen, release or user differ from what the server stored last. */
  readonly reportChanged: boolean;
  /** What the device claims to continue; `null` too where nothing is traced. */
  readonly trace: Traceparent | null;
  /** Parts fill this in; `storedThrough` is the check-in's own. */
  readonly answer: CheckInAnswerDraft;
}

export type CheckInAnswerDraft = Pick<CheckInBody, 'commands' | 'nextCheckInMs' | 'again'> &
  Pick<Partial<CheckInBody>, 'settings' | 'trustChain' | 'tellAnew' | 'updates'>;

/** A check-in as `inform` sees it; most of all are quiet: they brought nothing, and nothing waits for them. */
export type InformedEntry = Pick<
  CheckInEntry,
  'organizationId' | 'deviceId' | 'request' | 'policyCode' | 'deviceRevision' | 'answer'
>;

/**
 * One feature's part. Every entry is of another device, ordered by device. `apply` of every part, in their order, comes before
 * `answer` of any, and `inform` last. Quiet check-ins meet `inform` alone. An error spoils the batch, which is then halved until the
 * entry at fault stands alone.
 */
export interface CheckInPart {
  readonly name: string;
  apply?(tx: Tx, entries: readonly CheckInEntry[]): Promise<void>;
  answer?(tx: Tx, entries: readonly CheckInEntry[]): Promise<void>;
  /** Adds to the answers what needs no database, but a cache. */
  inform?(entries: readonly InformedEntry[]): Promise<void>;
}
