/** Where devices are, as the console sees it: the map of all, and the track of one. */
import { type Static, Type } from 'typebox';
import { LockMode } from '../device/check-in.ts';
import { Nullable, Timestamp, Uuid } from '../primitives.ts';

const Latitude = Type.Number({ minimum: -90, maximum: 90 });
const Longitude = Type.Number({ minimum: -180, maximum: 180 });

/** A part of the map. `west` beyond `east`: the box crosses the date line. */
const box = { west: Longitude, south: Latitude, east: Longitude, north: Latitude };

/** Query of GET /locations. `zoom` of a map whose world is 512 pixels wide at 0. */
export const LocationMapQuery = Type.Object({ ...box, zoom: Type.Number({ minimum: 0, maximum: 24 }) });
export type LocationMapQuery = Static<typeof LocationMapQuery>;

export const Place = Type.Object({
  at: Timestamp,
  latitude: Latitude,
  longitude: Longitude,
  accuracyM: Type.Number(),
  source: Type.String(),
});
export type Place = Static<typeof Place>;

/** A device at its last position. */
export const LocatedDevice = Type.Intersect(
  [Place, Type.Object({ deviceId: Uuid, computerName: Type.String(), userName: Type.String(), lockMode: LockMode })],
  { title: 'LocatedDevice' },
);
export type LocatedDevice = Static<typeof LocatedDevice>;

/** GET /locations: what stands alone as itself, what stands close together as a number. */
export const LocationMap = Type.Object({
  clusters: Type.Array(Type.Object({ latitude: Latitude, longitude: Longitude, devices: Type.Integer() })),
  devices: Type.Array(LocatedDevice),
  total: Type.Integer(),
});
export type LocationMap = Static<typeof LocationMap>;

/** Query of GET /locations/devices: the same part of the map as a list. */
export const LocatedDeviceQuery = Type.Object({
  ...box,
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type LocatedDeviceQuery = Static<typeof LocatedDeviceQuery>;

export const LocatedDeviceList = Type.Object({
  items: Type.Array(LocatedDevice),
  nextCursor: Nullable(Type.String()),
});
export type LocatedDeviceList = Static<typeof LocatedDeviceList>;

/** GET /devices/{id}/location: the last position, or what is needed to say why there is none. */
export const DeviceLocation = Type.Object({
  /** Whether the device's policy wants positions, and for how long they are kept. */
  enabled: Type.Boolean(),
  retentionDays: Type.Integer(),
  /** The device's own last word: one of `locationStates`, or `null` before the first. */
  state: Nullable(Type.String()),
  last: Nullable(Place),
});
export type DeviceLocation = Static<typeof DeviceLocation>;

/** Query of GET /devices/{id}/track: `from` included, `until` not; oldest first. */
export const TrackQuery = Type.Object({
  from: Timestamp,
  until: Timestamp,
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
  /** At most so many points, spread evenly over all there are, in one page. */
  thinTo: Type.Optional(Type.Integer({ minimum: 2, maximum: 2000 })),
});
export type TrackQuery = Static<typeof TrackQuery>;

export const TrackPoint = Type.Intersect([
  Place,
  Type.Object({ receivedAt: Timestamp, altitudeM: Nullable(Type.Number()), speedMps: Nullable(Type.Number()) }),
]);
export type TrackPoint = Static<typeof TrackPoint>;

export const Track = Type.Object({
  items: Type.Array(TrackPoint),
  nextCursor: Nullable(Type.String()),
});
export type Track = Static<typeof Track>;

/** GET /map-settings: an operator's own tiles under our marks; `null`: only what the product brings along. */
export const MapSettings = Type.Object({
  tiles: Nullable(Type.Object({ url: Type.String(), attribution: Type.String() })),
});
export type MapSettings = Static<typeof MapSettings>;
