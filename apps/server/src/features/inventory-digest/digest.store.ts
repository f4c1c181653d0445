/** The only SQL on digests: what was made of a device's inventory the last time, what it is counted by, and how it has changed. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { InventoryChanges } from '@sekisho/contracts';
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import { storableJson } from '../../platform/database/storable-json.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { FactSection, Facts } from './facts.rules.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export type FactsBySection = Readonly<Partial<Record<FactSection, Facts>>>;

export interface Digest {
  readonly deviceId: string;
  /** 0: none. */
  readonly group: number;
  /** `null`: the device is not counted. */
  readonly traits: readonly string[] | null;
  /** By section, of what was looked through. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly facts: FactsBySection;
}

export async function selectDigests(
  db: Db,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Digest>> {
  const { rows } = await sql<
    Omit<Digest, 'facts'> & { facts: Buffer }
  >`select device_id as "deviceId", group_id as "group",
      traits, hashes, facts
    from inventory_digests where organization_id = ${organizationId}
      and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(db);
  const digests = rows.map(async ({ facts, ...row }) => ({
    ...row,
    facts: JSON.parse((await decompress(facts)).toString()) as FactsBySection,
  }));
  return new Map((await Promise.all(digests)).map((digest) => [digest.deviceId, digest]));
}

export async function upsertDigests(tx: Tx, organizationId: string, digests: readonly Digest[]): Promise<void> {
  if (digests.length === 0) return;
  const facts = await Promise.all(digests.map((digest) => compress(JSON.stringify(digest.facts))));
  const traits = digests.map((digest) => (digest.traits === null ? null : storableJson(digest.traits)));
  await sql`insert into inventory_digests (organization_id, device_id, group_id, traits, hashes, facts)
    select ${organizationId}, v.device_id, v.group_id,
      case when v.traits is not null then array(select jsonb_array_elements_text(v.traits::jsonb)) end, v.hashes::jsonb, v.facts
    from unnest(${uuidArray(digests.map(({ deviceId }) => deviceId))}::uuid[],
      ${numberArray(digests.map(({ group }) => group))}::integer[], ${traits}::text[],
      ${digests.map(({ hashes }) => JSON.stringify(hashes))}::text[], ${facts}::bytea[])
      as v(device_id, group_id, traits, hashes, facts)
    on conflict (organization_id, device_id) do update set group_id = excluded.group_id, traits = excluded.traits,
      hashes = excluded.hashes, facts = excluded.facts`.execute(tx);
}

export interface TraitChange {
  /** 0: the whole organization. */
  readonly group: number;
  /** `kind value` */
  readonly trait: string;
  readonly by: number;
}

/** Rows that come to nothing go. */
export async function addTraitCounts(tx: Tx, organizationId: string, changes: readonly TraitChange[]): Promise<void> {
  if (changes.length === 0) return;
  const groups = numberArray(changes.map(({ group }) => group));
  const kinds = changes.map(({ trait }) => trait.slice(0, trait.indexOf(' ')));
  const values = changes.map(({ trait }) => trait.slice(trait.indexOf(' ') + 1).toWellFormed());
  await sql`insert into inventory_counts as c (organization_id, group_id, kind, value, devices)
    select ${organizationId}, * from unnest(${groups}::integer[], ${kinds}::text[], ${values}::text[],
      ${numberArray(changes.map(({ by }) => by))}::integer[])
    on conflict (organization_id, group_id, kind, value) do update set devices = c.devices + excluded.devices`.execute(
    tx,
  );
  await sql`delete from inventory_counts c using unnest(${groups}::integer[], ${kinds}::text[], ${values}::text[])
      as v(group_id, kind, value)
    where c.organization_id = ${organizationId} and c.group_id = v.group_id and c.kind = v.kind and c.value = v.value
      and c.devices = 0`.execute(tx);
}

export interface ChangedInventory {
  readonly deviceId: string;
  readonly receivedAt: Date;
  readonly collectedAt: Date;
  readonly changes: InventoryChanges;
}

/** As it is stored: names of fields would be most of it. */
type Compact = {
  s?: [name: string, publisher: string, removed: string[], added: string[]][];
  f?: [thing: string, name: string, field: string, before: unknown, after: unknown][];
};

function compactOf({ software, facts }: InventoryChanges): Compact {
  return {
    ...(software.length === 0
      ? {}
      : { s: software.map(({ name, publisher, removed, added }) => [name, publisher, [...removed], [...added]]) }),
    ...(facts.length === 0
      ? {}
      : { f: facts.map(({ thing, name, field, before, after }) => [thing, name, field, before, after]) }),
  };
}

function changesOf({ s = [], f = [] }: Compact): InventoryChanges {
  return {
    software: s.map(([name, publisher, removed, added]) => ({ name, publisher, removed, added })),
    facts: f.map(([thing, name, field, before, after]) => ({ thing, name, field, before, after })),
  } as InventoryChanges;
}

/** A mark that came twice writes nothing twice. */
export async function insertChanges(tx: Tx, organizationId: string, rows: readonly ChangedInventory[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into inventory_changes (organization_id, device_id, received_at, collected_at, changes)
    select ${organizationId}, v.device_id, v.received_at, v.collected_at, v.changes::jsonb
    from unnest(${uuidArray(rows.map(({ deviceId }) => deviceId))}::uuid[], ${rows.map(({ receivedAt }) => receivedAt)}::timestamptz[],
      ${rows.map(({ collectedAt }) => collectedAt)}::timestamptz[], ${rows.map(({ changes }) => storableJson(compactOf(changes)))}::text[])
      as v(device_id, received_at, collected_at, changes)
    on conflict do nothing`.execute(tx);
}

export interface ChangesReading {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly from: Date | null;
  /** Before this moment. */
  readonly until: Date | null;
  readonly limit: number;
}

/** Newest first; when they were received, exactly, as `at`. */
export async function selectChanges(
  db: Db,
  { organizationId, deviceId, from, until, limit }: ChangesReading,
): Promise<readonly ChangedInventory[]> {
  const { rows } = await sql<Omit<ChangedInventory, 'changes'> & { changes: Compact }>`select device_id as "deviceId",
      received_at as "receivedAt", collected_at as "collectedAt", changes
    from inventory_changes where organization_id = ${organizationId} and device_id = ${deviceId}
      and received_at >= coalesce(${from}::timestamptz, '-infinity') and received_at < coalesce(${until}::timestamptz, 'infinity')
    order by received_at desc limit ${limit}`.execute(db);
  return rows.map(({ changes, ...row }) => ({ ...row, changes: changesOf(changes) }));
}
