/** /api/v1/agent-intakes: addresses for agents of others, made, listed and revoked. */
import { type AgentIntake, AgentIntakeCreate, AgentIntakeList, AgentIntakeMade, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { AgentIntakes } from './agent-intakes.service.ts';
import type { IntakeRow } from './agent-intakes.store.ts';

function toAnswer({ lastUsedAt, lastAddress, lastAgent, ...row }: IntakeRow): AgentIntake {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUse: lastUsedAt && { at: lastUsedAt.toISOString(), address: lastAddress ?? '', agent: lastAgent ?? '' },
  };
}

export function agentIntakesRoutes(intakes: AgentIntakes): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/agent-intakes',
      operationId: 'listAgentIntakes',
      summary: 'Addresses for agents of others (GLPI, FusionInventory, OCS), newest first',
      access: { permission: 'installers.read' },
      schema: { response: { 200: AgentIntakeList } },
      handler: async ({ principal }) => ({
        url: intakes.url,
        items: (await intakes.list(principal)).map(toAnswer),
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/agent-intakes',
      operationId: 'makeAgentIntake',
      summary: 'Make an address for agents of others, for a group; its secret is shown this once',
      access: { permission: 'installers.download' },
      schema: { body: AgentIntakeCreate, response: { 201: AgentIntakeMade } },
      handler: async ({ principal, body }) => {
        const { row, secret } = await intakes.make(principal, body);
        return { intake: toAnswer(row), url: intakes.url, secret };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/agent-intakes/:id/revocation',
      operationId: 'revokeAgentIntake',
      summary: 'Revoke the address: agents that show its secret are refused from now on; their devices stay',
      access: { permission: 'installers.download' },
      schema: { params: Type.Object({ id: Uuid }), response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await intakes.revoke(principal, params.id);
        return null;
      },
    }),
  ];
}
