/** Whether requests can be served: the database answers within a few seconds and has room for what is written. */
import type { Kysely } from 'kysely';
import { SekishoError } from '../sekisho-error.ts';
import type { Storage } from './storage.ts';
import type { PlatformTables } from './tables.ts';

const timeoutMs = 3_000;

/** What it gives rejects while that is not so, never later than after the few seconds. */
export function createReadiness(db: Kysely<PlatformTables>, storage: Storage): () => Promise<void> {
  return async () => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new SekishoError('service-unavailable')), timeoutMs);
    const asked = look(db, storage);
    // What comes too late is nobody's business.
    asked.catch(() => {});
    try {
      await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function look(db: Kysely<PlatformTables>, storage: Storage): Promise<void> {
  await db.selectFrom('installation').select('id').execute();
  await storage.check(db);
}
