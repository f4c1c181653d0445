/** Where a simulated device is at any moment: near a city of its own, between home and work and around, the same for every seed. */
import type { Position } from '@sekisho/agent-core';
import { pick, seededFraction } from './seeded-random.ts';

/** Latitude and longitude; most of a fleet is in Japan. */
const cities = [
  [35.681, 139.767],
  [35.681, 139.767],
  [35.681, 139.767],
  [34.702, 135.496],
  [34.702, 135.496],
  [35.171, 136.882],
  [43.069, 141.351],
  [38.26, 140.882],
  [33.59, 130.42],
  [34.397, 132.475],
  [26.212, 127.679],
  [37.566, 126.978],
  [1.352, 103.82],
  [51.507, -0.128],
  [48.857, 2.352],
  [40.713, -74.006],
  [37.775, -122.419],
  [-33.869, 151.209],
] as const satisfies [readonly [number, number], ...(readonly [number, number])[]];

const dayMs = 24 * 3_600_000;
const metresPerDegree = 111_320;

/** Position of device `index` of a fleet by the wall clock. */
export function createJourney(fleetSeed: number, index: number): (wallMs: number) => Position {
  const fraction = seededFraction((Math.imul(fleetSeed, 0x9e3779b1) + index) ^ 0x10ca7e);
  const [cityLatitude, cityLongitude] = pick(fraction, cities);
  const around = (km: number): number => ((fraction() + fraction() - 1) * km * 1000) / metresPerDegree;
  const home = { latitude: cityLatitude + around(25), longitude: cityLongitude + around(25) };
  const work = { latitude: cityLatitude + around(8), longitude: cityLongitude + around(8) };
  const phase = fraction();
  const satellite = fraction() < 0.3;
  return (wallMs) => {
    const turn = 2 * Math.PI * (wallMs / dayMs + phase);
    // Most of the day at one of both ends, some of it on the way.
    const share = (1 + Math.tanh(4 * Math.sin(turn))) / 2;
    const wobble = 0.002 * Math.sin(turn * 7);
    return {
      ageMs: 0,
      latitude: home.latitude + (work.latitude - home.latitude) * share + wobble,
      longitude: home.longitude + (work.longitude - home.longitude) * share - wobble,
      accuracyM: satellite ? 8 : 35 + Math.round(40 * phase),
      source: satellite ? 'satellite' : 'wifi',
      altitudeM: satellite ? 40 : null,
      speedMps: null,
    };
  };
}
