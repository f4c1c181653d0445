/** Registration: the key is made and kept before the server is asked, so that a lost answer leads to the same device. */
import { type ClientKind, EnrolAnswer, type EnrolRequest } from '@sekisho/contracts';
import { applyServerTime, initialState, trustedNow } from '@sekisho/lock';
import {
  exportPrivateKey,
  generateSigningKey,
  importPrivateKey,
  type SigningKey,
  verifyTrustChain,
} from '@sekisho/trust';
import type { CheckInFailure } from '../agent/agent-types.ts';
import { openSettings } from '../agent/answer-digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceStore, Identity, StoreChange } from '../ports/device-store.ts';
import type { FactsReading } from '../ports/machine.ts';
import { sha256Hex } from './device-client.ts';
import { type CallTools, call, failure } from './http-call.ts';

/** The serial number that somebody typed, or what came with an installer. */
export type EnrolmentCredential =
  | { readonly serialNumber: string }
  | { readonly installerToken: string; readonly clientKind: ClientKind };

export interface EnrolTools extends CallTools {
  readonly store: DeviceStore;
  readonly clock: Clock;
  readonly facts: FactsReading['facts'];
  readonly credential: EnrolmentCredential;
  /** Hash of a trust set brought from outside the server; `null`: trust on first use. */
  readonly pinnedTrustHash: string | null;
}

export type EnrolOutcome =
  | { readonly ok: true; readonly identity: Identity; readonly trustedOnFirstUse: boolean }
  | {
      readonly ok: false;
      readonly failure: CheckInFailure;
      readonly detail: string | null;
      readonly retryAfterMs: number | null;
    };

/** Registers this machine and stores what it then holds. May be repeated; a registered device must not be asked to. */
export async function enrol(tools: EnrolTools): Promise<EnrolOutcome> {
  const key = keyToRegister(tools.store);
  const body: EnrolRequest = { ...tools.credential, publicKey: key.publicKey, facts: tools.facts };
  const answer = await call(tools, { method: 'POST', path: '/device/v1/enroll', body }, EnrolAnswer);
  if (!answer.ok) return answer;
  return accept(tools, key, answer.value);
}

function keyToRegister(store: DeviceStore): SigningKey {
  const { pendingKey } = store.load();
  if (pendingKey !== null) return importPrivateKey(Buffer.from(pendingKey, 'base64url'));
  const key = generateSigningKey();
  store.commit({ pendingKey: encodeKey(key) });
  return key;
}

/** As it is stored. */
export function encodeKey(key: SigningKey): string {
  return Buffer.from(exportPrivateKey(key.privateKey)).toString('base64url');
}

function accept(tools: EnrolTools, key: SigningKey, answer: EnrolAnswer): EnrolOutcome {
  const trust = verifyTrustChain(answer.trustChain, { pinnedHash: tools.pinnedTrustHash });
  if (!trust.ok) return failure(trust.code);
  if (trust.value.set.organization !== answer.organizationId) return failure('wrong-organization');
  const settings = openSettings(answer.settings, { trust: trust.value, settings: null });
  if (!settings.ok) return failure(settings.code);
  const reading = tools.clock.read();
  // Over a connection that the pinned root vouches for: as good as the chain that came with it.
  const time = applyServerTime(answer.serverTime, reading);
  const registeredAt = trustedNow(time, reading);
  const identity: Identity = {
    deviceId: answer.deviceId,
    organizationId: answer.organizationId,
    organizationName: answer.organizationName,
    privateKey: encodeKey(key),
    registeredAt,
  };
  const change: StoreChange = {
    identity,
    trust: trust.value,
    settings: settings.value,
    vital: { lock: initialState(registeredAt), time, lastOrder: 0, cause: null, shutDownPending: false, wipe: null },
    append: [{ number: 1, kind: 'event', at: registeredAt, what: 'registered' }],
    reportedFacts: sha256Hex(JSON.stringify(tools.facts)),
  };
  tools.store.commit(change);
  return { ok: true, identity, trustedOnFirstUse: tools.pinnedTrustHash === null };
}
