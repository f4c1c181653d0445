/** What devices tell of their positions, in SQL: tracks, last positions, states; one statement each for all of a batch. */
import type { LocationFix } from '@sekisho/contracts';
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { cellOf } from './grid.rules.ts';

export interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

export interface NewFix extends DeviceKey {
  readonly fix: LocationFix;
  readonly receivedAt: Date;
}

/** The device's trusted time, but never later than the server heard of it: no position lies in the future. */
function momentOf({ fix, receivedAt }: NewFix): Date {
  return new Date(Math.min(fix.at, receivedAt.getTime()));
}

const organizationsOf = (rows: readonly DeviceKey[]) => uuidArray(rows.map((row) => row.organizationId));
const devicesOf = (rows: readonly DeviceKey[]) => uuidArray(rows.map((row) => row.deviceId));

export async function insertFixes(tx: Tx, rows: readonly NewFix[]): Promise<void> {
  if (rows.length === 0) return;
  const fixes = rows.map(({ fix }) => fix);
  await sql`insert into device_locations (organization_id, device_id, number, at, received_at, latitude, longitude, accuracy_m,
      source, altitude_m, speed_mps)
    select * from unnest(${organizationsOf(rows)}::uuid[], ${devicesOf(rows)}::uuid[],
      ${numberArray(fixes.map((fix) => fix.number))}::bigint[], ${rows.map(momentOf)}::timestamptz[],
      ${rows.map((row) => row.receivedAt)}::timestamptz[], ${fixes.map((fix) => fix.latitude)}::float8[],
      ${fixes.map((fix) => fix.longitude)}::float8[], ${fixes.map((fix) => fix.accuracyM)}::real[],
      ${fixes.map((fix) => fix.source)}::text[], ${fixes.map((fix) => fix.altitudeM ?? null)}::real[],
      ${fixes.map((fix) => fix.speedMps ?? null)}::real[])`.execute(tx);
}

/** One row per device; an older position than the one that stands there changes nothing. */
export async function upsertLast(tx: Tx, rows: readonly NewFix[]): Promise<void> {
  if (rows.length === 0) return;
  const fixes = rows.map(({ fix }) => fix);
  await sql`insert into last_locations as l
      (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source)
    select * from unnest(${organizationsOf(rows)}::uuid[], ${devicesOf(rows)}::uuid[], ${rows.map(momentOf)}::timestamptz[],
      ${numberArray(fixes.map((fix) => cellOf(fix.latitude, fix.longitude)))}::bigint[],
      ${fixes.map((fix) => fix.latitude)}::float8[], ${fixes.map((fix) => fix.longitude)}::float8[],
      ${fixes.map((fix) => fix.accuracyM)}::real[], ${fixes.map((fix) => fix.source)}::text[])
    on conflict (organization_id, device_id) do update set at = excluded.at, cell = excluded.cell,
      latitude = excluded.latitude, longitude = excluded.longitude, accuracy_m = excluded.accuracy_m,
      source = excluded.source
    where l.at <= excluded.at`.execute(tx);
}

export interface NewState extends DeviceKey {
  readonly state: string;
  readonly at: Date;
}

/** One row per device. */
export async function upsertStates(tx: Tx, rows: readonly NewState[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into location_states (organization_id, device_id, state, at)
    select * from unnest(${organizationsOf(rows)}::uuid[], ${devicesOf(rows)}::uuid[],
      ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.at)}::timestamptz[])
    on conflict (organization_id, device_id) do update set state = excluded.state, at = excluded.at`.execute(tx);
}

/** Takes devices off the map; their tracks stay for as long as their policy says. */
export async function deleteLast(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  await sql`delete from last_locations
    where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
}

/** @returns how many positions there were */
export async function deleteTrack(tx: Tx, { organizationId, deviceId }: DeviceKey): Promise<number> {
  await deleteLast(tx, organizationId, [deviceId]);
  const { numAffectedRows } = await sql`delete from device_locations
    where organization_id = ${organizationId} and device_id = ${deviceId}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
