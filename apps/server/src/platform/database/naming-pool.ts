/** The pool as Kysely sees it: trouble of the database itself gets a name of the catalogue. */
import type { PostgresCursor, PostgresPool, PostgresPoolClient } from 'kysely';
import { SekishoError } from '../sekisho-error.ts';
import { outageOf } from './outage.rules.ts';
import type { Storage } from './storage.ts';

const retryAfterSeconds = 5;

/** Queries reject with `service-unavailable` or `storage-full` where the database is in trouble, and as before where it is not. */
export function namingPool(pool: PostgresPool, storage: Storage): PostgresPool {
  const name = async (cause: unknown): Promise<never> => {
    const outage = outageOf(cause);
    if (outage === null) throw cause;
    if (outage === 'storage-full') storage.noteFull();
    const full = outage === 'storage-full' || (await storage.isDiskFull());
    throw new SekishoError(full ? 'storage-full' : 'service-unavailable', { cause, retryAfterSeconds });
  };
  // The query builder knows connections by identity.
  const known = new WeakMap<PostgresPoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch(name);
      const naming = known.get(client) ?? namingClient(client, name);
      known.set(client, naming);
      return naming;
    },
  };
}

function namingClient(client: PostgresPoolClient, name: (cause: unknown) => Promise<never>): PostgresPoolClient {
  const query = (...args: unknown[]) => {
    const asked: unknown = Reflect.apply(client.query, client, args);
    if (asked instanceof Promise) return asked.catch(name);
    const cursor = asked as PostgresCursor<unknown>;
    return { read: (rows: number) => cursor.read(rows).catch(name), close: () => cursor.close() };
  };
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}
