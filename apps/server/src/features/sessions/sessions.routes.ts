/** /api/v1/session: log in, log out, who am I. */
import { LoginRequest, ProofRequest, Session } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { requireSession } from '../../platform/authorization/require-session.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type Administrators, rightsOfSession } from '../administrators/index.ts';
import type { Organizations } from '../organizations/index.ts';
import { expiredSessionCookie, sessionCookie, sessionCookieName } from './session-cookie.ts';
import type { Sessions } from './sessions.service.ts';

export interface SessionsRoutesPorts {
  readonly sessions: Sessions;
  readonly administrators: Pick<Administrators, 'get' | 'access'>;
  readonly organizations: Pick<Organizations, 'get'>;
}

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

export function sessionsRoutes(ports: SessionsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/session',
      operationId: 'logIn',
      summary: 'Log in with login id and password; the answer sets the session cookie',
      access: { public: 'this is how one becomes known' },
      schema: { body: LoginRequest, response: { 200: Session } },
      handler: async ({ body, request, reply }) => {
        const secure = request.protocol === 'https';
        const previous = request.cookies[sessionCookieName(secure)];
        const { secret, ...owner } = await ports.sessions.logIn(body.loginId, body.password, previous);
        reply.header('set-cookie', sessionCookie(secret, secure));
        return describe(ports, owner);
      },
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
        if (principal?.kind === 'session') await ports.sessions.logOut(principal);
        reply.header('set-cookie', expiredSessionCookie(request.protocol === 'https'));
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/session/proof',
      operationId: 'proveSession',
      summary: 'Show again who sits there, for what asks for a recent proof',
      access: { public: "the caller's own session, which the handler asks for" },
      schema: { body: ProofRequest, response: { 204: Type.Null() } },
      handler: async ({ principal, body }) => {
        await ports.sessions.proveByPassword(requireSession(principal), body.password ?? '');
        return null;
      },
    }),
  ];
}
