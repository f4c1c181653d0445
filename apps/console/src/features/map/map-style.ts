/** How the map looks: sea, land, borders, grid and cities in the colours of the console, by day and by night. Pure. */
import type { MapSettings } from '@sekisho/contracts';
import type { FeatureCollection, Point } from 'geojson';
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { World } from './map-queries.ts';
import type { PlaceRow } from './places.ts';

export type Scheme = 'light' | 'dark';

const colours = {
  light: { sea: '#dde8ee', land: '#f7f5ef', border: '#b9b4a6', grid: '#c9d8e1', text: '#33383d', halo: '#f7f5ef' },
  dark: { sea: '#10181f', land: '#232a30', border: '#4a545c', grid: '#1c2831', text: '#ccd3d8', halo: '#1a2025' },
} as const;

/** Of marks: readable on both grounds. */
export const markColours = {
  light: {
    cluster: '#1c4f78',
    device: '#266594',
    locked: '#b5381b',
    track: '#266594',
    now: '#b5381b',
    edge: '#ffffff',
    ink: '#ffffff',
  },
  dark: {
    cluster: '#5f97c0',
    device: '#8ab4d4',
    locked: '#e96d4e',
    track: '#8ab4d4',
    now: '#e96d4e',
    edge: '#10181f',
    ink: '#10181f',
  },
} as const;

const font = ['Noto Sans JP Variable', 'sans-serif'];
const attribution = 'Natural Earth · GeoNames (CC BY 4.0)';

export type Ground = {
  world: World | undefined;
  places: readonly PlaceRow[];
  tiles: MapSettings['tiles'];
  scheme: Scheme;
};

export function mapStyle({ world, places, tiles, scheme }: Ground): StyleSpecification {
  const tone = colours[scheme];
  const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: world?.land ?? empty, attribution },
      borders: { type: 'geojson', data: world?.borders ?? empty },
      grid: { type: 'geojson', data: graticule },
      cities: { type: 'geojson', data: citiesOf(places) },
      ...(tiles === null
        ? {}
        : { tiles: { type: 'raster', tiles: [tiles.url], tileSize: 256, attribution: escapeHtml(tiles.attribution) } }),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': tone.sea } },
      { id: 'grid', type: 'line', source: 'grid', maxzoom: 5, paint: { 'line-color': tone.grid, 'line-width': 1 } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': tone.land } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': tone.border, 'line-width': 0.8 } },
      ...(tiles === null ? [] : [{ id: 'tiles', type: 'raster', source: 'tiles' } satisfies LayerSpecification]),
      ...(tiles === null ? [cityLayer(tone)] : []),
    ],
  };
}

/** Names come from large to small as one comes nearer; what would overlap waits. Letters are drawn in the browser: no font is loaded. */
function cityLayer(tone: (typeof colours)[Scheme]): LayerSpecification {
  return {
    id: 'cities',
    type: 'symbol',
    source: 'cities',
    filter: ['>=', ['get', 'people'], ['step', ['zoom'], 5000, 3, 2000, 4, 900, 5, 400, 6, 200, 7, 90, 8, 0]],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': font,
      'text-size': ['interpolate', ['linear'], ['get', 'people'], 50, 11, 1000, 13, 8000, 15],
      'text-anchor': 'top',
      'text-offset': [0, 0.3],
      'symbol-sort-key': ['-', ['get', 'people']],
    },
    paint: { 'text-color': tone.text, 'text-halo-color': tone.halo, 'text-halo-width': 1.4 },
  };
}

function citiesOf(places: readonly PlaceRow[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: places.map((row) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [row[3], row[2]] },
      properties: { name: row[0], people: row[4] },
    })),
  };
}

/** A line every ten degrees. */
const graticule: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    ...Array.from({ length: 37 }, (_, index) => -180 + index * 10).map((x) => lineOf([x, -85], [x, 85])),
    ...Array.from({ length: 17 }, (_, index) => -80 + index * 10).map((y) => lineOf([-180, y], [180, y])),
  ],
};

function lineOf(from: [number, number], to: [number, number]): FeatureCollection['features'][number] {
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [from, to] } };
}

/** The attribution is drawn as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
