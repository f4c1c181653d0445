/** What is signed: trust sets, intents, envelopes, notices. Each is the `text` of a SignedText under a domain of its own. */
import { type Static, Type } from 'typebox';
import { Approval } from './approval.ts';
import { Base64Url, DeviceMark, EpochMs, PolicyCode, Revision, Sha256Hex, Uuid } from './primitives.ts';

/** Domains keep a signature for one purpose from being used for another; the signed bytes are `sekisho/<domain>/v1\n` + text. */
export const signingDomains = [
  'trust-set',
  'policy',
  'intent',
  'envelope',
  'deregistration',
  'token-grant',
  'time',
  'batch',
  'approver',
  'wipe-receipt',
  'unlock-key',
  'audit-checkpoint',
  'audit-cut',
  'agent-release',
] as const;
export type SigningDomain = (typeof signingDomains)[number];

export const SignerRole = Type.Union([Type.Literal('server'), Type.Literal('approver'), Type.Literal('recovery')]);
export type SignerRole = Static<typeof SignerRole>;

/**
 * Of approvers only. A `passkey` signs by WebAuthn assertions, a `key` (left out: that) plainly. Approvals are counted by `holder`, so
 * that one person with two keys is one; a signer without counts for itself.
 */
const approverFields = {
  use: Type.Optional(Type.Union([Type.Literal('key'), Type.Literal('passkey')])),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  holder: Type.Optional(Uuid),
  credentialId: Type.Optional(Base64Url(1400)),
};

export const Signer = Type.Object({
  keyId: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'first 32 hex digits of SHA-256 over the public key',
  }),
  role: SignerRole,
  algorithm: Type.Union([Type.Literal('ES256'), Type.Literal('RS256'), Type.Literal('EdDSA')]),
  publicKey: Base64Url(2048),
  ...approverFields,
});
export type Signer = Static<typeof Signer>;

export const CommandKind = Type.Union([
  Type.Literal('lock'),
  Type.Literal('unlock'),
  Type.Literal('wipe'),
  Type.Literal('collect-inventory'),
]);
export type CommandKind = Static<typeof CommandKind>;

/**
 * How many approvers a kind needs, and how many of its statements one approval may cover. `deregistration`, `policy` and the kinds of
 * commands can be put under approval.
 */
export const ApprovalRule = Type.Object({
  kind: Type.String({ minLength: 1, maxLength: 64 }),
  approvals: Type.Integer({ minimum: 0, maximum: 8 }),
  maxDevices: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
});
export type ApprovalRule = Static<typeof ApprovalRule>;

/** Signs releases of the agent and nothing else; its private half is on no server. */
export const ReleaseKey = Type.Object({
  keyId: Type.String({ minLength: 1, maxLength: 64 }),
  /** SPKI DER of a P-256 key. */
  publicKey: Base64Url(256),
  name: Type.String({ minLength: 1, maxLength: 100 }),
});
export type ReleaseKey = Static<typeof ReleaseKey>;

export const TrustSet = Type.Object({
  organization: Uuid,
  version: Type.Integer({ minimum: 1 }),
  previous: Type.Union([Sha256Hex, Type.Null()]),
  issuedAt: EpochMs,
  rules: Type.Array(ApprovalRule, { maxItems: 64 }),
  signers: Type.Array(Signer, { minItems: 1, maxItems: 64 }),
  console: Type.Union([
    Type.Object({ origin: Type.String({ maxLength: 300 }), rpId: Type.String({ maxLength: 300 }) }),
    Type.Null(),
  ]),
  /** Changed by the recovery key alone. Not there before the first: no update is taken then. */
  releaseKeys: Type.Optional(Type.Array(ReleaseKey, { maxItems: 8 })),
});
export type TrustSet = Static<typeof TrustSet>;

/** What a person (or a rule) wants done. Locks and unlocks have no `notAfter`: they hold until superseded. */
export const Intent = Type.Object({
  id: Uuid,
  organization: Uuid,
  devices: Type.Array(Uuid, { minItems: 1, maxItems: 1000 }),
  kind: Type.String({ minLength: 1, maxLength: 64 }),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  issuedAt: EpochMs,
  notAfter: Type.Union([EpochMs, Type.Null()]),
});
export type Intent = Static<typeof Intent>;

/** One delivery of an intent to one device: made anew each time, valid ten minutes, `order` rises per device. */
export const Envelope = Type.Object({
  device: Uuid,
  order: Type.Integer({ minimum: 1 }),
  issuedAt: EpochMs,
  expiresAt: EpochMs,
  intent: Type.String({ maxLength: 65_536 }),
  approvals: Type.Array(Approval, { maxItems: 8 }),
});
export type Envelope = Static<typeof Envelope>;

export const envelopeLifetimeMs = 10 * 60_000;

export const DeregistrationNotice = Type.Object({ organization: Uuid, device: Uuid, at: EpochMs });
export type DeregistrationNotice = Static<typeof DeregistrationNotice>;

/** Answer to a proof: the seal's key, for as long as the token lives, and the server's time, bound to the device's nonce. */
export const TokenGrant = Type.Object({
  device: Uuid,
  nonce: Type.String({ maxLength: 128 }),
  sealKey: Base64Url(64),
  serverTime: EpochMs,
  expiresAt: EpochMs,
  /** To be kept before the token is used, and shown at the next proof. */
  mark: Type.Optional(DeviceMark),
});
export type TokenGrant = Static<typeof TokenGrant>;

export const SignedTime = Type.Object({ nonce: Type.String({ maxLength: 128 }), serverTime: EpochMs });
export type SignedTime = Static<typeof SignedTime>;

/** What an unlock key states: a file on removable media that releases devices under one policy for an hour (N06). */
export const UnlockKey = Type.Object({
  organization: Uuid,
  policy: PolicyCode,
  /** Rises with every key issued for the policy, and is never given again: a lower one than the device's is worthless. */
  number: Revision,
  issuedAt: EpochMs,
});
export type UnlockKey = Static<typeof UnlockKey>;

/** The one name under which a policy's key is looked for, at the root of removable media. */
export function unlockKeyFileName(policyCode: string): string {
  return `sekisho-unlock-${policyCode}.key`;
}

/** Names of keys of any policy. */
export const unlockKeyFilePattern = /^sekisho-unlock-[A-Z][0-9]{2}\.key$/;

/** A file that is longer is no key. */
export const unlockKeyMaxBytes = 16_384;
