/** What lies on the map: clusters and devices, or the track of one with the place of a moment. Pure but for the layers' look. */
import type { LocationMap, TrackPoint } from '@sekisho/contracts';
import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, LayerSpecification, MapLibreMap } from 'maplibre-gl';
import { circleAround, type LngLat } from './geometry.ts';
import { markColours, type Scheme } from './map-style.ts';

export type Marks = FeatureCollection;
export type Picked = { kind: 'cluster' | 'device' | 'point'; id: string; at: LngLat };

const pointAt = (longitude: number, latitude: number, properties: object): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [longitude, latitude] },
  properties,
});

const circleOf = ({
  latitude,
  longitude,
  accuracyM,
}: {
  latitude: number;
  longitude: number;
  accuracyM: number;
}): Feature => ({
  type: 'Feature',
  geometry: { type: 'Polygon', coordinates: [circleAround(latitude, longitude, accuracyM)] },
  properties: { kind: 'circle' },
});

/** @param selected device whose circle of accuracy is drawn */
export function marksOfMap(
  { clusters, devices }: LocationMap,
  format: (count: number) => string,
  selected: string | null,
): Marks {
  const chosen = devices.find(({ deviceId }) => deviceId === selected);
  return {
    type: 'FeatureCollection',
    features: [
      ...(chosen === undefined ? [] : [circleOf(chosen)]),
      ...clusters.map(({ longitude, latitude, devices: count }) =>
        pointAt(longitude, latitude, { kind: 'cluster', count, label: format(count) }),
      ),
      ...devices.map(({ longitude, latitude, deviceId, computerName, lockMode }) =>
        pointAt(longitude, latitude, {
          kind: 'device',
          id: deviceId,
          label: computerName,
          locked: lockMode !== 'unlocked',
          selected: deviceId === selected,
        }),
      ),
    ],
  };
}

/** @param now place in `points` of the moment that is looked at */
export function marksOfTrack(points: readonly TrackPoint[], now: number): Marks {
  const moment = points[now];
  const coordinates = points.map(({ longitude, latitude }): LngLat => [longitude, latitude]);
  const line: Feature[] =
    coordinates.length < 2
      ? []
      : [{ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { kind: 'track' } }];
  return {
    type: 'FeatureCollection',
    features: [
      ...(moment === undefined ? [] : [circleOf(moment)]),
      ...line,
      ...points.map(({ longitude, latitude }, index) =>
        pointAt(longitude, latitude, { kind: 'point', id: String(index) }),
      ),
      ...(moment === undefined ? [] : [pointAt(moment.longitude, moment.latitude, { kind: 'now' })]),
    ],
  };
}

const source = 'marks';
const is = (kind: string): ['==', ['get', string], string] => ['==', ['get', 'kind'], kind];

function layers(scheme: Scheme): LayerSpecification[] {
  const tone = markColours[scheme];
  const edge = { 'circle-stroke-color': tone.edge, 'circle-stroke-width': 1.5 };
  const font = ['Noto Sans JP Variable', 'sans-serif'];
  const deviceColour = ['case', ['get', 'locked'], tone.locked, tone.device] as const;
  return [
    {
      id: 'circle',
      type: 'fill',
      source,
      filter: is('circle'),
      paint: { 'fill-color': tone.now, 'fill-opacity': 0.14 },
    },
    {
      id: 'circle-edge',
      type: 'line',
      source,
      filter: is('circle'),
      paint: { 'line-color': tone.now, 'line-opacity': 0.6 },
    },
    {
      id: 'track',
      type: 'line',
      source,
      filter: is('track'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': tone.track, 'line-width': 2.5, 'line-opacity': 0.7 },
    },
    {
      id: 'point',
      type: 'circle',
      source,
      filter: is('point'),
      paint: { 'circle-color': tone.track, 'circle-radius': 4, ...edge },
    },
    {
      id: 'cluster',
      type: 'circle',
      source,
      filter: is('cluster'),
      paint: {
        'circle-color': tone.cluster,
        'circle-radius': ['step', ['get', 'count'], 15, 10, 18, 100, 22, 1000, 27, 10_000, 33],
        ...edge,
      },
    },
    {
      id: 'cluster-count',
      type: 'symbol',
      source,
      filter: is('cluster'),
      layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 13, 'text-allow-overlap': true },
      paint: { 'text-color': tone.ink },
    },
    {
      id: 'device',
      type: 'circle',
      source,
      filter: is('device'),
      paint: { 'circle-color': [...deviceColour], 'circle-radius': ['case', ['get', 'selected'], 10, 7], ...edge },
    },
    {
      id: 'device-name',
      type: 'symbol',
      source,
      filter: is('device'),
      minzoom: 6,
      layout: {
        'text-field': ['get', 'label'],
        'text-font': font,
        'text-size': 12,
        'text-anchor': 'left',
        'text-offset': [0.9, 0],
      },
      paint: { 'text-color': [...deviceColour], 'text-halo-color': tone.edge, 'text-halo-width': 1.5 },
    },
    {
      id: 'now',
      type: 'circle',
      source,
      filter: is('now'),
      paint: {
        'circle-color': tone.now,
        'circle-radius': 8,
        'circle-stroke-color': tone.edge,
        'circle-stroke-width': 2.5,
      },
    },
  ] as LayerSpecification[];
}

export const pickable = ['cluster', 'device', 'point'] as const;

/** Puts them on, after the style is there; later ones only change what is there. */
export function putMarks(map: MapLibreMap, marks: Marks, scheme: Scheme): void {
  const standing = map.getSource<GeoJSONSource>(source);
  if (standing !== undefined) {
    standing.setData(marks);
    return;
  }
  map.addSource(source, { type: 'geojson', data: marks });
  for (const layer of layers(scheme)) map.addLayer(layer);
}
