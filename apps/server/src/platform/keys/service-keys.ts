/** Secrets that every server process shares (lookups, tokens, nonces): made at first use, sealed in the database, one per purpose. */
import type { Generated } from 'kysely';
import type { Db } from '../database/tables.ts';
import type { Randomness } from '../ids.ts';
import type { Sealer } from './sealer.ts';

export interface ServiceKeysTable {
  id: string;
  purpose: string;
  sealed_key: Buffer;
  created_at: Generated<Date>;
  retired_at: Date | null;
}

export interface ServiceKeys {
  /** 32 bytes, the same in every process. @param purpose lower-case letters, digits and hyphens */
  get(purpose: string): Promise<Buffer>;
}

const keyBytes = 32;

export function createServiceKeys(ports: { db: Db; sealer: Sealer; randomness: Randomness }): ServiceKeys {
  const db = ports.db.$extendTables<{ service_keys: ServiceKeysTable }>();
  const known = new Map<string, Promise<Buffer>>();

  async function load(purpose: string): Promise<Buffer> {
    const id = `${purpose}/1`;
    const context = `service-key/${purpose}`;
    const read = () => db.selectFrom('service_keys').select('sealed_key').where('id', '=', id).executeTakeFirst();
    const existing = await read();
    if (existing !== undefined) return ports.sealer.open(existing.sealed_key, context);
    const sealed_key = ports.sealer.seal(ports.randomness.bytes(keyBytes), context);
    // Two processes at once: the first insert wins, both read what stands then.
    await db
      .insertInto('service_keys')
      .values({ id, purpose, sealed_key })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const stored = await read();
    if (stored === undefined) throw new Error(`the service key '${purpose}' cannot be stored`);
    return ports.sealer.open(stored.sealed_key, context);
  }

  return {
    get(purpose) {
      const loaded = known.get(purpose) ?? load(purpose);
      known.set(purpose, loaded);
      loaded.catch(() => known.delete(purpose));
      return loaded;
    },
  };
}
