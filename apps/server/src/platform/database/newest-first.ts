/** Reads newest rows first from a table in partitions by time, without looking into more partitions than a page needs. */

/** `null`: however old. */
const spansMs = [28, 112, null].map((days) => days && days * 24 * 3_600_000);

export interface NewestFirst<Row> {
  /** Where the page begins: now, or where the last one ended. */
  readonly fromMs: number;
  readonly limit: number;
  /** The newest `limit` rows of which the server has heard since then; `null`: of all. */
  read(heardSince: Date | null): Promise<Row[]>;
  /** What rows are sorted by: never later than the server heard of them. */
  sortedAt(row: Row): Date;
}

/**
 * Looks further back only while the page is not full: a row that is sorted after `heardSince` was heard of after it as well, so a
 * full page that ends after it has left out none.
 */
export async function readNewestFirst<Row>({ fromMs, limit, read, sortedAt }: NewestFirst<Row>): Promise<Row[]> {
  for (const spanMs of spansMs) {
    const heardSince = spanMs === null ? null : new Date(fromMs - spanMs);
    const rows = await read(heardSince);
    const last = rows.at(-1);
    const isFull = rows.length >= limit && last !== undefined;
    if (heardSince === null || (isFull && sortedAt(last) >= heardSince)) return rows;
  }
  return [];
}
