/** The device's calls after registration: proof, sealed check-in, inventory, signed time; the token is kept and renewed in here. */
import { createHash } from 'node:crypto';
import {
  CheckInAnswer,
  CheckInBody,
  type CheckInRequest,
  InventoryAnswer,
  type InventoryRequest,
  NonceAnswer,
  TimeAnswer,
  TokenAnswer,
  type Traceparent,
  UpdateAnswer,
  type UpdateRequest,
} from '@sekisho/contracts';
import {
  checkSeal,
  importPrivateKey,
  makeAssertion,
  openDeregistration,
  openSignedTime,
  openTokenGrant,
  type TrustState,
} from '@sekisho/trust';
import { Check } from 'typebox/value';
import type { Random, Timers } from '../ports/clock.ts';
import type { Identity } from '../ports/device-store.ts';
import { type CallOutcome, type CallTools, call, callForBytes, failure } from './http-call.ts';

export interface ClientTools extends CallTools {
  readonly random: Random;
  readonly timers: Timers;
  readonly identity: Identity;
  /** What is believed now; null where it was lost, and then nothing is. */
  readonly trust: () => TrustState | null;
  /** As the machine tells it, once it has been read. */
  readonly hardwareSerialNumber: () => string | undefined;
  /** SHA-256 of what the machine is known by; undefined where it is known by nothing. */
  readonly machine: () => string | undefined;
  readonly mark: () => string | null;
  /** @throws when it cannot be stored */
  readonly keepMark: (mark: string) => void;
}

export interface SealedAnswer {
  /** Authenticated. */
  readonly serverTimeMs: number;
  readonly body: CheckInBody;
}

export interface DeviceClient {
  /** A token that is good for a while yet. */
  token(): Promise<CallOutcome<string>>;
  /** After a refusal: the next call proves anew. */
  dropToken(): void;
  checkIn(request: Omit<CheckInRequest, 'nonce'>, trace?: Traceparent): Promise<CallOutcome<SealedAnswer>>;
  putInventory(request: InventoryRequest): Promise<CallOutcome<InventoryAnswer>>;
  /** Whether there is another version of the agent for this device. */
  update(running: UpdateRequest): Promise<CallOutcome<UpdateAnswer>>;
  /** Part of a file: as many bytes as there are from there on, `bytes` at most. Nothing of it is verified. */
  filePart(sha256: string, from: number, bytes: number): Promise<CallOutcome<Uint8Array>>;
  /** The server's time, signed, over a connection whose certificate is wrong by its dates alone. */
  signedTime(): Promise<CallOutcome<number>>;
}

interface HeldToken {
  readonly token: string;
  readonly sealKey: string;
  /** In the time of `timers.nowMs()`: no wall clock is asked. */
  readonly renewAtMs: number;
}

/** A token is renewed this share of its life before its end. */
const renewalShare = 0.1;

export function createDeviceClient(tools: ClientTools): DeviceClient {
  let held: HeldToken | null = null;
  let proving: Promise<CallOutcome<HeldToken>> | null = null;

  async function currentToken(): Promise<CallOutcome<HeldToken>> {
    if (held !== null && tools.timers.nowMs() < held.renewAtMs) return { ok: true, value: held };
    proving ??= prove(tools).finally(() => {
      proving = null;
    });
    const proved = await proving;
    if (proved.ok) held = proved.value;
    return proved;
  }

  /** A 401 means a new token, once. */
  async function authorized<T>(send: (token: HeldToken) => Promise<CallOutcome<T>>): Promise<CallOutcome<T>> {
    const first = await currentToken();
    if (!first.ok) return first;
    const outcome = await send(first.value);
    if (outcome.ok || outcome.status !== 401) return withNotice(tools, outcome);
    if (held === first.value) held = null;
    const second = await currentToken();
    return second.ok ? withNotice(tools, await send(second.value)) : second;
  }

  return {
    async token() {
      const outcome = await currentToken();
      return outcome.ok ? { ok: true, value: outcome.value.token } : outcome;
    },
    dropToken() {
      held = null;
    },
    checkIn: (request, trace) => authorized((token) => checkIn(tools, token, request, trace)),
    putInventory: (body) =>
      authorized(({ token }) =>
        call(tools, { method: 'PUT', path: '/device/v1/inventory', body, token }, InventoryAnswer),
      ),
    update: (body) =>
      authorized(({ token }) => call(tools, { method: 'POST', path: '/device/v1/update', body, token }, UpdateAnswer)),
    filePart: (sha256, from, bytes) =>
      authorized(({ token }) => callForBytes(tools, `/device/v1/files/${sha256}`, token, from, bytes)),
    signedTime: () => signedTime(tools),
  };
}

function nonceOf(random: Random): string {
  return Buffer.from(random.bytes(18)).toString('base64url');
}

