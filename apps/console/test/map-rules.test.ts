/** The map's pure parts: boxes and shapes, names of places, days of a track, what is said where there is no position. */
import { defaultPolicySettings } from '@sekisho/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noPositionText } from '../src/features/device/location/no-position.ts';
import { dayOf, shiftDay, spanOfDay } from '../src/features/device/location/track-day.ts';
import { boxAround, boxOfView, circleAround, unwrapLine } from '../src/features/map/geometry.ts';
import { parseMapPlace, readPlace, writePlace } from '../src/features/map/map-place.ts';
import { escapeHtml, mapStyle } from '../src/features/map/map-style.ts';
import { distanceKm, inLanguage, nearestPlace, type PlaceRow } from '../src/features/map/places.ts';
import { locationRules } from '../src/features/policies/sections/location.ts';

describe('boxes', () => {
  test('of a map that was turned around the globe are those of the globe', () => {
    expect(boxOfView(170, -10, 200, 10)).toEqual({ west: 170, south: -10, east: -160, north: 10 });
    expect(boxOfView(-190, -10, -170, 10)).toEqual({ west: 170, south: -10, east: -170, north: 10 });
    expect(boxOfView(-300, -95, 300, 95)).toEqual({ west: -180, south: -90, east: 180, north: 90 });
  });

  test('are always such as the server takes', () => {
    const longitude = fc.double({ min: -900, max: 900, noNaN: true });
    fc.assert(
      fc.property(longitude, longitude, (one, other) => {
        const box = boxOfView(Math.min(one, other), -20, Math.max(one, other), 20);
        for (const edge of [box.west, box.east]) expect(Math.abs(edge)).toBeLessThanOrEqual(180);
      }),
    );
  });

  test('lie around all they are given', () => {
    const places = [
      { latitude: 1, longitude: 5 },
      { latitude: -3, longitude: 2 },
    ];
    expect(boxAround(places)).toEqual({ west: 2, east: 5, south: -3, north: 1 });
    expect(boxAround([])).toBeNull();
  });
});

describe('shapes', () => {
  test('a circle has its radius everywhere', () => {
    for (const [longitude, latitude] of circleAround(60, 10, 5_000))
      expect(distanceKm([60, 10], [latitude, longitude])).toBeCloseTo(5, 0);
  });

  test('a ring across the date line goes on beyond it; one around the pole is closed along the edge', () => {
    const ring = [
      [170, 60],
      [-170, 60],
      [-170, 50],
      [170, 60],
    ];
    expect(unwrapLine(ring)).toEqual([
      [170, 60],
      [190, 60],
      [190, 50],
      [170, 60],
    ]);
    const polar = [
      [-120, -80],
      [0, -80],
      [120, -80],
      [-120, -80],
    ];
    expect(unwrapLine(polar).slice(-3)).toEqual([
      [240, -90],
      [-120, -90],
      [-120, -80],
    ]);
    expect(unwrapLine([])).toEqual([]);
  });
});

const rows: PlaceRow[] = [
  ['Tokyo', 'JP', 35.69, 139.692, 8337],
  ['Sakai', 'JP', 34.583, 135.467, 782],
  ['Sakai', 'JP', 36.1, 139.8, 26],
  ['Paris', 'FR', 48.853, 2.349, 2138],
];

describe('places', () => {
  test('have the names of the language; of two that are written alike the larger is the known one', () => {
    expect(inLanguage(rows, 'ja').map(([name]) => name)).toEqual(['東京', '堺', 'Sakai', 'パリ']);
    expect(inLanguage(rows, 'en')).toEqual(rows);
  });

  test('the nearest is named with its country; at sea there is none', () => {
    expect(nearestPlace(inLanguage(rows, 'ja'), [35.7, 139.7], 'ja')).toMatchObject({ name: '東京', country: '日本' });
    expect(nearestPlace(rows, [48.9, 2.4], 'en')).toMatchObject({ name: 'Paris', country: 'France' });
    expect(nearestPlace(rows, [0, -30], 'en')).toBeNull();
  });
});

describe('the address', () => {
  test('tells where the map is and is read again', () => {
    const at = writePlace([139.7671, 35.6812], 9.5);
    expect(at).toBe('35.6812,139.7671,9.50');
    expect(readPlace(at)).toEqual({ centre: [139.7671, 35.6812], zoom: 9.5 });
    expect(writePlace([190, 0], 3)).toBe('0.0000,-170.0000,3.00');
  });

  test.each(['', '1,2', '95,0,3', '0,181,3', '0,0,99', 'a,b,c', '0,0,3;'])("'%s' is nowhere", (at) => {
    expect(parseMapPlace({ at })).toEqual({});
  });
});

test('days run from midnight to midnight of the reader', () => {
  const { from, until } = spanOfDay('2026-11-28');
  expect(dayOf(from)).toBe('2026-11-28');
  expect(dayOf(Date.parse(until) - 1)).toBe('2026-11-28');
  expect(dayOf(until)).toBe('2026-11-29');
  expect(shiftDay('2026-03-01', -1)).toBe('2026-02-28');
});

test.each([
  [{ enabled: false, state: 'found' }, 'location.none.off'],
  [{ enabled: true, state: null }, 'location.none.waiting'],
  [{ enabled: true, state: 'found' }, 'location.none.waiting'],
  [{ enabled: true, state: 'no-permission' }, 'location.none.no-permission'],
  [{ enabled: true, state: 'something-new' }, 'location.none.waiting'],
] as const)('%j: %s', (location, text) => {
  expect(noPositionText(location)).toBe(text);
});

test("an operator's tiles take the place of our cities, and their name stays text", () => {
  const url = 'https://tiles.example.com/{z}/{x}/{y}.png';
  const ground = { world: undefined, places: rows, scheme: 'light' } as const;
  const own = mapStyle({ ...ground, tiles: { url, attribution: '<b>© Example</b>' } });
  expect(own.sources['tiles']).toMatchObject({ tiles: [url], attribution: escapeHtml('<b>© Example</b>') });
  expect(escapeHtml('<b>')).toBe('&#60;b&#62;');
  const ids = (style: typeof own) => style.layers.map(({ id }) => id);
  expect(ids(own)).toContain('tiles');
  expect(ids(own)).not.toContain('cities');
  expect(ids(mapStyle({ ...ground, tiles: null }))).toContain('cities');
  expect(own.glyphs).toBeUndefined();
});

test('the section of a policy: days that cannot be, and what has changed', () => {
  const words = {
    t: (key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}`,
    duration: String,
  } as never;
  const edited = { ...defaultPolicySettings, location: { enabled: true, retentionDays: 30 } };
  expect(locationRules.faults(edited, words)).toEqual({});
  for (const retentionDays of [0, 3651, 1.5])
    expect(locationRules.faults({ ...edited, location: { enabled: true, retentionDays } }, words)).toHaveProperty(
      'locationRetention',
    );
  expect(locationRules.changes(defaultPolicySettings, edited, words).map(({ from, to }) => from === to)).toEqual([
    false,
    false,
  ]);
});
