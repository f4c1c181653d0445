/** /api/v1/policies: A01–A10 and those added. */
import {
  ApprovalAsked,
  Policy,
  PolicyCode,
  PolicyCreate,
  PolicyList,
  PolicySave,
  unlockKeyFileName,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Policies } from './policies.service.ts';
import type { PolicyRow } from './policies.store.ts';
import { unlockKeysRoutes } from './unlock-keys.routes.ts';
import type { UnlockKeys } from './unlock-keys.service.ts';

export interface PoliciesRoutesPorts {
  readonly policies: Policies;
  readonly unlockKeys: UnlockKeys;
  /** Devices under each policy as far as the scope reaches, deregistered ones not counted; of the device list. */
  readonly countDevices: (scope: Scope) => Promise<ReadonlyMap<string, number>>;
}

type Scope = Pick<Principal, 'organizationId' | 'groupIds'>;

const ByCode = Type.Object({ code: PolicyCode });

function toAnswer(row: PolicyRow, devices: number): Policy {
  return {
    code: row.code,
    name: row.name,
    revision: row.revision,
    settings: row.settings,
    devices,
    updatedAt: row.updatedAt.toISOString(),
    unlockKey: { fileName: unlockKeyFileName(row.code), issuedAt: row.unlockKey.issuedAt.toISOString() },
  };
}

export function policiesRoutes({ policies, unlockKeys, countDevices }: PoliciesRoutesPorts): AnyRoute[] {
  const answer = async (scope: Scope, row: PolicyRow) => toAnswer(row, (await countDevices(scope)).get(row.code) ?? 0);
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/policies',
      operationId: 'listPolicies',
      summary: 'Every policy, by code',
      access: { permission: 'policies.read' },
      schema: { response: { 200: PolicyList } },
      handler: async ({ principal }) => {
        const counts = await countDevices(principal);
        const rows = await policies.list(principal.organizationId);
        return { items: rows.map((row) => toAnswer(row, counts.get(row.code) ?? 0)) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/policies',
      operationId: 'createPolicy',
      summary: 'Add a policy beside A01–A10',
      access: { permission: 'policies.write' },
      schema: { body: PolicyCreate, response: { 201: Policy } },
      handler: async ({ principal, body }) => toAnswer(await policies.create(principal, body), 0),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/policies/:code',
      operationId: 'getPolicy',
      summary: 'One policy',
      access: { permission: 'policies.read' },
      schema: { params: ByCode, response: { 200: Policy } },
      handler: async ({ principal, params }) =>
        answer(principal, await policies.get(principal.organizationId, params.code)),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/policies/:code',
      operationId: 'savePolicy',
      summary: 'Save a policy: its devices fetch it at their next check-in and are pending until then',
      description:
        '`revision` is the one you read; a save of somebody else in between is refused. Where policies need approval, the answer is 202.',
      access: { permission: 'policies.write' },
      schema: { params: ByCode, body: PolicySave, response: { 200: Policy, 202: ApprovalAsked } },
      handler: async ({ principal, params, body, reply }) => {
        const outcome = await policies.save(principal, params.code, body);
        return 'asked' in outcome ? reply.code(202).send(outcome.asked) : answer(principal, outcome.saved);
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/policies/:code',
      operationId: 'deletePolicy',
      summary: 'Delete an added policy that no device uses; A01–A10 stay',
      access: { permission: 'policies.write' },
      schema: { params: ByCode, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await policies.delete(principal, params.code);
        return null;
      },
    }),
    ...unlockKeysRoutes(unlockKeys, answer),
  ];
}
