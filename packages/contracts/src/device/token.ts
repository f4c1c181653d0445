/** Proof of a device's key (RFC 7523, over a server nonce) and signed time: /device/v1/nonce, /token, /time. */
import { type Static, Type } from 'typebox';
import { DeviceMark, EpochMs, Nullable, Sha256Hex, SignedText } from '../primitives.ts';

export const NonceAnswer = Type.Object({ nonce: Type.String({ maxLength: 256 }), expiresInMs: Type.Integer() });
export type NonceAnswer = Static<typeof NonceAnswer>;

/**
 * `assertion` is a compact JWS, alg ES256, kid = device id, with the claims of `AssertionClaims`. No device clock is in it:
 * the server's nonce (good for two minutes, checked without a store) bounds its life.
 */
export const TokenRequest = Type.Object({ assertion: Type.String({ maxLength: 4096 }) });
export type TokenRequest = Static<typeof TokenRequest>;

export const AssertionClaims = Type.Object({
  iss: Type.String(),
  sub: Type.String(),
  aud: Type.Literal('sekisho-device'),
  /** The server's nonce. */
  nonce: Type.String(),
  /** The device's own nonce; the signed grant repeats it. */
  jti: Type.String({ minLength: 16, maxLength: 128 }),
  /** The mark it holds; `null`: none yet. Left out by agents that know of none. */
  mark: Type.Optional(Nullable(DeviceMark)),
  /** SHA-256 of what the machine itself is known by, salted with the organization; left out where nothing is. */
  machine: Type.Optional(Sha256Hex),
  /** SHA-256 of the public key under which a copy becomes a device of its own. */
  successor: Type.Optional(Sha256Hex),
});
export type AssertionClaims = Static<typeof AssertionClaims>;

/** `grant` is a SignedText of domain `token-grant` by a server key of the trust set. */
export const TokenAnswer = Type.Object({
  token: Type.String({ maxLength: 1024 }),
  expiresAt: EpochMs,
  grant: SignedText,
});
export type TokenAnswer = Static<typeof TokenAnswer>;

export const TimeQuery = Type.Object({
  nonce: Type.String({ minLength: 16, maxLength: 128 }),
  organization: Type.String(),
});
export const TimeAnswer = Type.Object({ time: SignedText });
export type TimeAnswer = Static<typeof TimeAnswer>;

/** Text frames of GET /device/v1/live, from server to device; nothing else is ever sent. */
export const LiveMessage = Type.Union([
  /** `traceparent`: the trace that the check-in continues, in its header; whatever is no `Traceparent` is ignored. */
  Type.Object({ type: Type.Literal('check-in'), traceparent: Type.Optional(Type.Unknown()) }),
  /** The server is about to close: come back at some moment of your own choice within that time. */
  Type.Object({ type: Type.Literal('reconnect'), withinMs: Type.Integer({ minimum: 0 }) }),
]);
export type LiveMessage = Static<typeof LiveMessage>;
