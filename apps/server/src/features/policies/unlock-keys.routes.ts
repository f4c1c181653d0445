/** /api/v1/policies/{code}/unlock-key: the file to carry to a locked device. */
import { Policy, PolicyCode } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { PolicyRecord } from './policies.service.ts';
import type { UnlockKeys } from './unlock-keys.service.ts';

const ByCode = Type.Object({ code: PolicyCode });

export function unlockKeysRoutes(
  unlockKeys: UnlockKeys,
  answer: (scope: Principal, row: PolicyRecord) => Promise<Policy>,
): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/policies/:code/unlock-key',
      operationId: 'downloadUnlockKey',
      summary: 'The unlock key of a policy, under the name it must keep; audited',
      access: { permission: 'policies.keys' },
      schema: { params: ByCode, response: { 200: Type.String() } },
      handler: async ({ principal, params, reply }) => {
        const { name, content } = await unlockKeys.download(principal, params.code);
        return reply
          .type('application/octet-stream')
          .headers({ 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'no-store' })
          .send(content);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/policies/:code/unlock-key',
      operationId: 'issueUnlockKey',
      summary: 'Issue a new unlock key: every older one is worthless from each device’s next check-in',
      access: { permission: 'policies.keys' },
      schema: { params: ByCode, response: { 200: Policy } },
      handler: async ({ principal, params }) => answer(principal, await unlockKeys.issue(principal, params.code)),
    }),
  ];
}
