/** /api/v1/groups: groups of devices. */
import { DeviceGroup, DeviceGroupList, DeviceGroupSave } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Groups } from './groups.service.ts';

export interface GroupsRoutesPorts {
  readonly groups: Groups;
  /** Devices in each group, deregistered ones not counted; of the device list. */
  readonly countDevices: (organizationId: string) => Promise<ReadonlyMap<number, number>>;
}

const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) });

export function groupsRoutes({ groups, countDevices }: GroupsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/groups',
      operationId: 'listGroups',
      summary: 'Groups of devices, by name: every one, or those a group administrator has',
      access: { permission: 'groups.read' },
      schema: { response: { 200: DeviceGroupList } },
      handler: async ({ principal: { organizationId, groupIds } }) => {
        const counts = await countDevices(organizationId);
        const rows = (await groups.list(organizationId)).filter(({ id }) => groupIds?.includes(id) ?? true);
        return { items: rows.map((row) => ({ ...row, devices: counts.get(row.id) ?? 0 })) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/groups',
      operationId: 'createGroup',
      summary: 'Make a group of devices',
      access: { permission: 'groups.write' },
      schema: { body: DeviceGroupSave, response: { 201: DeviceGroup } },
      handler: async ({ principal, body }) => ({ ...(await groups.create(principal, body.name)), devices: 0 }),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/groups/:id',
      operationId: 'renameGroup',
      summary: 'Rename a group',
      access: { permission: 'groups.write' },
      schema: { params: ById, body: DeviceGroupSave, response: { 200: DeviceGroup } },
      handler: async ({ principal, params, body }) => {
        const group = await groups.rename(principal, params.id, body.name);
        const counts = await countDevices(principal.organizationId);
        return { ...group, devices: counts.get(group.id) ?? 0 };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/groups/:id',
      operationId: 'deleteGroup',
      summary: 'Delete a group that no device is in',
      access: { permission: 'groups.write' },
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await groups.delete(principal, params.id);
        return null;
      },
    }),
  ];
}
