/** The numbers of software: titles by name and publisher, and their versions. Each text is stored once in an organization. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { SoftwareVersion } from './changes.rules.ts';

const hashOf = (texts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);

interface Entry extends SoftwareVersion {
  readonly titleKey: string;
  readonly key: string;
}

/** Software of a batch of devices, each text hashed once. */
export class SoftwareBatch {
  readonly #entries = new Map<string, Map<string, Entry>>();

  add({ name, publisher, version }: SoftwareVersion): Entry {
    const title = `${name}\0${publisher}`;
    const versions = this.#entries.get(title) ?? new Map<string, Entry>();
    this.#entries.set(title, versions);
    const known = versions.get(version);
    if (known !== undefined) return known;
    const [sibling] = versions.values();
    const titleKey = sibling?.titleKey ?? hashOf([name, publisher]);
    const entry = { name, publisher, version, titleKey, key: hashOf([titleKey, version]) };
    versions.set(version, entry);
    return entry;
  }

  titles(): Entry[] {
    return [...this.#entries.values()].flatMap((versions) => [...versions.values()].slice(0, 1));
  }

  versions(): Entry[] {
    return [...this.#entries.values()].flatMap((versions) => [...versions.values()]);
  }
}

export type SoftwareEntry = Entry;

export interface SoftwareNumbers {
  /** Of the title and the version. */
  of(entry: Entry): readonly [number, number];
}

type Table = 'software_titles' | 'software_versions';

async function selectIds(tx: Tx, table: Table, organizationId: string, keys: readonly string[]) {
  const { rows } = await sql<{ key: string; id: number }>`select replace(key::text, '-', '') as key, id
    from ${sql.table(table)} where organization_id = ${organizationId} and key = any(${`{${keys.join(',')}}`}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}

async function nextIds(tx: Tx, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await sql<{ id: number }>`select nextval('software_ids')::integer as id
    from generate_series(1, ${count}::integer)`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Gives numbers to what has none. Only one may do so at a time for an organization. */
export async function numberSoftware(tx: Tx, organizationId: string, batch: SoftwareBatch): Promise<SoftwareNumbers> {
  const [titles, versions] = [batch.titles(), batch.versions()];
  const titleIds = await selectIds(
    tx,
    'software_titles',
    organizationId,
    titles.map(({ titleKey }) => titleKey),
  );
  const newTitles = titles.filter(({ titleKey }) => !titleIds.has(titleKey));
  for (const [at, id] of (await nextIds(tx, newTitles.length)).entries())
    titleIds.set(newTitles[at]?.titleKey ?? '', id);
  const titleOf = ({ titleKey }: Entry) => titleIds.get(titleKey) ?? 0;
  if (newTitles.length > 0)
    await sql`insert into software_titles (organization_id, id, key, name, publisher)
      select ${organizationId}, * from unnest(${numberArray(newTitles.map(titleOf))}::integer[],
        ${newTitles.map(({ titleKey }) => titleKey)}::uuid[], ${newTitles.map(({ name }) => name)}::text[],
        ${newTitles.map(({ publisher }) => publisher)}::text[])`.execute(tx);
  const versionIds = await selectIds(
    tx,
    'software_versions',
    organizationId,
    versions.map(({ key }) => key),
  );
  const newVersions = versions.filter(({ key }) => !versionIds.has(key));
  for (const [at, id] of (await nextIds(tx, newVersions.length)).entries())
    versionIds.set(newVersions[at]?.key ?? '', id);
  const idOf = ({ key }: Entry) => versionIds.get(key) ?? 0;
  if (newVersions.length > 0)
    await sql`insert into software_versions (organization_id, id, title_id, key, version)
      select ${organizationId}, * from unnest(${numberArray(newVersions.map(idOf))}::integer[],
        ${numberArray(newVersions.map(titleOf))}::integer[], ${newVersions.map(({ key }) => key)}::uuid[],
        ${newVersions.map(({ version }) => version)}::text[])`.execute(tx);
  return { of: (entry) => [titleOf(entry), idOf(entry)] };
}

/** Numbers of titles among them are left out. */
export async function selectVersions(
  db: Db,
  organizationId: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, SoftwareVersion>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<SoftwareVersion & { id: number }>`select v.id, t.name, t.publisher, v.version
    from software_versions v join software_titles t on t.organization_id = v.organization_id and t.id = v.title_id
    where v.organization_id = ${organizationId} and v.id = any(${numberArray(ids)}::integer[])`.execute(db);
  return new Map(rows.map(({ id, ...version }) => [id, version]));
}
