/** Cities by which a person tells where a point is: their names, and which one is near. Pure. */
import type { Language } from '@sekisho/messages';
import { placeNamesJa } from './place-names-ja.ts';

/** `[name, country, latitude, longitude, people in thousands]` */
export type PlaceRow = readonly [string, string, number, number, number];

export type NearPlace = { name: string; country: string; distanceKm: number };

const earthRadiusKm = 6371;

/** @param rows largest first: of towns that share a name in Latin letters only the largest is the one we know */
export function inLanguage(rows: readonly PlaceRow[], language: Language): PlaceRow[] {
  if (language !== 'ja') return [...rows];
  const known = new Set<string>();
  return rows.map(([name, country, ...rest]) => {
    const japanese = placeNamesJa[country]?.[name];
    if (japanese === undefined || known.has(country + japanese)) return [name, country, ...rest];
    known.add(country + japanese);
    return [japanese, country, ...rest];
  });
}

export function distanceKm(from: readonly [number, number], to: readonly [number, number]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [south, north] = [radians(from[0]), radians(to[0])];
  const half = Math.sin((north - south) / 2) ** 2;
  const across = Math.cos(south) * Math.cos(north) * Math.sin(radians(to[1] - from[1]) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(half + across)));
}

/** The nearest city, or `null` where none is within 300 km: at sea, in the desert. */
export function nearestPlace(
  rows: readonly PlaceRow[],
  [latitude, longitude]: readonly [number, number],
  language: Language,
): NearPlace | null {
  let best: PlaceRow | null = null;
  let bestKm = 300;
  for (const row of rows) {
    // A degree of latitude is 111 km everywhere: most are ruled out without trigonometry.
    if (Math.abs(row[2] - latitude) * 111 > bestKm) continue;
    const km = distanceKm([latitude, longitude], [row[2], row[3]]);
    if (km < bestKm) [best, bestKm] = [row, km];
  }
  if (best === null) return null;
  const country = new Intl.DisplayNames(language, { type: 'region' }).of(best[1]) ?? best[1];
  return { name: best[0], country, distanceKm: bestKm };
}
