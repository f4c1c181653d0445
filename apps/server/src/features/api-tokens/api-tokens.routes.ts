/** /api/v1/api-tokens: make, list and revoke the secrets of programs. */
import { type ApiToken, ApiTokenCreated, ApiTokenList, ApiTokenRequest, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { isPermission } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { ApiTokens } from './api-tokens.service.ts';
import type { ApiTokenRow } from './api-tokens.store.ts';

function toAnswer(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions.filter(isPermission),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

export function apiTokensRoutes(apiTokens: ApiTokens): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/api-tokens',
      operationId: 'listApiTokens',
      summary: 'API tokens that are good today',
      access: { permission: 'tokens.read' },
      schema: { response: { 200: ApiTokenList } },
      handler: async ({ principal }) => ({ items: (await apiTokens.list(principal.organizationId)).map(toAnswer) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/api-tokens',
      operationId: 'createApiToken',
      summary: 'Make an API token; its secret is shown this once',
      access: { permission: 'tokens.write' },
      provenRecently: true,
      schema: { body: ApiTokenRequest, response: { 201: ApiTokenCreated } },
      handler: async ({ principal, body }) => {
        const { row, secret } = await apiTokens.create(principal, body);
        return { token: toAnswer(row), secret };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/api-tokens/:id',
      operationId: 'revokeApiToken',
      summary: 'Revoke an API token; its next request is refused',
      access: { permission: 'tokens.write' },
      schema: { params: Type.Object({ id: Uuid }), response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await apiTokens.revoke(principal, params.id);
        return null;
      },
    }),
  ];
}
