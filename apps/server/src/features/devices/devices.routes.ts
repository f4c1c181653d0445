/** /api/v1/devices: the list on Home, and one device. */
import { DeviceDetail, DeviceList, DeviceListQuery, DevicePatch, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { type DeviceListReader, deviceScopeOf } from '../device-list/index.ts';
import type { Devices } from './devices.service.ts';

export interface DevicesRoutesPorts {
  readonly devices: Devices;
  readonly deviceList: DeviceListReader;
}

const ById = Type.Object({ id: Uuid });

export function devicesRoutes({ devices, deviceList }: DevicesRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices',
      operationId: 'listDevices',
      summary: 'Devices, by page; filters narrow, `sort` orders (a leading `-` descends)',
      description:
        'Follow `nextCursor` with the same filters and sort. `total` counts exactly up to 10,000. ' +
        '`keyword` is a part of computer name, user name, group name or note, case-sensitive.',
      access: { permission: 'devices.read' },
      schema: { querystring: DeviceListQuery, response: { 200: DeviceList } },
      handler: ({ principal, query }) => deviceList.list(deviceScopeOf(principal), query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id',
      operationId: 'getDevice',
      summary: 'One device',
      access: { permission: 'devices.read' },
      schema: { params: ById, response: { 200: DeviceDetail } },
      handler: ({ principal, params }) => deviceList.get(deviceScopeOf(principal), params.id),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/api/v1/devices/:id',
      operationId: 'changeDevice',
      summary: 'Change policy, group, user name or note; the device is pending until it has checked in',
      access: { permission: 'devices.write' },
      schema: { params: ById, body: DevicePatch, response: { 200: DeviceDetail } },
      handler: ({ principal, params, body }) => devices.change(principal, params.id, body),
    }),
  ];
}
