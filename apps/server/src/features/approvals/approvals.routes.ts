/** /api/v1/approvals (who approves what) and /api/v1/approval-requests (what waits for them). */
import {
  ApprovalAsked,
  ApprovalRequest,
  ApprovalRequestDetail,
  ApprovalRequestList,
  ApprovalRequestQuery,
  ApprovalSignature,
  ApprovalsOverview,
  TrustChain,
  TrustChange,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { ApprovalRequests } from './approval-requests.service.ts';
import type { ApprovalsReader } from './approvals.reader.ts';
import type { TrustChanges } from './trust-changes.service.ts';

export interface ApprovalsRoutesPorts {
  readonly requests: ApprovalRequests;
  readonly changes: TrustChanges;
  readonly reader: ApprovalsReader;
}

const ById = Type.Object({ id: Uuid });
/** A trust set or a batch of policies is signed by few, but an assertion is longer than most bodies. */
const signatureLimitBytes = 256 * 1024;

export function approvalsRoutes(ports: ApprovalsRoutesPorts): AnyRoute[] {
  return [...settingRoutes(ports), ...requestRoutes(ports)];
}

function settingRoutes({ changes, reader }: ApprovalsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/approvals',
      operationId: 'getApprovals',
      summary: 'Approvers, rules, and how many devices know of them',
      access: { permission: 'approvals.read' },
      schema: { response: { 200: ApprovalsOverview } },
      handler: ({ principal }) => reader.overview(principal),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/approvals/trust-chain',
      operationId: 'getTrustChain',
      summary: 'Every version of the trust set as devices verify it',
      access: { permission: 'approvals.read' },
      schema: { response: { 200: TrustChain } },
      handler: async ({ principal }) => ({ chain: [...(await reader.trustChain(principal.organizationId))] }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/approvals/changes',
      operationId: 'changeApprovals',
      summary: 'Add the first approver at once; after that, ask for a change that approvers or the recovery key sign',
      access: { permission: 'approvals.write' },
      schema: { body: TrustChange, response: { 200: ApprovalsOverview, 202: ApprovalAsked } },
      bodyLimitBytes: signatureLimitBytes,
      handler: async ({ principal, body, reply }) => {
        const asked = await changes.change(principal, body);
        return asked === null ? reader.overview(principal) : reply.code(202).send(asked);
      },
    }),
  ];
}

function requestRoutes({ requests, reader }: ApprovalsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/approval-requests',
      operationId: 'listApprovalRequests',
      summary: 'What waits for approval, and what became of what did; newest first',
      access: { permission: 'approvals.read' },
      schema: { querystring: ApprovalRequestQuery, response: { 200: ApprovalRequestList } },
      handler: ({ principal, query }) => reader.list(principal, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/approval-requests/:id',
      operationId: 'getApprovalRequest',
      summary: 'One request with everything that goes into the bytes to be signed',
      access: { permission: 'approvals.read' },
      schema: { params: ById, response: { 200: ApprovalRequestDetail } },
      handler: ({ principal, params }) => reader.detail(principal, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/approval-requests/:id/signatures',
      operationId: 'signApprovalRequest',
      summary: 'Approve: with the last signature it needs, it is carried out',
      access: { permission: 'approvals.write' },
      schema: { params: ById, body: ApprovalSignature, response: { 200: ApprovalRequest } },
      handler: async ({ principal, params, body }) => {
        await requests.sign(principal, params.id, body);
        return reader.get(principal, params.id);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/approval-requests/:id/refuse',
      operationId: 'refuseApprovalRequest',
      summary: 'Refuse, or take back what you have asked for yourself',
      access: { permission: 'approvals.write' },
      schema: { params: ById, response: { 200: ApprovalRequest } },
      handler: async ({ principal, params }) => {
        await requests.refuse(principal, params.id);
        return reader.get(principal, params.id);
      },
    }),
  ];
}
