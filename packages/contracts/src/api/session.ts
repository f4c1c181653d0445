/** Set-up, log-in, API tokens, administrators: /api/v1/setup, /session, /api-tokens, /administrators. */
import { type Static, Type } from 'typebox';
import { Base64Url, Language, OneOf, Timestamp, Uuid } from '../primitives.ts';

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
  'policies.read',
  'policies.write',
  'policies.keys',
  'groups.read',
  'groups.write',
  'history.read',
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

export const loginIdPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$';
export const emailPattern = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$";
export const passwordMinLength = 12;

/** `x-error-code`: the code of the catalogue that says best what is wrong with the value. */
const Email = Type.String({ pattern: emailPattern, maxLength: 254, 'x-error-code': 'email-invalid' });
const NewPassword = Type.String({
  minLength: passwordMinLength,
  maxLength: 256,
  'x-error-code': 'password-too-weak',
});

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
  administrator: Type.Object({ id: Uuid, loginId: Type.String(), email: Type.String(), language: Language }),
  organization: Type.Object({ id: Uuid, code: Type.String(), name: Type.String() }),
  permissions: Type.Array(PermissionName),
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

export const Administrator = Type.Object({
  id: Uuid,
  loginId: Type.String(),
  email: Type.String(),
  role: Type.Literal('organization'),
  createdAt: Timestamp,
});
export type Administrator = Static<typeof Administrator>;
export const AdministratorList = Type.Object({ items: Type.Array(Administrator) });
export type AdministratorList = Static<typeof AdministratorList>;

/** PATCH /administrators/me; a new password needs the current one and ends every other session. */
export const AdministratorPatch = Type.Object({
  email: Type.Optional(Email),
  language: Type.Optional(Language),
  currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  newPassword: Type.Optional(NewPassword),
});
export type AdministratorPatch = Static<typeof AdministratorPatch>;
