/** Proof of a device's key for a token of an hour, and the check of that token at every call. */
import type { KeyObject } from 'node:crypto';
import type {
  AssertionClaims,
  SignedText,
  SignedTime,
  SigningDomain,
  TokenAnswer,
  TokenGrant,
} from '@sekisho/contracts';
import { importPublicKey, readAssertionDevice, verifyAssertion } from '@sekisho/trust';
import type { Clock } from '../../platform/clock.ts';
import type { DeviceRate } from '../../platform/http/admission/device-rate.ts';
import type { Randomness } from '../../platform/ids.ts';
import type { ServiceKeys } from '../../platform/keys/service-keys.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { DeviceRecord } from '../registration/index.ts';
import {
  type DeviceIdentity,
  makeToken,
  readToken,
  sealKeyOf,
  type TokenKeys,
  tokenLifetimeMs,
} from './bearer-token.rules.ts';
import { isNonceGood, makeNonce, nonceLifetimeMs, nonceRandomBytes } from './nonce.rules.ts';
import type { Revocations } from './revocations.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

export interface DeviceTokensPorts {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly serviceKeys: ServiceKeys;
  readonly revocations: Pick<Revocations, 'isRevoked'>;
  /** Asked at every call whose token is good. */
  readonly rate: DeviceRate;
  readonly findDevice: (deviceId: string) => Promise<DeviceRecord | null>;
  readonly signFor: (organizationId: string, domain: SigningDomain, text: string) => Promise<SignedText>;
  /** The mark that goes with the next token; `null`: none; `copy`: another machine holds the identity. */
  readonly showMark: (record: DeviceRecord, claims: AssertionClaims) => Promise<string | null | 'copy'>;
}

export interface Proof {
  readonly record: DeviceRecord;
  /** Under the key of the holder before: another machine has come in its place since. */
  readonly isFormer: boolean;
  readonly claims: AssertionClaims;
}

export interface DeviceTokens {
  /** Loads the keys; call before anything else. */
  start(): Promise<void>;
  nonce(): { nonce: string; expiresInMs: number };
  /** Throws `assertion-invalid`, `nonce-expired`, `deregistered` (with the signed notice). */
  verify(assertion: string): Promise<Proof>;
  /** Throws as `verify` does, and `identity-copied`. */
  prove(assertion: string): Promise<TokenAnswer>;
  /** Of the header `Authorization`; `null` where it holds no good token. Does not look at revocation. */
  read(authorization: string | undefined): DeviceIdentity | null;
  /** Throws `device-token-invalid`, `deregistered` (with the signed notice), `too-many-requests`. */
  authenticate(authorization: string | undefined): Promise<DeviceIdentity>;
  /** For whoever sends a long body, before it is read. Throws `device-token-invalid`. */
  requireToken(headers: { readonly authorization?: string | undefined }): void;
  /** The refusal for a device that is not active: `deregistered` with its notice, or `device-token-invalid`. */
  refusalFor(deviceId: string): Promise<SekishoError>;
  /** The time, signed for one question. Throws `not-found` when there is no such organization. */
  time(organizationId: string, nonce: string): Promise<SignedText>;
}

