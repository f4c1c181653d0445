/** Positions of devices: tracks by week, the last position of each on a grid, and what each says of its positions. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // `at` is the device's trusted time, but never later than the server heard of it.
  `create table device_locations (
     organization_id uuid not null,
     device_id uuid not null,
     number bigint not null,
     at timestamptz not null,
     received_at timestamptz not null,
     latitude double precision not null,
     longitude double precision not null,
     accuracy_m real not null,
     source text not null,
     altitude_m real,
     speed_mps real,
     primary key (organization_id, device_id, at, number)) partition by range (at)`,
  // What no week was made for: of devices whose clocks were far off.
  `create table device_locations_rest partition of device_locations default`,

  // `cell`: the position on a grid of 2^24 by 2^24 cells, interleaved, so that a part of the map is a few ranges of it.
  `create table last_locations (
     organization_id uuid not null,
     device_id uuid not null,
     at timestamptz not null,
     cell bigint not null,
     latitude double precision not null,
     longitude double precision not null,
     accuracy_m real not null,
     source text not null,
     primary key (organization_id, device_id)) with (fillfactor = 80)`,
  `create index last_locations_cell on last_locations (organization_id, cell, device_id) include (latitude, longitude)`,
  `create table location_states (
     organization_id uuid not null,
     device_id uuid not null,
     state text not null,
     at timestamptz not null,
     primary key (organization_id, device_id))`,

  // The application may not make tables; these it may call. A week that the rest already holds something of stays in the rest.
  `create function make_location_week(monday date) returns void
     language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     week text := 'device_locations_' || to_char(monday, 'YYYYMMDD');
     first timestamptz := monday::timestamp at time zone 'UTC';
     next timestamptz := (monday + 7)::timestamp at time zone 'UTC';
   begin
     perform pg_advisory_xact_lock(7356007);
     if extract(isodow from monday) <> 1 then raise exception '% is no Monday', monday; end if;
     if to_regclass(week) is not null then return; end if;
     if exists (select from device_locations_rest where at >= first and at < next) then return; end if;
     execute format('create table %I partition of device_locations for values from (%L) to (%L)', week, first, next);
   end $$`,
  `create function drop_location_week(monday date) returns void
     language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     execute format('drop table if exists %I', 'device_locations_' || to_char(monday, 'YYYYMMDD'));
   end $$`,
  `revoke execute on function make_location_week(date), drop_location_week(date) from public`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
