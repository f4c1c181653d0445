/** Set-up, log-in, API tokens: /api/v1/setup, /session, /api-tokens. */
import { type Static, Type } from 'typebox';
import { Base64Url, Language, OneOf, Timestamp, Uuid } from '../primitives.ts';
import { Email, loginIdPattern, NewPassword } from './account-fields.ts';
import { AdministratorRole } from './administrators.ts';

/** Everything a principal can be allowed; routes name what they need. */
export const permissions = [
  'devices.read',
  'devices.write',
  'devices.command',
  'devices.wipe',
  'devices.deregister',
  'devices.import',
  'locations.read',
  'inventory.read',
  'inventory.collect',
  'policies.read',
  'policies.write',
  'policies.keys',
  'groups.read',
  'groups.write',
  'history.read',
  'installers.read',
  'installers.write',
  'installers.download',
  'approvals.read',
  'approvals.write',
  'administrators.read',
  'administrators.write',
  'tokens.read',
  'tokens.write',
  'system.read',
  'system.write',
  'uninstall-password.read',
  'audit.read',
  'metrics.read',
] as const;
export type Permission = (typeof permissions)[number];
export const PermissionName = OneOf(permissions);

export const SetupStatus = Type.Object({ needed: Type.Boolean() });
export type SetupStatus = Static<typeof SetupStatus>;

/** `token` is the secret of the one-time link `/setup#token=…`. */
export const SetupRequest = Type.Object(
  {
    token: Type.String({ minLength: 16, maxLength: 128 }),
    organizationName: Type.String({ minLength: 1, maxLength: 100 }),
    contractedDevices: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    loginId: Type.String({ pattern: loginIdPattern, description: 'fixed for life' }),
    password: NewPassword,
    email: Email,
    language: Language,
  },
  { title: 'SetupRequest' },
);
export type SetupRequest = Static<typeof SetupRequest>;

/** `recoveryKey` is shown this once and stored nowhere. The answer also logs the administrator in (cookie). */
export const SetupAnswer = Type.Object({ organizationCode: Type.String(), recoveryKey: Type.String() });
export type SetupAnswer = Static<typeof SetupAnswer>;

export const LoginRequest = Type.Object({
  loginId: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 256 }),
});
export type LoginRequest = Static<typeof LoginRequest>;

/** Who is asking and what they may do: GET /session, and the answer of POST /session. */
export const Session = Type.Object({
  administrator: Type.Object({
    id: Uuid,
    loginId: Type.String(),
    email: Type.String(),
    language: Language,
    role: AdministratorRole,
  }),
  organization: Type.Object({ id: Uuid, code: Type.String(), name: Type.String() }),
  permissions: Type.Array(PermissionName),
  secondFactor: Type.Object({
    present: Type.Boolean(),
    required: Type.Boolean({ description: 'by the organization; without one nothing is permitted but setting it up' }),
  }),
});
export type Session = Static<typeof Session>;

export const ApiToken = Type.Object({
  id: Uuid,
  name: Type.String(),
  prefix: Type.String({ description: 'the first characters of the secret, to recognise it' }),
  permissions: Type.Array(PermissionName),
  createdAt: Timestamp,
  expiresAt: Type.Union([Timestamp, Type.Null()]),
  lastUsedAt: Type.Union([Timestamp, Type.Null()]),
});
export type ApiToken = Static<typeof ApiToken>;
export const ApiTokenList = Type.Object({ items: Type.Array(ApiToken) });
export type ApiTokenList = Static<typeof ApiTokenList>;

export const ApiTokenRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  permissions: Type.Array(PermissionName, { minItems: 1, uniqueItems: true }),
  expiresAt: Type.Union([Timestamp, Type.Null()]),
});
export type ApiTokenRequest = Static<typeof ApiTokenRequest>;
/** `secret` is shown this once; only its hash is stored. */
export const ApiTokenCreated = Type.Object({ token: ApiToken, secret: Base64Url(128) });
export type ApiTokenCreated = Static<typeof ApiTokenCreated>;
