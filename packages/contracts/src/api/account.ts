/** One's own way in: second factors, passkeys, one-time links, forgotten passwords. */
import { type Static, Type } from 'typebox';
import { Base64Url, OneOf, Timestamp, Uuid } from '../primitives.ts';
import { NewPassword } from './account-fields.ts';

/** What a browser's `navigator.credentials` takes and gives, as JSON; verified field by field by the server. */
const BrowserJson = Type.Unsafe<Record<string, unknown>>(
  Type.Object({}, { additionalProperties: true, description: 'WebAuthn, as JSON' }),
);
export const PasskeyOptions = BrowserJson;
export const PasskeyResponse = BrowserJson;
const Ticket = Base64Url(64);

/** Asks the browser for a passkey; `ticket` goes back with its answer. */
export const PasskeyQuestion = Type.Object({ ticket: Ticket, options: PasskeyOptions });
export type PasskeyQuestion = Static<typeof PasskeyQuestion>;
export const PasskeyAnswer = Type.Object({ ticket: Ticket, response: PasskeyResponse });
export type PasskeyAnswer = Static<typeof PasskeyAnswer>;

const Code = Type.String({ pattern: '^[0-9]{6}$', 'x-error-code': 'code-wrong' });
const RecoveryCode = Type.String({ minLength: 16, maxLength: 40 });

export const secondFactorMethods = ['app', 'passkey', 'recovery-code'] as const;
/** 202 of POST /session: the password was right, something else is wanted. */
export const SecondStep = Type.Object(
  {
    ticket: Ticket,
    methods: Type.Array(OneOf(secondFactorMethods)),
    passkey: Type.Union([PasskeyOptions, Type.Null()], { description: 'null: no passkey works at this address' }),
  },
  { title: 'SecondStep' },
);
export type SecondStep = Static<typeof SecondStep>;
/** POST /session/second-step: exactly one of code, recovery code and passkey. */
export const SecondStepAnswer = Type.Object({
  ticket: Ticket,
  code: Type.Optional(Code),
  recoveryCode: Type.Optional(RecoveryCode),
  passkey: Type.Optional(PasskeyResponse),
});
export type SecondStepAnswer = Static<typeof SecondStepAnswer>;
/** POST /session/proof: shows again who sits there, by password or passkey. */
export const ProofRequest = Type.Object({
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  passkey: Type.Optional(PasskeyAnswer),
});
export type ProofRequest = Static<typeof ProofRequest>;

export const Passkey = Type.Object(
  { id: Uuid, name: Type.String(), createdAt: Timestamp, lastUsedAt: Type.Union([Timestamp, Type.Null()]) },
  { title: 'Passkey' },
);
export type Passkey = Static<typeof Passkey>;
/** GET /account/second-factors. */
export const SecondFactors = Type.Object({
  app: Type.Boolean({ description: 'an authenticator app is set up' }),
  passkeys: Type.Array(Passkey),
  recoveryCodesLeft: Type.Integer(),
});
export type SecondFactors = Static<typeof SecondFactors>;
/** POST /account/app: not in force until a first code has shown that the app has it. */
export const AppSecret = Type.Object({
  secret: Type.String(),
  uri: Type.String({ description: 'otpauth://, for a QR code' }),
});
export type AppSecret = Static<typeof AppSecret>;
export const AppConfirmation = Type.Object({ code: Code });
export type AppConfirmation = Static<typeof AppConfirmation>;
/** Shown this once; null where there are some already. */
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Union([Type.Array(Type.String()), Type.Null()]) });
export type RecoveryCodes = Static<typeof RecoveryCodes>;
export const PasskeyName = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) });
export type PasskeyName = Static<typeof PasskeyName>;
export const NewPasskey = Type.Object({
  ticket: Ticket,
  response: PasskeyResponse,
  name: Type.String({ minLength: 1, maxLength: 100 }),
});
export type NewPasskey = Static<typeof NewPasskey>;

/** GET /password-reset. */
export const PasswordResetStatus = Type.Object({ byMail: Type.Boolean() });
export type PasswordResetStatus = Static<typeof PasswordResetStatus>;
/** POST /password-reset: the answer is the same whether anybody is called so. */
export const PasswordResetRequest = Type.Object({
  who: Type.String({ minLength: 1, maxLength: 254, description: 'login id or e-mail address' }),
});
export type PasswordResetRequest = Static<typeof PasswordResetRequest>;

/** POST /account-links/look: for whom a link is. */
export const AccountLinkToken = Type.Object({ token: Base64Url(128) });
export type AccountLinkToken = Static<typeof AccountLinkToken>;
export const AccountLinkOwner = Type.Object({
  purpose: OneOf(['invitation', 'password-reset']),
  loginId: Type.String(),
  organizationName: Type.String(),
  expiresAt: Timestamp,
});
export type AccountLinkOwner = Static<typeof AccountLinkOwner>;
/** POST /account-links/use: sets the password, ends every session; logging in follows. */
export const AccountLinkUse = Type.Object({ token: Base64Url(128), newPassword: NewPassword });
export type AccountLinkUse = Static<typeof AccountLinkUse>;

/** GET /mail: how the server sends mail, without secrets. */
export const MailStatus = Type.Object({
  configured: Type.Boolean(),
  host: Type.Union([Type.String(), Type.Null()]),
  port: Type.Union([Type.Integer(), Type.Null()]),
  encryption: Type.Union([OneOf(['starttls', 'tls', 'none']), Type.Null()]),
  user: Type.Union([Type.String(), Type.Null()]),
  from: Type.Union([Type.String(), Type.Null()]),
});
export type MailStatus = Static<typeof MailStatus>;
export const mailOutcomes = [
  'sent',
  'unreachable',
  'encryption-failed',
  'login-refused',
  'address-refused',
  'failed',
] as const;
/** POST /mail/test: to one's own address; `answer` is what the mail server said. */
export const MailTest = Type.Object({
  outcome: OneOf(mailOutcomes),
  to: Type.String(),
  answer: Type.Union([Type.String(), Type.Null()]),
});
export type MailTest = Static<typeof MailTest>;
