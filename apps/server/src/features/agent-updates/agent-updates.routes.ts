/** /api/v1/agent-updates: releases, their files, rollouts and what became of them. */
import {
  AgentUpdates,
  Release,
  ReleaseAdd,
  Rollout,
  RolloutChange,
  RolloutStart,
  Sha256Hex,
  SignedText,
  UpdateDeviceList,
  UpdateDeviceQuery,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { streamedBody } from '../../platform/http/streamed-body.ts';
import type { AgentUpdatesService } from './agent-updates.service.ts';

export interface AgentUpdatesRoutesPorts {
  readonly updates: AgentUpdatesService;
  /** A trust set with other release keys, signed by the recovery key. Throws the code with which devices would refuse it. */
  readonly changeReleaseKeys: (principal: Principal, signed: SignedText) => Promise<void>;
}

const ById = Type.Object({ id: Uuid });
const root = '/api/v1/agent-updates';
/** Some dozens of files for each of eight systems. */
const releaseLimitBytes = 512 * 1024;

export function agentUpdatesRoutes({ updates, changeReleaseKeys }: AgentUpdatesRoutesPorts): AnyRoute[] {
  return [...releaseRoutes(updates, changeReleaseKeys), ...rolloutRoutes(updates)];
}

function releaseRoutes(
  updates: AgentUpdatesService,
  changeReleaseKeys: AgentUpdatesRoutesPorts['changeReleaseKeys'],
): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: root,
      operationId: 'getAgentUpdates',
      summary: 'Release keys, releases and rollouts with how far they have come',
      access: { permission: 'system.read' },
      schema: { response: { 200: AgentUpdates } },
      handler: ({ principal }) => updates.overview(principal),
    }),
    defineRoute({
      method: 'POST',
      path: `${root}/release-keys`,
      operationId: 'changeReleaseKeys',
      summary: 'Take a trust set with other release keys, signed by the recovery key, which never comes here',
      access: { permission: 'approvals.write' },
      schema: { body: SignedText, response: { 204: Type.Null() } },
      bodyLimitBytes: releaseLimitBytes,
      handler: async ({ principal, body }) => {
        await changeReleaseKeys(principal, body);
        return null;
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${root}/releases`,
      operationId: 'addRelease',
      summary: 'Add a release that a release key has signed; its answer says which files are missing',
      access: { permission: 'system.write' },
      schema: { body: ReleaseAdd, response: { 201: Release } },
      bodyLimitBytes: releaseLimitBytes,
      handler: ({ principal, body }) => updates.add(principal, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: `${root}/releases/:id`,
      operationId: 'deleteRelease',
      summary: 'Delete a release with its files and its rollouts, all of which have ended',
      access: { permission: 'system.write' },
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await updates.delete(principal, params.id);
        return null;
      },
    }),
    defineRoute({
      method: 'PUT',
      path: `${root}/files/:sha256`,
      operationId: 'addReleaseFile',
      summary: 'Upload a packed file that a release names',
      access: { permission: 'system.write' },
      schema: { params: Type.Object({ sha256: Sha256Hex }), response: { 204: Type.Null() } },
      streamed: 'application/octet-stream',
      handler: async ({ principal, params, request }) => {
        await updates.addFile(principal, params.sha256, streamedBody(request.body));
        return null;
      },
    }),
  ];
}

function rolloutRoutes(updates: AgentUpdatesService): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: `${root}/rollouts`,
      operationId: 'startRollout',
      summary: 'Offer a release to so many percent of the devices',
      access: { permission: 'system.write' },
      provenRecently: true,
      schema: { body: RolloutStart, response: { 201: Rollout } },
      handler: ({ principal, body }) => updates.start(principal, body),
    }),
    defineRoute({
      method: 'PATCH',
      path: `${root}/rollouts/:id`,
      operationId: 'changeRollout',
      summary: 'Widen, pause, go on with or end a rollout; have devices try again on which it failed',
      description:
        'What reaches more devices is asked to be proven again (`proof-required`); what reaches fewer is done at once.',
      access: { permission: 'system.write' },
      schema: { params: ById, body: RolloutChange, response: { 200: Rollout } },
      handler: ({ principal, params, body }) => updates.change(principal, params.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: `${root}/rollouts/:id/devices`,
      operationId: 'listUpdateDevices',
      summary: 'Devices of a rollout in one state, by their ids, a hundred at a time',
      access: { permission: 'system.read' },
      schema: { params: ById, querystring: UpdateDeviceQuery, response: { 200: UpdateDeviceList } },
      handler: ({ principal, params, query }) => updates.devices(principal, params.id, query),
    }),
  ];
}
