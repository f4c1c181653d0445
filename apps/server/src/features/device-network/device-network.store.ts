/** The only SQL on what devices tell of their proxies. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface ProxyWord {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly proxy: string;
  readonly family: 'ipv4' | 'ipv6' | null;
  /** `null`: the wanted proxy leads to the server again. */
  readonly code: string | null;
  /** Of the other family; both or none. */
  readonly otherProxy: string | null;
  readonly otherCode: string | null;
  readonly instead: string;
  readonly at: Date;
}

/** One row per device. */
export async function upsertWords(tx: Tx, words: readonly ProxyWord[]): Promise<void> {
  if (words.length === 0) return;
  await sql`insert into device_networks
      (organization_id, device_id, proxy, family, code, other_proxy, other_code, instead, at)
    select * from unnest(${uuidArray(words.map((word) => word.organizationId))}::uuid[],
      ${uuidArray(words.map((word) => word.deviceId))}::uuid[], ${words.map((word) => word.proxy)}::text[],
      ${words.map((word) => word.family)}::text[], ${words.map((word) => word.code)}::text[],
      ${words.map((word) => word.otherProxy)}::text[], ${words.map((word) => word.otherCode)}::text[],
      ${words.map((word) => word.instead)}::text[], ${words.map((word) => word.at)}::timestamptz[])
    on conflict (organization_id, device_id) do update
      set proxy = excluded.proxy, family = excluded.family, code = excluded.code, other_proxy = excluded.other_proxy,
        other_code = excluded.other_code, instead = excluded.instead, at = excluded.at`.execute(tx);
}

export async function selectWord(db: Db, organizationId: string, deviceId: string): Promise<ProxyWord | null> {
  const { rows } = await sql<Omit<ProxyWord, 'organizationId' | 'deviceId'>>`
    select proxy, family, code, other_proxy as "otherProxy", other_code as "otherCode", instead, at
    from device_networks
    where organization_id = ${organizationId} and device_id = ${deviceId}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { organizationId, deviceId, ...row };
}
