/** The grid under the map, as rules. */
import {
  type Box,
  cellOf,
  gridLevel,
  gridRangesOf,
  placeIn,
  rangesOf,
  shiftOf,
} from '@sekisho/server/features/locations/grid.rules';
import { mapSettingsOf } from '@sekisho/server/features/locations/map-settings.rules';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const latitudes = fc.double({ min: -90, max: 90, noNaN: true });
const longitudes = fc.double({ min: -180, max: 180, noNaN: true });
const boxes = fc
  .record<Box>({ west: longitudes, south: latitudes, east: longitudes, north: latitudes })
  .map((box) => ({ ...box, south: Math.min(box.south, box.north), north: Math.max(box.south, box.north) }));

function isInside({ west, south, east, north }: Box, latitude: number, longitude: number): boolean {
  const across = west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
  return across && latitude >= south && latitude <= north;
}

describe('the grid', () => {
  test('every place has a cell that a database can count', () => {
    fc.assert(
      fc.property(latitudes, longitudes, (latitude, longitude) => {
        const cell = cellOf(latitude, longitude);
        expect(Number.isSafeInteger(cell) && cell >= 0 && cell < 2 ** 48).toBe(true);
      }),
    );
  });

  test('whatever lies in a box lies in one of its few ranges', () => {
    fc.assert(
      fc.property(boxes, latitudes, longitudes, (box, latitude, longitude) => {
        const ranges = rangesOf(box);
        expect(ranges.length).toBeLessThanOrEqual(50);
        fc.pre(isInside(box, latitude, longitude));
        const cell = cellOf(latitude, longitude);
        expect(ranges.some(({ low, high }) => low <= cell && cell <= high)).toBe(true);
      }),
    );
  });

  test('ranges rise and do not touch', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const ranges = rangesOf(box);
        for (const [index, { low, high }] of ranges.entries()) {
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThan((ranges[index - 1]?.high ?? -2) + 1);
        }
      }),
    );
  });

  test('a street is a small part of the world', () => {
    const street = { west: 139.76, south: 35.68, east: 139.77, north: 35.69 };
    const cells = rangesOf(street).reduce((sum, { low, high }) => sum + high - low + 1, 0);
    expect(cells / 2 ** 48).toBeLessThan(1e-8);
  });

  test('near places are in one cell of the map until one comes near enough', () => {
    const [here, there] = [cellOf(35.68, 139.76), cellOf(35.69, 139.77)];
    const view = { west: 139, south: 35, east: 140, north: 36 };
    const isApart = (shift: number) => Math.floor(here / 2 ** shift) !== Math.floor(there / 2 ** shift);
    expect(isApart(shiftOf(gridLevel(view, 4)))).toBe(false);
    expect(isApart(shiftOf(gridLevel({ ...view, west: 139.7, east: 139.8, south: 35.6, north: 35.7 }, 14)))).toBe(true);
  });

  test('however far somebody zooms into the whole world, the answer stays small', () => {
    const world = { west: -180, south: -90, east: 180, north: 90 };
    expect(4 ** gridLevel(world, 24)).toBeLessThanOrEqual(64 ** 2);
  });

  test('the ranges of a grid hold every place of the box, and no more cells than the box touches', () => {
    const zooms = fc.integer({ min: 0, max: 22 });
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(boxes, zooms, fraction, fraction, (box, zoom, right, up) => {
        const level = gridLevel(box, zoom);
        const ranges = gridRangesOf(box, level);
        const width = box.east - box.west + (box.west <= box.east ? 0 : 360);
        const east = box.west + right * width;
        const cell = cellOf(box.south + up * (box.north - box.south), east > 180 ? east - 360 : east);
        expect(ranges.some(({ low, high }) => low <= cell && cell <= high)).toBe(true);
        const cells = ranges.reduce((sum, { low, high }) => sum + (high - low + 1) / 2 ** shiftOf(level), 0);
        expect(Number.isInteger(cells)).toBe(true);
        expect(cells).toBeLessThanOrEqual(2 * 64 ** 2);
      }),
    );
  });

  test('a cell is where its places are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -85, max: 85, noNaN: true }),
        longitudes,
        fc.integer({ min: 0, max: 24 }),
        (latitude, longitude, level) => {
          const cell = Math.floor(cellOf(latitude, longitude) / 2 ** shiftOf(level));
          const [corner, opposite] = [placeIn(cell, level, 0, 0), placeIn(cell, level, 1, 1)];
          expect(latitude).toBeLessThanOrEqual(corner.latitude + 1e-6);
          expect(latitude).toBeGreaterThanOrEqual(opposite.latitude - 1e-6);
          expect(longitude).toBeGreaterThanOrEqual(corner.longitude - 1e-6);
          expect(longitude).toBeLessThanOrEqual(opposite.longitude + 1e-6);
        },
      ),
    );
  });
});

test("an operator's tiles are told with their name", () => {
  const url = 'https://tiles.example.com/{z}/{x}/{y}.png';
  expect(mapSettingsOf({})).toEqual({ tiles: null });
  expect(mapSettingsOf({ mapTiles: url })).toEqual({ tiles: { url, attribution: '' } });
  expect(mapSettingsOf({ mapTiles: url, mapAttribution: '© Example' }).tiles?.attribution).toBe('© Example');
});