const maximumKeys = 50_000;
/** Some 700 bytes each; of a greater fleet most are verified each time, which costs little more than 5 µs. */
const rememberedTokens = 25_000;
const tokenIdBytes = 16;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createDeviceTokens(ports: DeviceTokensPorts): DeviceTokens {
  const { clock } = ports;
  let serviceKeys: (TokenKeys & { readonly nonce: Buffer }) | null = null;
  /** By device and holder: the public key of a holder never changes. */
  const keys = new Map<string, KeyObject>();
  const verified = createVerifiedTokens(rememberedTokens);

  function loadedKeys(): TokenKeys & { readonly nonce: Buffer } {
    if (serviceKeys === null) throw new SekishoError('service-unavailable', { retryAfterSeconds: 1 });
    return serviceKeys;
  }

  const refusalFor = async (deviceId: string) => refusalOf(await ports.findDevice(deviceId));

  function refusalOf(record: DeviceRecord | null): SekishoError {
    if (record?.state !== 'deregistered') return new SekishoError('device-token-invalid');
    return new SekishoError('deregistered', record.notice === null ? {} : { notice: record.notice });
  }

  function keyOf({ id, holder, publicKey }: DeviceRecord): KeyObject | null {
    const name = `${id}/${holder}`;
    const key = keys.get(name) ?? importPublicKey(publicKey);
    if (key === null || keys.has(name)) return key;
    if (keys.size >= maximumKeys) for (const oldest of keys.keys()) if (keys.delete(oldest)) break;
    keys.set(name, key);
    return key;
  }

  function verifyWith(assertion: string, record: DeviceRecord): Pick<Proof, 'claims' | 'isFormer'> | null {
    const key = keyOf(record);
    const claims = key === null ? null : verifyAssertion(assertion, key);
    if (claims?.ok) return { claims: claims.value, isFormer: false };
    const former = record.formerKey === null ? null : importPublicKey(record.formerKey);
    const formers = former === null ? null : verifyAssertion(assertion, former);
    return formers?.ok ? { claims: formers.value, isFormer: true } : null;
  }

  async function verify(assertion: string): Promise<Proof> {
    const named = readAssertionDevice(assertion);
    // The record itself is asked each time, so a deregistration counts from its commit on; only imported keys are remembered.
    const record = named.ok && uuidPattern.test(named.value) ? await ports.findDevice(named.value) : null;
    const proven = record === null ? null : verifyWith(assertion, record);
    if (record === null || proven === null) throw new SekishoError('assertion-invalid');
    if (!isNonceGood(loadedKeys().nonce, proven.claims.nonce, clock.now())) throw new SekishoError('nonce-expired');
    if (record.state !== 'active') throw refusalOf(record);
    return { record, ...proven };
  }

  async function grant(
    { id: deviceId, organizationId, holder }: DeviceRecord,
    deviceNonce: string,
    mark: string | null,
  ): Promise<TokenAnswer> {
    const serverTime = clock.now();
    const expiresAt = serverTime + tokenLifetimeMs;
    const id = ports.randomness.bytes(tokenIdBytes).toString('base64url');
    const sealKey = sealKeyOf(loadedKeys(), id);
    const content: TokenGrant = {
      device: deviceId,
      nonce: deviceNonce,
      sealKey,
      serverTime,
      expiresAt,
      ...(mark === null ? {} : { mark }),
    };
    return {
      token: makeToken(loadedKeys(), { deviceId, organizationId, holder, expiresAt, id }),
      expiresAt,
      grant: await ports.signFor(organizationId, 'token-grant', JSON.stringify(content)),
    };
  }

  function read(authorization: string | undefined): DeviceIdentity | null {
    if (authorization === undefined) return null;
    const known = verified.get(authorization);
    // Whatever was remembered ends with the token; that the device is not revoked is asked by whoever calls, each time.
    if (known !== undefined) return clock.now() < known.expiresAt ? known : null;
    const token = /^Bearer ([\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    const identity = token === undefined ? null : readToken(loadedKeys(), token, clock.now());
    if (identity !== null) verified.remember(authorization, identity);
    return identity;
  }

  return {
    async start() {
      const [token, seal, nonce] = await Promise.all(
        ['device-token', 'device-seal', 'device-nonce'].map((purpose) => ports.serviceKeys.get(purpose)),
      );
      if (token === undefined || seal === undefined || nonce === undefined) throw new Error('no service keys');
      serviceKeys = { token, seal, nonce };
    },
    nonce: () => ({
      nonce: makeNonce(loadedKeys().nonce, clock.now(), ports.randomness.bytes(nonceRandomBytes)),
      expiresInMs: nonceLifetimeMs,
    }),
    verify,
    async prove(assertion) {
      const { record, claims, isFormer } = await verify(assertion);
      if (isFormer) throw new SekishoError('identity-copied');
      const mark = await ports.showMark(record, claims);
      if (mark === 'copy') throw new SekishoError('identity-copied');
      return grant(record, claims.jti, mark);
    },
    read,
    async authenticate(authorization) {
      const identity = read(authorization);
      if (identity === null) throw new SekishoError('device-token-invalid');
      if (ports.revocations.isRevoked(identity)) throw await refusalFor(identity.deviceId);
      ports.rate.take(identity.deviceId);
      return identity;
    },
    requireToken({ authorization }) {
      if (read(authorization) === null) throw new SekishoError('device-token-invalid');
    },
    refusalFor,
    async time(organizationId, nonce) {
      if (!uuidPattern.test(organizationId)) throw new SekishoError('not-found');
      const content: SignedTime = { nonce, serverTime: clock.now() };
      return ports.signFor(organizationId, 'time', JSON.stringify(content));
    },
  };
}
