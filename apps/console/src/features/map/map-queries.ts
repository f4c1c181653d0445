/** What maps read: the world that the console brings along, and where devices are. */

import { placesUrl } from 'virtual:places';
import type { LocatedDeviceQuery, LocationMapQuery } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FeatureCollection, MultiLineString, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import fineUrl from 'world-atlas/countries-10m.json?url';
import coarseUrl from 'world-atlas/countries-50m.json?url';
import { api } from '../../api/client.ts';
import { unwrapLine } from './geometry.ts';
import { inLanguage, type PlaceRow } from './places.ts';

const lookAgainMs = 15_000;

export type World = { land: FeatureCollection; borders: MultiLineString };

async function load<Content>(url: string, signal: AbortSignal): Promise<Content> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Content;
}

/** Coastlines and borders of Natural Earth; `fine` is five times as large, for a map that has come near. */
export const worldQuery = (detail: 'coarse' | 'fine') =>
  queryOptions({
    queryKey: ['map', 'world', detail],
    queryFn: async ({ signal }): Promise<World> => {
      const world = await load<Topology<{ countries: GeometryCollection }>>(
        detail === 'fine' ? fineUrl : coarseUrl,
        signal,
      );
      const { countries } = world.objects;
      return flatten(
        feature(world, countries),
        mesh(world, countries, (left, right) => left !== right),
      );
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** Natural Earth's shapes cross the date line where the globe does; a flat map has an edge there. */
function flatten(land: FeatureCollection, borders: MultiLineString): World {
  const flat = (rings: Position[][]) => rings.map(unwrapLine);
  for (const { geometry } of land.features) {
    if (geometry.type === 'Polygon') geometry.coordinates = flat(geometry.coordinates);
    if (geometry.type === 'MultiPolygon') geometry.coordinates = geometry.coordinates.map(flat);
  }
  return { land, borders: { ...borders, coordinates: flat(borders.coordinates) } };
}

/** Cities, largest first, in the reader's language. */
export const placesQuery = (language: Language) =>
  queryOptions({
    queryKey: ['map', 'places', language],
    queryFn: async ({ signal }) => inLanguage(await load<PlaceRow[]>(placesUrl, signal), language),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

export const mapSettingsQuery = queryOptions({
  queryKey: ['map', 'settings'],
  queryFn: ({ signal }) => api.mapSettings(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const locationMapQuery = (view: LocationMapQuery) =>
  queryOptions({
    queryKey: ['locations', 'map', view],
    queryFn: ({ signal }) => api.locationMap(view, signal),
    placeholderData: keepPreviousData,
    refetchInterval: lookAgainMs,
  });

export const locatedDevicesQuery = (box: LocatedDeviceQuery) =>
  infiniteQueryOptions({
    queryKey: ['locations', 'devices', box],
    queryFn: ({ pageParam, signal }) =>
      api.locatedDevices({ ...box, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: lookAgainMs,
  });

export const deviceLocationQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['devices', 'one', deviceId, 'location'],
    queryFn: ({ signal }) => api.deviceLocation(deviceId, signal),
    refetchInterval: lookAgainMs,
  });

export const trackQuery = (deviceId: string, span: { from: string; until: string }) =>
  queryOptions({
    queryKey: ['devices', 'one', deviceId, 'track', span],
    queryFn: ({ signal }) => api.track(deviceId, { ...span, thinTo: 2000 }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: lookAgainMs,
  });
