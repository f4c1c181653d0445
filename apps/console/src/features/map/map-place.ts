/** Which part of the world the map shows, as it stands in the address, so that a view can be shared. Pure. */
import type { LngLat } from './geometry.ts';

export type MapPlace = { at?: string };

const pattern = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?),(\d{1,2}(?:\.\d+)?)$/;

/** `at`: latitude, longitude, zoom. */
export function parseMapPlace(search: Record<string, unknown>): MapPlace {
  const { at } = search;
  return typeof at === 'string' && readPlace(at) !== null ? { at } : {};
}

export function readPlace(at: string | undefined): { centre: LngLat; zoom: number } | null {
  const [, latitude, longitude, zoom] = pattern.exec(at ?? '') ?? [];
  const numbers = [latitude, longitude, zoom].map(Number);
  const [y = 0, x = 0, z = 0] = numbers;
  const isSound = latitude !== undefined && Math.abs(y) <= 90 && Math.abs(x) <= 180 && z <= 24;
  return isSound ? { centre: [x, y], zoom: z } : null;
}

export function writePlace([longitude, latitude]: LngLat, zoom: number): string {
  const wrapped = ((((longitude + 180) % 360) + 360) % 360) - 180;
  return `${latitude.toFixed(4)},${wrapped.toFixed(4)},${zoom.toFixed(2)}`;
}
