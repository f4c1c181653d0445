/** A check-in on its way through a batch, and the text of its answer. Pure. */
import type { CheckInBody, CheckInRequest, Traceparent } from '@sekisho/contracts';
import type { CheckInAnswerDraft } from './check-in-part.ts';
import type { Contact } from './contact.store.ts';

export interface CallingDevice {
  readonly organizationId: string;
  readonly deviceId: string;
  /** Which holder of the record its token was given to. */
  readonly holder: number;
  /** Of its token, base64url. */
  readonly sealKey: string;
}

export interface CheckInAsked {
  readonly device: CallingDevice;
  readonly request: CheckInRequest;
  /** What the device claims to continue; `null` too where nothing is traced. */
  readonly trace: Traceparent | null;
}

/** `null`: not stored. */
export type BodyText = string | null;

/** One order everywhere: two batches never wait for each other's rows in a ring. */
export function byDevice(left: CheckInAsked, right: CheckInAsked): number {
  return left.device.deviceId < right.device.deviceId ? -1 : 1;
}

export function contactOf({ device: { organizationId, deviceId, holder }, request }: CheckInAsked): Contact {
  const { settingsRevision, policyCode, trustVersion } = request;
  return { organizationId, deviceId, holder, settingsRevision, policyCode, trustVersion };
}

const fallbackIntervalMs = 5 * 60_000;

export function freshAnswer(): CheckInAnswerDraft {
  return { commands: [], nextCheckInMs: fallbackIntervalMs, again: false };
}

export function bodyOf(answer: CheckInAnswerDraft, storedThrough: number): string {
  const body: CheckInBody = { ...answer, storedThrough };
  return JSON.stringify(body);
}