/** Proof of the key over a fresh nonce of the server. @param successor SHA-256 of the key of a copy that parts */
export async function makeProof(
  tools: Pick<ClientTools, 'identity' | 'random' | 'mark' | 'machine' | keyof CallTools>,
  successor?: string,
): Promise<CallOutcome<{ readonly assertion: string; readonly deviceNonce: string }>> {
  const nonce = await call(tools, { method: 'POST', path: '/device/v1/nonce' }, NonceAnswer);
  if (!nonce.ok) return nonce;
  const { deviceId, privateKey } = tools.identity;
  const deviceNonce = nonceOf(tools.random);
  const machine = tools.machine();
  const assertion = makeAssertion({
    deviceId,
    privateKey: importPrivateKey(Buffer.from(privateKey, 'base64url')).privateKey,
    serverNonce: nonce.value.nonce,
    deviceNonce,
    mark: tools.mark(),
    ...(machine === undefined ? {} : { machine }),
    ...(successor === undefined ? {} : { successor }),
  });
  return { ok: true, value: { assertion, deviceNonce } };
}

async function prove(tools: ClientTools): Promise<CallOutcome<HeldToken>> {
  const { deviceId } = tools.identity;
  const trust = tools.trust();
  if (trust === null) return failure('trust-chain-broken', { detail: 'the trust set was lost' });
  const proof = await makeProof(tools);
  if (!proof.ok) return proof;
  const { assertion, deviceNonce } = proof.value;
  const body = { assertion };
  const answer = withNotice(tools, await call(tools, { method: 'POST', path: '/device/v1/token', body }, TokenAnswer));
  if (!answer.ok) return answer;
  const grant = openTokenGrant(answer.value.grant, { trust, deviceId, nonce: deviceNonce });
  if (!grant.ok) return failure(grant.code);
  const { sealKey, expiresAt, serverTime, mark } = grant.value;
  if (mark !== undefined && !keeps(tools, mark)) return failure('store-failed');
  const lifeMs = Math.max(0, expiresAt - serverTime) * (1 - renewalShare);
  return { ok: true, value: { token: answer.value.token, sealKey, renewAtMs: tools.timers.nowMs() + lifeMs } };
}

function keeps(tools: ClientTools, mark: string): boolean {
  try {
    tools.keepMark(mark);
    return true;
  } catch {
    return false;
  }
}

async function checkIn(
  tools: ClientTools,
  { token, sealKey }: HeldToken,
  request: Omit<CheckInRequest, 'nonce'>,
  traceparent?: Traceparent,
): Promise<CallOutcome<SealedAnswer>> {
  const nonce = nonceOf(tools.random);
  const body = { nonce, ...request };
  const path = '/device/v1/check-in';
  const answer = await call(tools, { method: 'POST', path, body, token, traceparent }, CheckInAnswer);
  if (!answer.ok) return answer;
  const opened = checkSeal(sealKey, nonce, answer.value);
  if (!opened.ok) return failure(opened.code);
  const parsed = parseBody(opened.value);
  return parsed === null
    ? failure('statement-malformed')
    : { ok: true, value: { serverTimeMs: answer.value.serverTime, body: parsed } };
}

function parseBody(text: string): CheckInBody | null {
  try {
    const body: unknown = JSON.parse(text);
    return Check(CheckInBody, body) ? body : null;
  } catch {
    return null;
  }
}

async function signedTime(tools: ClientTools): Promise<CallOutcome<number>> {
  const trust = tools.trust();
  if (trust === null) return failure('trust-chain-broken');
  const nonce = nonceOf(tools.random);
  const query = new URLSearchParams({ nonce, organization: tools.identity.organizationId });
  const path = `/device/v1/time?${query}`;
  const answer = await call(tools, { method: 'GET', path, allowExpiredDates: true }, TimeAnswer);
  if (!answer.ok) return answer;
  const opened = openSignedTime(answer.value.time, { trust, nonce });
  return opened.ok ? opened : failure(opened.code);
}

/** `deregistered` is believed only with a signed notice for this very device: else it is a 410 like any other. */
function withNotice<T>(tools: ClientTools, outcome: CallOutcome<T>): CallOutcome<T> {
  if (outcome.ok || outcome.status !== 410) return outcome;
  const trust = tools.trust();
  const { notice } = outcome;
  if (trust === null || notice === null) return outcome;
  const { deviceId } = tools.identity;
  const opened = openDeregistration(notice, { trust, deviceId, hardwareSerialNumber: tools.hardwareSerialNumber() });
  return opened.ok ? { ...outcome, failure: 'deregistered' } : { ...outcome, noticeRefused: opened.code };
}

/** SHA-256 in hexadecimal, as inventory and facts are compared by. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
