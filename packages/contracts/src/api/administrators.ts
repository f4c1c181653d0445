/** Who administers: /api/v1/administrators. */
import { type Static, Type } from 'typebox';
import { Base64Url, Language, OneOf, Timestamp, Uuid } from '../primitives.ts';
import { Email, loginIdPattern, NewPassword } from './account-fields.ts';

/** `organization`: everything; `group`: the devices of some groups. */
export const AdministratorRole = OneOf(['organization', 'group']);
export type AdministratorRole = Static<typeof AdministratorRole>;

export const Administrator = Type.Object(
  {
    id: Uuid,
    loginId: Type.String(),
    email: Type.String(),
    language: Language,
    role: AdministratorRole,
    groups: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }), {
      description: 'of a group administrator',
    }),
    state: OneOf(['active', 'invited']),
    secondFactor: Type.Boolean(),
    createdAt: Timestamp,
  },
  { title: 'Administrator' },
);
export type Administrator = Static<typeof Administrator>;
export const AdministratorList = Type.Object({ items: Type.Array(Administrator) });
export type AdministratorList = Static<typeof AdministratorList>;

const GroupIds = Type.Array(Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), { maxItems: 200, uniqueItems: true });

/** How somebody gets the first password: by a link in a mail, by a link that is handed over, or told by whoever makes the account. */
export const AdministratorCreate = Type.Object({
  loginId: Type.String({ pattern: loginIdPattern, description: 'fixed for life' }),
  email: Email,
  language: Language,
  role: AdministratorRole,
  groupIds: GroupIds,
  welcome: OneOf(['mail', 'link', 'password']),
  password: Type.Optional(NewPassword),
});
export type AdministratorCreate = Static<typeof AdministratorCreate>;

/** The secret of the one-time link `/account-link#token=…`; shown this once. */
export const AccountLink = Type.Object({ token: Base64Url(128), expiresAt: Timestamp });
export type AccountLink = Static<typeof AccountLink>;

export const AdministratorCreated = Type.Object({
  administrator: Administrator,
  link: Type.Union([AccountLink, Type.Null()]),
});
export type AdministratorCreated = Static<typeof AdministratorCreated>;

/** PATCH /administrators/{id}; a changed role, groups or password ends every session of that administrator. */
export const AdministratorChange = Type.Object({
  email: Type.Optional(Email),
  language: Type.Optional(Language),
  role: Type.Optional(AdministratorRole),
  groupIds: Type.Optional(GroupIds),
  password: Type.Optional(NewPassword),
});
export type AdministratorChange = Static<typeof AdministratorChange>;

/** PATCH /administrators/me; a new password needs the current one and ends every other session. */
export const AdministratorPatch = Type.Object({
  email: Type.Optional(Email),
  language: Type.Optional(Language),
  currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  newPassword: Type.Optional(NewPassword),
});
export type AdministratorPatch = Static<typeof AdministratorPatch>;

/** POST /administrators/{id}/link: for somebody who has not come yet, or has forgotten the password. */
export const AccountLinkRequest = Type.Object({ by: OneOf(['mail', 'link']) });
export type AccountLinkRequest = Static<typeof AccountLinkRequest>;
export const AccountLinkAnswer = Type.Object({ link: Type.Union([AccountLink, Type.Null()]) });
export type AccountLinkAnswer = Static<typeof AccountLinkAnswer>;

/** GET, PUT /login-rules. */
export const LoginRules = Type.Object({ secondFactorRequired: Type.Boolean() });
export type LoginRules = Static<typeof LoginRules>;
