/** Statements that run all the time, each alone: parsed and planned once per connection, and without a query builder on the way. */
import type pg from 'pg';

export interface PreparedStatement {
  /** Unique within the product. */
  readonly name: string;
  readonly text: string;
}

/** Runs it in a transaction of its own: what it wrote is committed when this resolves. */
export type RunPrepared = <Row extends object>(
  statement: PreparedStatement,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

export function createPrepared(pool: pg.Pool): RunPrepared {
  return async <Row extends object>({ name, text }: PreparedStatement, values: readonly unknown[]) => {
    const { rows } = await pool.query<Row>({ name, text, values: [...values] });
    return rows;
  };
}
