/** Values that many schemas share: ids, times, codes, and their bounds. */
import { type Static, Type } from 'typebox';

const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

export const Nullable = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()]);

/** One of these words. A union made by mapping over them would lose their types. */
export const OneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>(Type.Union(words.map((word) => Type.Literal(word))));

/** A version 7 UUID in lower case. */
export const Uuid = Type.String({ pattern: uuidPattern });

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };
export type OrganizationId = Branded<'OrganizationId'>;
export type DeviceId = Branded<'DeviceId'>;
export type AdministratorId = Branded<'AdministratorId'>;
export type CommandId = Branded<'CommandId'>;

/** Milliseconds since 1970-01-01T00:00:00Z; up to the year 9999. */
export const EpochMs = Type.Integer({ minimum: 0, maximum: 253_402_300_799_999 });

/** RFC 3339, as every time in the console's API; those we give are in UTC. No year 0, leap second or offset that a database refuses. */
export const Timestamp = Type.String({
  format: 'date-time',
  maxLength: 40,
  pattern: '^(?!0000).{10}(?!.*:60)(?!.*[+-](1[5-9]|2)).*$',
});

/** Bytes in base64url without padding. */
export const Base64Url = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength });

/** 64 hexadecimal digits. */
export const Sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** A01 … A10 to begin with; any capital letter and two digits can be added. */
export const PolicyCode = Type.String({ pattern: '^[A-Z][0-9]{2}$' });

/** A revision of settings or policies: one rising number per organization. */
export const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** `passkey`: the assertion (WebAuthn) that the signature belongs to, as authenticator and browser made it. */
export const Signature = Type.Object(
  {
    keyId: Type.String({ maxLength: 64 }),
    signature: Base64Url(1024),
    passkey: Type.Optional(Type.Object({ authenticatorData: Base64Url(2048), clientDataJson: Base64Url(4096) })),
  },
  { title: 'Signature' },
);
export type Signature = Static<typeof Signature>;

/** A statement that somebody signed: the text is verified before it is parsed. */
export const SignedText = Type.Object({
  text: Type.String({ maxLength: 262_144 }),
  signatures: Type.Array(Signature, { minItems: 1, maxItems: 16 }),
});
export type SignedText = Static<typeof SignedText>;

export const Language = Type.Union([Type.Literal('ja'), Type.Literal('en')]);
export type Language = Static<typeof Language>;

/**
 * By which two holders of one identity are told apart: `number.random`, given with each token and shown at the next proof. Numbers rise, so
 * that a server that was restored from a backup knows itself to be behind.
 */
export const DeviceMark = Type.String({ maxLength: 60, pattern: '^[0-9]{1,15}\\.[A-Za-z0-9_-]{22}$' });
