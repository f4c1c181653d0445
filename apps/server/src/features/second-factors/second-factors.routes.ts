/** /api/v1/account: one's own second factors; the organization's rule; help for somebody who has lost them. */
import {
  AppConfirmation,
  AppSecret,
  LoginRules,
  NewPasskey,
  PasskeyQuestion,
  RecoveryCodes,
  SecondFactors as SecondFactorsAnswer,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal, SessionPrincipal } from '../../platform/authorization/permissions.ts';
import { requireRecentProof, requireSession } from '../../platform/authorization/require-session.ts';
import type { Clock } from '../../platform/clock.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { passkeyPlaceOf } from './passkey-place.rules.ts';
import type { Passkeys } from './passkeys.ts';
import type { SecondFactors } from './second-factors.service.ts';

export interface SecondFactorsRoutesPorts {
  readonly secondFactors: SecondFactors;
  readonly passkeys: Pick<Passkeys, 'askForNew'>;
  readonly clock: Clock;
}

const own = { public: "the caller's own account: needs a session, which the handler asks for" } as const;
const ById = Type.Object({ id: Uuid });

export function secondFactorsRoutes(ports: SecondFactorsRoutesPorts): AnyRoute[] {
  const { secondFactors, passkeys, clock } = ports;

  function proven(asker: Principal | null): SessionPrincipal {
    const principal = requireSession(asker);
    requireRecentProof(principal, clock.now());
    return principal;
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/account/second-factors',
      operationId: 'getSecondFactors',
      summary: 'Your second factors',
      access: own,
      schema: { response: { 200: SecondFactorsAnswer } },
      handler: ({ principal }) => secondFactors.of(requireSession(principal).administratorId),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account/app',
      operationId: 'beginAuthenticatorApp',
      summary: 'A secret for an authenticator app; in force once a code has confirmed it',
      access: own,
      schema: { response: { 201: AppSecret } },
      handler: ({ principal }) => secondFactors.beginApp(proven(principal)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account/app/confirm',
      operationId: 'confirmAuthenticatorApp',
      summary: 'Confirm the app with its first code; the first factor brings recovery codes, shown this once',
      access: own,
      schema: { body: AppConfirmation, response: { 200: RecoveryCodes } },
      handler: ({ principal, body }) => secondFactors.confirmApp(proven(principal), body.code),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/account/app',
      operationId: 'removeAuthenticatorApp',
      summary: 'Remove the authenticator app',
      access: own,
      schema: { response: { 204: Type.Null() } },
      handler: async ({ principal }) => {
        await secondFactors.removeApp(proven(principal));
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account/passkeys/question',
      operationId: 'askForNewPasskey',
      summary: 'What to ask the browser for to make a passkey',
      access: own,
      schema: { response: { 200: PasskeyQuestion } },
      handler: async ({ principal, request }) => {
        const { administratorId: id, loginId } = proven(principal);
        return passkeys.askForNew({ id, loginId }, passkeyPlaceOf(request));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account/passkeys',
      operationId: 'addPasskey',
      summary: 'Keep the passkey the browser has made; the first factor brings recovery codes, shown this once',
      access: own,
      schema: { body: NewPasskey, response: { 201: RecoveryCodes } },
      handler: ({ principal, body, request }) =>
        secondFactors.addPasskey(proven(principal), body, passkeyPlaceOf(request)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/account/passkeys/:id',
      operationId: 'removePasskey',
      summary: 'Remove one of your passkeys',
      access: own,
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await secondFactors.removePasskey(proven(principal), params.id);
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account/recovery-codes',
      operationId: 'renewRecoveryCodes',
      summary: 'New recovery codes, shown this once; the older ones are void',
      access: own,
      schema: { response: { 201: RecoveryCodes } },
      handler: ({ principal }) => secondFactors.renewRecoveryCodes(proven(principal)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/administrators/:id/second-factors',
      operationId: 'removeSecondFactorsOf',
      summary: 'Remove every second factor of an administrator who has lost them; every session ends',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await secondFactors.removeAllOf(principal, params.id);
        return null;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/login-rules',
      operationId: 'getLoginRules',
      summary: 'What the organization wants of every log-in',
      access: { permission: 'administrators.read' },
      schema: { response: { 200: LoginRules } },
      handler: async ({ principal }) => ({
        secondFactorRequired: await secondFactors.isRequired(principal.organizationId),
      }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/login-rules',
      operationId: 'setLoginRules',
      summary: 'Want a second factor of everybody; who has none may do nothing but set one up',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { body: LoginRules, response: { 200: LoginRules } },
      handler: async ({ principal, body }) => {
        await secondFactors.setRequired(principal, body.secondFactorRequired);
        return { secondFactorRequired: body.secondFactorRequired };
      },
    }),
  ];
}
