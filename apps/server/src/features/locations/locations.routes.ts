/** /api/v1/locations: the map; /api/v1/devices/{id}/location and /track: one device. */
import {
  DeviceLocation,
  LocatedDeviceList,
  LocatedDeviceQuery,
  LocationMap,
  LocationMapQuery,
  MapSettings,
  Track,
  TrackQuery,
  Uuid,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Locations } from './locations.service.ts';

export interface LocationsRoutesPorts {
  readonly locations: Locations;
  readonly mapSettings: MapSettings;
}

const ByDevice = Type.Object({ id: Uuid });
const access = { permission: 'locations.read' } as const;

export function locationsRoutes({ locations, mapSettings }: LocationsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/locations',
      operationId: 'getLocationMap',
      summary: 'Last positions in a part of the map: devices that stand alone, and clusters of others',
      access,
      schema: { querystring: LocationMapQuery, response: { 200: LocationMap } },
      handler: ({ principal, query }) => locations.map(principal, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/locations/devices',
      operationId: 'listLocatedDevices',
      summary: 'Devices whose last position is in a part of the map, by page, neighbours together',
      access,
      schema: { querystring: LocatedDeviceQuery, response: { 200: LocatedDeviceList } },
      handler: ({ principal, query }) => locations.devices(principal, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/map-settings',
      operationId: 'getMapSettings',
      summary: "Which tiles a map shows beneath: the operator's own, or none",
      access,
      schema: { response: { 200: MapSettings } },
      handler: async () => mapSettings,
    }),
    ...deviceRoutes(locations),
  ];
}

function deviceRoutes(locations: Locations): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/location',
      operationId: 'getDeviceLocation',
      summary: "A device's last position, or why there is none",
      access,
      schema: { params: ByDevice, response: { 200: DeviceLocation } },
      handler: ({ principal, params }) => locations.of(principal, params.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/track',
      operationId: 'getDeviceTrack',
      summary: 'Where a device was in a span of at most 366 days, oldest first',
      description: 'By page, or with `thinTo` in one page of at most so many points, spread evenly.',
      access,
      schema: { params: ByDevice, querystring: TrackQuery, response: { 200: Track } },
      handler: ({ principal, params, query }) => locations.track(principal, params.id, query),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/devices/:id/track',
      operationId: 'deleteDeviceTrack',
      summary: 'Forget every position of a device',
      access: { permission: 'devices.write' },
      schema: { params: ByDevice, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await locations.deleteTrack(principal, params.id);
        return null;
      },
    }),
  ];
}
