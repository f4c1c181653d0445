/** /api/v1/session: log in, log out, who am I. */
import {
  LoginRequest,
  PasskeyAnswer,
  PasskeyQuestion,
  ProofRequest,
  SecondStep,
  SecondStepAnswer,
  Session,
} from '@sekisho/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { requireSession } from '../../platform/authorization/require-session.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type Administrators, rightsOfSession } from '../administrators/index.ts';
import type { Organizations } from '../organizations/index.ts';
import { type Passkeys, passkeyPlaceOf } from '../second-factors/index.ts';
import { expiredSessionCookie, sessionCookie, sessionCookieName } from './session-cookie.ts';
import type { Browser, LogIn, Sessions } from './sessions.service.ts';

export interface SessionsRoutesPorts {
  readonly sessions: Sessions;
  readonly administrators: Pick<Administrators, 'get' | 'access'>;
  readonly organizations: Pick<Organizations, 'get'>;
  readonly passkeys: Pick<Passkeys, 'ask'>;
  /** Counts questions of whoever is not known yet, by address. */
  readonly limit: { waitSeconds(address: string): number; wrong(address: string): void };
}

const own = { public: "the caller's own session, which the handler asks for" } as const;

type Asker = Pick<Principal, 'organizationId' | 'administratorId'>;

async function describe(
  ports: SessionsRoutesPorts,
  asker: Asker,
  permissions?: Principal['permissions'],
): Promise<Session> {
  const administrator = await ports.administrators.get(asker.organizationId, asker.administratorId);
  const access = await ports.administrators.access(asker.organizationId, asker.administratorId);
  if (administrator === null || access === null) throw new SekishoError('authentication-required');
  const organization = await ports.organizations.get(asker.organizationId);
  return {
    administrator: {
      id: administrator.id,
      loginId: administrator.login_id,
      email: administrator.email,
      language: administrator.language,
      role: administrator.role,
    },
    organization: { id: organization.id, code: organization.code, name: organization.name },
    permissions: [...(permissions ?? rightsOfSession(access).permissions)],
    secondFactor: { present: access.has_second_factor, required: access.second_factor_required },
  };
}

function browserOf(request: FastifyRequest): Browser {
  const previousSecret = request.cookies[sessionCookieName(request.protocol === 'https')];
  return { previousSecret, place: passkeyPlaceOf(request) };
}

export function sessionsRoutes(ports: SessionsRoutesPorts): AnyRoute[] {
  const { sessions, passkeys, limit } = ports;

  async function admit({ secret, ...owner }: LogIn, request: FastifyRequest, reply: FastifyReply): Promise<Session> {
    reply.header('set-cookie', sessionCookie(secret, request.protocol === 'https'));
    return describe(ports, owner);
  }

  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/session',
      operationId: 'logIn',
      summary: 'Log in with login id and password; the answer sets the session cookie, or (202) asks for a second step',
      access: { public: 'this is how one becomes known' },
      schema: { body: LoginRequest, response: { 200: Session, 202: SecondStep } },
      handler: async ({ body, request, reply }) => {
        const outcome = await sessions.logIn(body, browserOf(request));
        if ('secret' in outcome) return admit(outcome, request, reply);
        reply.code(202);
        return outcome;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/second-step',
      operationId: 'takeSecondStep',
      summary: 'The second step of a log-in: a code, a recovery code or a passkey',
      access: { public: 'this is how one becomes known' },
      schema: { body: SecondStepAnswer, response: { 200: Session } },
      handler: async ({ body, request, reply }) =>
        admit(await sessions.logInBySecondStep(body, browserOf(request)), request, reply),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/passkey/question',
      operationId: 'askForPasskey',
      summary: 'What to ask the browser for to log in with a passkey alone',
      access: { public: 'this is how one becomes known' },
      schema: { response: { 200: PasskeyQuestion } },
      handler: async ({ request }) => {
        const retryAfterSeconds = limit.waitSeconds(request.ip);
        if (retryAfterSeconds > 0) throw new SekishoError('too-many-requests', { retryAfterSeconds });
        limit.wrong(request.ip);
        return passkeys.ask('log-in', null, passkeyPlaceOf(request));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/passkey',
      operationId: 'logInWithPasskey',
      summary: 'Log in with a passkey alone',
      access: { public: 'this is how one becomes known' },
      schema: { body: PasskeyAnswer, response: { 200: Session } },
      handler: async ({ body, request, reply }) =>
        admit(await sessions.logInByPasskey(body, browserOf(request)), request, reply),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/proof/question',
      operationId: 'askForProof',
      summary: 'What to ask the browser for to show again, with a passkey, who sits there',
      access: own,
      schema: { response: { 200: PasskeyQuestion } },
      handler: async ({ principal, request }) =>
        passkeys.ask('proof', requireSession(principal).administratorId, passkeyPlaceOf(request)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/session',
      operationId: 'getSession',
      summary: 'Who is asking, and what they may do',
      access: { public: 'answers about the caller alone; 401 when there is none' },
      schema: { response: { 200: Session } },
      handler: async ({ principal }) => {
        if (principal === null) throw new SekishoError('authentication-required');
        return describe(ports, principal, principal.permissions);
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/session',
      operationId: 'logOut',
      summary: 'End this session',
      access: { public: 'ending a session that is already over is no fault' },
      schema: { response: { 204: Type.Null() } },
      handler: async ({ principal, request, reply }) => {
        if (principal?.kind === 'session') await sessions.logOut(principal);
        reply.header('set-cookie', expiredSessionCookie(request.protocol === 'https'));
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/proof',
      operationId: 'proveSession',
      summary: 'Show again who sits there, for what asks for a recent proof',
      access: own,
      schema: { body: ProofRequest, response: { 204: Type.Null() } },
      handler: async ({ principal, body, request }) => {
        await sessions.prove(requireSession(principal), body, passkeyPlaceOf(request));
        return null;
      },
    }),
  ];
}
