/** Statements that run all the time: parsed and planned once per connection, and not built anew each time. */
import { CompiledQuery, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { boundToOne } from './one-organization.rules.ts';
import type { Db, Tx } from './tables.ts';

export interface PreparedStatement {
  /** With its name in front, by which connections know it again. */
  readonly text: string;
}

const mark = '/* prepared: ';

/** @param name unique within the product: small letters and hyphens */
export function prepare(name: string, text: string): PreparedStatement {
  return { text: `${mark}${name} */ ${text}` };
}

/** Outside a transaction it is one of its own: committed when this resolves. */
export async function runPrepared<Row = never>(
  db: Db | Tx,
  { text }: PreparedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  return rows;
}

/** Over how many machines organizations lie. */
export type Spread = 'one-machine' | 'by-organization';

/** The pool as the query builder sees it: what is marked is sent by its name. */
export function preparingPool(pool: pg.Pool, spread: Spread = 'one-machine'): PostgresPool {
  // The query builder knows connections by identity.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const preparing = known.get(client) ?? preparingClient(client, spread);
      known.set(client, preparing);
      return preparing;
    },
    end: () => pool.end(),
  };
}

function preparingClient(client: pg.PoolClient, spread: Spread): PostgresPoolClient {
  const send = (text: string, values: readonly unknown[]) =>
    text.startsWith(mark)
      ? client.query({ name: text.slice(mark.length, text.indexOf(' */')), text, values: [...values] })
      : client.query(text, [...values]);
  const query = (text: string | pg.Submittable, values: readonly unknown[]): unknown => {
    if (typeof text !== 'string') return client.query(text);
    if (spread === 'one-machine') return send(text, values);
    const bound = boundToOne(text, values);
    return send(bound.text, bound.values);
  };
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}
