/** Where the devices of the fake organization are, and what the fake API tells of it. */
import type { DeviceLocation, LocatedDevice, LocationMap, Track, TrackPoint } from '@sekisho/contracts';
import type { FakeState } from './fake-routes.ts';
import { nowMs, uuid } from './fake-world.ts';

const cities = [
  [35.681, 139.767],
  [34.702, 135.496],
  [35.171, 136.882],
  [43.069, 141.351],
  [33.59, 130.42],
  [37.566, 126.978],
  [1.352, 103.82],
  [51.507, -0.128],
] as const;

/** Every other device has told where it is; one of them by its IP address only. */
export function locate(state: FakeState): LocatedDevice[] {
  return state.devices
    .filter((device, index) => index % 2 === 0 && device.state !== 'deregistered')
    .map((device, index) => {
      const [latitude, longitude] = cities[index % cities.length] ?? cities[0];
      return {
        deviceId: device.id,
        computerName: device.computerName,
        userName: device.userName,
        lockMode: device.lockMode,
        at: new Date(nowMs - index * 60_000).toISOString(),
        latitude: latitude + ((index * 7) % 40) / 100,
        longitude: longitude - ((index * 11) % 50) / 100,
        accuracyM: index === 1 ? 18_000 : 12 + index,
        source: index === 1 ? 'network-address' : index % 3 === 0 ? 'satellite' : 'wifi',
      };
    });
}

function isInside(query: URLSearchParams, { latitude, longitude }: LocatedDevice): boolean {
  const edge = (name: string): number => Number(query.get(name));
  const [west, east] = [edge('west'), edge('east')];
  const across = west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
  return across && latitude >= edge('south') && latitude <= edge('north');
}

export function mapOf(state: FakeState, query: URLSearchParams): LocationMap {
  const inside = locate(state).filter((device) => isInside(query, device));
  const size = 40 / 2 ** Number(query.get('zoom'));
  const cells = Map.groupBy(
    inside,
    ({ latitude, longitude }) => `${Math.floor(latitude / size)} ${Math.floor(longitude / size)}`,
  );
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    clusters: [...cells.values()]
      .filter((cell) => cell.length > 1)
      .map((cell) => ({
        latitude: mean(cell.map(({ latitude }) => latitude)),
        longitude: mean(cell.map(({ longitude }) => longitude)),
        devices: cell.length,
      })),
    devices: [...cells.values()].filter((cell) => cell.length === 1).flat(),
    total: inside.length,
  };
}

export function listOf(state: FakeState, query: URLSearchParams) {
  const inside = locate(state).filter((device) => isInside(query, device));
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 100);
  return { items: inside.slice(start, end), nextCursor: end < inside.length ? String(end) : null };
}

/** Devices that have told nothing, and why: by their place in the list. */
const silent: Readonly<Record<string, Pick<DeviceLocation, 'enabled' | 'state'>>> = {
  [uuid(2)]: { enabled: false, state: null },
  [uuid(4)]: { enabled: true, state: null },
  [uuid(6)]: { enabled: true, state: 'no-permission' },
  [uuid(8)]: { enabled: true, state: 'no-fix' },
};

export function locationOf(state: FakeState, id: string): DeviceLocation {
  const found = locate(state).find(({ deviceId }) => deviceId === id);
  if (found === undefined)
    return { retentionDays: 90, last: null, ...(silent[id] ?? { enabled: true, state: 'no-source' }) };
  const { at, latitude, longitude, accuracyM, source } = found;
  return { enabled: true, retentionDays: 90, state: 'found', last: { at, latitude, longitude, accuracyM, source } };
}

/** A day's way to work and back, with a point every quarter of an hour. */
export function trackOf(state: FakeState, id: string, query: URLSearchParams): Track {
  const { last } = locationOf(state, id);
  if (last === null) return { items: [], nextCursor: null };
  const points = Array.from({ length: 40 }, (_, index): TrackPoint => {
    const at = new Date(Date.parse(last.at) - (39 - index) * 900_000).toISOString();
    const share = Math.sin((index / 39) * Math.PI);
    return {
      ...last,
      at,
      receivedAt: at,
      latitude: last.latitude + share * 0.11,
      longitude: last.longitude - share * 0.2 + Math.sin(index) * 0.01,
      accuracyM: index % 7 === 3 ? 900 : last.accuracyM,
      altitudeM: null,
      speedMps: null,
    };
  });
  const within = ({ at }: TrackPoint) => at >= (query.get('from') ?? '') && at < (query.get('until') ?? '');
  return { items: points.filter(within), nextCursor: null };
}
