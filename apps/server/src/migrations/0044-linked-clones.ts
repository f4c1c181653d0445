/**
 * Linked clones: of which installer setting each is and whose disk it began as, when it said that it ended, whose locks went to it; which
 * holder of its record a device is; and after how many silent days clones are removed.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  // Rises when a clone that comes back takes over a record: tokens of the holder before are void from that commit on.
  `alter table devices add column holder integer not null default 0, add column holder_since timestamptz,
     /* SPKI DER of the holder before: it is a copy now. */
     add column former_key bytea`,
  `create index devices_holder on devices (holder_since) where holder > 0`,
  `alter table device_contact add column holder integer not null default 0`,
  `create table linked_clones (
     organization_id uuid not null,
     device_id uuid not null,
     /* null: it was registered without one. */
     setting_id uuid,
     /* null: it is the copy of none. */
     original_id uuid,
     ended_at timestamptz,
     /* Records whose locks went to it when it was registered. */
     lock_of uuid[] not null default '{}',
     primary key (organization_id, device_id))`,
  `create index linked_clones_original on linked_clones (organization_id, original_id) where original_id is not null`,
  `create index linked_clones_lock_of on linked_clones using gin (lock_of)`,
  `create table clone_upkeep (
     organization_id uuid primary key references organizations (id) on delete cascade,
     /* null: none is ever removed. */
     silent_days integer,
     last_run_at timestamptz,
     last_removed integer not null default 0)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
