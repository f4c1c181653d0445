/** /api/v1/administrators: who administers, and one's own account. */
import { Administrator, AdministratorList, AdministratorPatch } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators } from './administrators.service.ts';
import type { AdministratorRow } from './administrators.store.ts';

function toAnswer(row: AdministratorRow): Administrator {
  return {
    id: row.id,
    loginId: row.login_id,
    email: row.email,
    role: 'organization',
    createdAt: row.created_at.toISOString(),
  };
}

export function administratorsRoutes(administrators: Administrators): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/administrators',
      operationId: 'listAdministrators',
      summary: 'Everybody who administers this organization',
      access: { permission: 'administrators.read' },
      schema: { response: { 200: AdministratorList } },
      handler: async ({ principal }) => ({
        items: (await administrators.list(principal.organizationId)).map(toAnswer),
      }),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/administrators/me',
      operationId: 'changeOwnAccount',
      summary: 'Change your own e-mail, language or password; a new password ends your other sessions',
      access: { public: "the caller's own account: needs a session, which the handler asks for" },
      schema: { body: AdministratorPatch, response: { 200: Administrator } },
      handler: async ({ principal, body }) => {
        if (principal === null) throw new SekishoError('authentication-required');
        // A token is handed to programs; none of them may turn it into a log-in.
        if (principal.kind !== 'session') throw new SekishoError('permission-denied');
        return toAnswer(await administrators.changeOwn(principal, body));
      },
    }),
  ];
}
