/** Shapes and boxes on the globe, as the map and the server's API take them. Pure. */

export type LngLat = [number, number];
/** As the API takes it: `west` beyond `east` crosses the date line. */
export type Box = { west: number; south: number; east: number; north: number };

const metresPerDegree = 111_320;

/** A circle around a place, as a ring of 64 corners. */
export function circleAround(latitude: number, longitude: number, radiusM: number): LngLat[] {
  const across = metresPerDegree * Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return Array.from({ length: 65 }, (_, index) => {
    const turn = (index / 64) * 2 * Math.PI;
    return [longitude + (Math.cos(turn) * radiusM) / across, latitude + (Math.sin(turn) * radiusM) / metresPerDegree];
  });
}

/** What a map shows as the API takes it: a map that has been turned around the globe counts on beyond 180 degrees. */
export function boxOfView(west: number, south: number, east: number, north: number): Box {
  const bounded = { south: Math.max(-90, south), north: Math.min(90, north) };
  if (east - west >= 360) return { west: -180, east: 180, ...bounded };
  return { west: wrap(west), east: wrap(east), ...bounded };
}

/** Around all of these; `null` for none. */
export function boxAround(places: readonly { latitude: number; longitude: number }[]): Box | null {
  if (places.length === 0) return null;
  const latitudes = places.map(({ latitude }) => latitude);
  const longitudes = places.map(({ longitude }) => longitude);
  return {
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  };
}

/**
 * A line whose every step is the short way: one that crosses the date line counts on beyond 180 degrees, as a flat map wants it. A ring
 * around a pole, which would not close any more, is closed along the edge of the map.
 */
export function unwrapLine(line: readonly (readonly number[])[]): LngLat[] {
  let shift = 0;
  const unwrapped = line.map(([longitude = 0, latitude = 0], index): LngLat => {
    const before = line[index - 1]?.[0] ?? longitude;
    if (longitude - before > 180) shift -= 360;
    if (longitude - before < -180) shift += 360;
    return [longitude + shift, latitude];
  });
  const [first, last] = [unwrapped[0], unwrapped.at(-1)];
  if (shift === 0 || first === undefined || last === undefined || !isRing(line)) return unwrapped;
  const pole = first[1] < 0 ? -90 : 90;
  return [...unwrapped, [last[0], pole], [first[0], pole], first];
}

function isRing(line: readonly (readonly number[])[]): boolean {
  const [first, last] = [line[0], line.at(-1)];
  return first?.[0] === last?.[0] && first?.[1] === last?.[1];
}

function wrap(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
