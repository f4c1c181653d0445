/** /api/v1/administrators: who administers, and one's own account. */
import {
  type AccountLink,
  AccountLinkAnswer,
  AccountLinkRequest,
  Administrator,
  AdministratorChange,
  AdministratorCreate,
  AdministratorCreated,
  AdministratorList,
  AdministratorPatch,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { requireRecentProof, requireSession } from '../../platform/authorization/require-session.ts';
import type { Clock } from '../../platform/clock.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Administrators } from './administrators.service.ts';
import type { ListedAdministrator } from './administrators.store.ts';
import type { Managing } from './managing.service.ts';

export interface AdministratorsRoutesPorts {
  readonly administrators: Administrators;
  readonly managing: Managing;
  readonly clock: Clock;
  /** A one-time link to a first or new password: sent by mail (then `null`), or to be handed over. Throws `mail-not-set-up`. Of the account links. */
  readonly makeLink: (
    principal: Principal,
    administratorId: string,
    by: 'mail' | 'link',
  ) => Promise<AccountLink | null>;
  /** Throws `mail-not-set-up`. */
  readonly requireMail: () => void;
}

function toAnswer(row: ListedAdministrator): Administrator {
  return {
    id: row.id,
    loginId: row.login_id,
    email: row.email,
    language: row.language,
    role: row.role,
    groups: row.groups,
    state: row.password_hash === null ? 'invited' : 'active',
    secondFactor: row.has_second_factor,
    createdAt: row.created_at.toISOString(),
  };
}

const ById = Type.Object({ id: Uuid });

export function administratorsRoutes(ports: AdministratorsRoutesPorts): AnyRoute[] {
  const { administrators, managing } = ports;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/administrators',
      operationId: 'listAdministrators',
      summary: 'Everybody who administers this organization',
      access: { permission: 'administrators.read' },
      schema: { response: { 200: AdministratorList } },
      handler: async ({ principal }) => ({ items: (await managing.list(principal.organizationId)).map(toAnswer) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/administrators',
      operationId: 'createAdministrator',
      summary:
        'Make an administrator, of the whole organization or of groups; invited by mail or link, or with a password',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { body: AdministratorCreate, response: { 201: AdministratorCreated } },
      handler: async ({ principal, body }) => {
        if (body.welcome === 'mail') ports.requireMail();
        const row = await managing.create(principal, body);
        const link = body.welcome === 'password' ? null : await ports.makeLink(principal, row.id, body.welcome);
        return { administrator: toAnswer(row), link };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/administrators/:id',
      operationId: 'changeAdministrator',
      summary: 'Change e-mail, language, role, groups or password of an administrator; the login id stays for life',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { params: ById, body: AdministratorChange, response: { 200: Administrator } },
      handler: async ({ principal, params, body }) => toAnswer(await managing.change(principal, params.id, body)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/administrators/:id',
      operationId: 'deleteAdministrator',
      summary: 'Delete an administrator with every session and API token; the last one of the whole organization stays',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await managing.delete(principal, params.id);
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/administrators/:id/link',
      operationId: 'makeAccountLink',
      summary: 'A new one-time link with which the administrator sets a password; earlier ones are void',
      access: { permission: 'administrators.write' },
      provenRecently: true,
      schema: { params: ById, body: AccountLinkRequest, response: { 200: AccountLinkAnswer } },
      handler: async ({ principal, params, body }) => ({ link: await ports.makeLink(principal, params.id, body.by) }),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/administrators/me',
      operationId: 'changeOwnAccount',
      summary: 'Change your own e-mail, language or password; a new password ends your other sessions',
      access: { public: "the caller's own account: needs a session, which the handler asks for" },
      schema: { body: AdministratorPatch, response: { 200: Administrator } },
      handler: async ({ principal: asker, body }) => {
        const principal = requireSession(asker);
        // Whoever has the mailbox can have a new password.
        if (body.email !== undefined) requireRecentProof(principal, ports.clock.now());
        await administrators.changeOwn(principal, body);
        return toAnswer(await managing.get(principal.organizationId, principal.administratorId));
      },
    }),
  ];
}
