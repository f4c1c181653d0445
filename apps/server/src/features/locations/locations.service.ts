/** Where devices are, for people who may know: the map, the track of one device, and the end of a track. */
import type {
  DeviceLocation,
  LocatedDevice,
  LocatedDeviceList,
  LocatedDeviceQuery,
  LocationMap,
  LocationMapQuery,
  Place,
  Track,
  TrackPoint,
  TrackQuery,
} from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import { byIndexesOnly } from '../../platform/database/by-indexes-only.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type DeviceListReader, deviceScopeOf } from '../device-list/index.ts';
import type { Policies } from '../policies/index.ts';
import { gridLevel } from './grid.rules.ts';
import {
  decodeMapPosition,
  decodeTrackPosition,
  encodeMapPosition,
  encodeTrackPosition,
} from './location-cursors.rules.ts';
import { deleteTrack } from './locations.store.ts';
import { createLooks } from './looks.ts';
import * as map from './map.query.ts';
import * as track from './track.query.ts';

export interface Locations {
  map(principal: Principal, view: LocationMapQuery): Promise<LocationMap>;
  /** Throws `cursor-invalid`. */
  devices(principal: Principal, query: LocatedDeviceQuery): Promise<LocatedDeviceList>;
  /** These throw `device-not-found`, also for a device that the principal may not see. */
  of(principal: Principal, deviceId: string): Promise<DeviceLocation>;
  /** Throws `validation-failed` for a span that is none or too long, `cursor-invalid`. */
  track(principal: Principal, deviceId: string, query: TrackQuery): Promise<Track>;
  deleteTrack(principal: Principal, deviceId: string): Promise<void>;
}

export interface LocationsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly deviceList: Pick<DeviceListReader, 'get'>;
  readonly policies: Pick<Policies, 'find'>;
}

const defaultPage = 100;
const defaultTrackPage = 500;
const longestSpanMs = 366 * 24 * 3_600_000;

export function createLocations(ports: LocationsPorts): Locations {
  const { db } = ports;
  const looks = createLooks(ports);
  const find = (principal: Principal, id: string) => ports.deviceList.get(deviceScopeOf(principal), id);
  return {
    async map(principal, { zoom, ...box }) {
      const scope = deviceScopeOf(principal);
      const { groups, devices } = await byIndexesOnly(db, async (indexed) => {
        const found = await map.selectClusters(indexed, scope, box, gridLevel(box, zoom));
        const alone = found.filter((group) => group.devices === 1).map(({ range }) => range);
        return { groups: found, devices: await map.selectInRanges(indexed, scope, alone) };
      });
      if (devices.length > 0)
        await looks.note(principal, { action: 'locations.viewed', detail: { ...box, devices: devices.length } });
      return {
        clusters: groups
          .filter((group) => group.devices > 1)
          .map(({ latitude, longitude, devices: count }) => ({ latitude, longitude, devices: count })),
        devices: devices.map(locatedDeviceOf),
        total: groups.reduce((sum, group) => sum + group.devices, 0),
      };
    },
    async devices(principal, { cursor, limit = defaultPage, ...box }) {
      const after = cursor === undefined ? null : decodeMapPosition(cursor);
      const rows = await byIndexesOnly(db, (indexed) =>
        map.selectInBox(indexed, deviceScopeOf(principal), box, after, limit + 1),
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      if (last !== undefined)
        await looks.note(principal, { action: 'locations.viewed', detail: { ...box, devices: shown.length } });
      const more = rows.length > limit && last !== undefined;
      return {
        items: shown.map(locatedDeviceOf),
        nextCursor: more ? encodeMapPosition({ cell: last.cell, deviceId: last.device_id }) : null,
      };
    },
    async of(principal, deviceId) {
      const device = await find(principal, deviceId);
      const key = { organizationId: principal.organizationId, deviceId };
      const policy = await ports.policies.find(principal.organizationId, device.policyCode);
      const [last, state] = [await track.selectLast(db, key), await track.selectState(db, key)];
      if (last !== null)
        await looks.note(principal, { action: 'device.track-viewed', deviceId, detail: { last: last.at } });
      const { enabled = false, retentionDays = 0 } = policy?.settings.location ?? {};
      return { enabled, retentionDays, state, last: last === null ? null : placeOf(last) };
    },
    async track(principal, deviceId, query) {
      await find(principal, deviceId);
      const span = spanOf(query);
      const key = { organizationId: principal.organizationId, deviceId };
      const page = await (query.thinTo === undefined
        ? readPage(db, key, span, query)
        : readThinned(db, key, span, query.thinTo));
      if (page.items.length > 0)
        await looks.note(principal, { action: 'device.track-viewed', deviceId, detail: { ...span } });
      return page;
    },
    async deleteTrack(principal, deviceId) {
      await find(principal, deviceId);
      const { organizationId } = principal;
      await ports.transaction(async (tx) => {
        const positions = await deleteTrack(tx, { organizationId, deviceId });
        await ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'device.track-deleted',
          target: { type: 'device', id: deviceId },
          detail: { positions },
          at: new Date(ports.clock.now()),
        });
      });
    },
  };
}

type Key = Parameters<typeof track.selectTrack>[1];

async function readPage(
  db: Db,
  key: Key,
  span: track.TrackSpan,
  { cursor, limit = defaultTrackPage }: TrackQuery,
): Promise<Track> {
  const after = cursor === undefined ? null : decodeTrackPosition(cursor);
  const rows = await track.selectTrack(db, key, span, after, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(pointOf), nextCursor: more ? encodeTrackPosition(last) : null };
}

async function readThinned(db: Db, key: Key, span: track.TrackSpan, most: number): Promise<Track> {
  const rows = await track.selectThinnedTrack(db, key, span, most);
  return { items: rows.map(pointOf), nextCursor: null };
}

function spanOf(query: TrackQuery): track.TrackSpan {
  const span = { from: new Date(query.from), until: new Date(query.until) };
  const lengthMs = span.until.getTime() - span.from.getTime();
  if (lengthMs > 0 && lengthMs <= longestSpanMs) return span;
  throw new SekishoError('validation-failed', { errors: [{ pointer: '/until', code: 'validation-failed' }] });
}

function placeOf(row: track.PlaceRow): Place {
  return {
    at: row.at.toISOString(),
    latitude: row.latitude,
    longitude: row.longitude,
    accuracyM: row.accuracy_m,
    source: row.source,
  };
}

function pointOf(row: track.TrackRow): TrackPoint {
  return {
    ...placeOf(row),
    receivedAt: row.received_at.toISOString(),
    altitudeM: row.altitude_m,
    speedMps: row.speed_mps,
  };
}

function locatedDeviceOf(row: map.LocatedRow): LocatedDevice {
  return {
    ...placeOf(row),
    deviceId: row.device_id,
    computerName: row.computer_name,
    userName: row.user_name,
    lockMode: row.lock_mode,
  };
}
