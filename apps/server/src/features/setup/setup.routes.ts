/** /api/v1/setup: whether set-up is still to be done, and doing it. */
import { SetupAnswer, SetupRequest, SetupStatus } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { sessionCookie } from '../sessions/index.ts';
import type { Setup } from './setup.service.ts';

export function setupRoutes(setup: Setup): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/setup',
      operationId: 'getSetupStatus',
      summary: 'Whether this server still has to be set up',
      access: { public: 'asked before anybody can be known' },
      schema: { response: { 200: SetupStatus } },
      handler: async () => ({ needed: await setup.isNeeded() }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/setup',
      operationId: 'setUp',
      summary: 'Set up: organization, first administrator, trust; shows the recovery key this once and logs you in',
      access: { public: 'whoever holds the one-time link that the server printed' },
      schema: { body: SetupRequest, response: { 201: SetupAnswer } },
      handler: async ({ body, request, reply }) => {
        const { organizationCode, recoveryKey, sessionSecret } = await setup.byLink(body);
        reply.header('set-cookie', sessionCookie(sessionSecret, request.protocol === 'https'));
        return { organizationCode, recoveryKey };
      },
    }),
  ];
}
