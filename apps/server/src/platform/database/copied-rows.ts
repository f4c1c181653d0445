/** Rows of CSV as PostgreSQL itself writes them, by COPY: bytes that go on as they are, without an object or a text for each cell. */
import type { PostgresCursor, RawBuilder } from 'kysely';
import type pg from 'pg';
import { literalOf } from './literal.ts';
import type { Db } from './tables.ts';

export interface CopiedRows {
  /** Each row ended by CRLF. One behind the other: memory that need not be in one piece need not be copied when it grows. */
  readonly content: readonly Buffer[];
  readonly rows: number;
}

const pieceBytes = 256 * 1024;

/**
 * The one kind of cursor that the query builder has here. It gives all that is copied at once. COPY takes no parameters: they are
 * written into the statement, so that its own text may hold no `$`.
 */
export class CopyCursor<Row> implements PostgresCursor<Row>, pg.Submittable {
  readonly text: string;
  readonly #done = Promise.withResolvers<void>();
  readonly #content: Buffer[] = [];
  #piece = Buffer.alloc(0);
  #length = 0;
  #rows = 0;
  #isRead = false;

  constructor(text: string, parameters: readonly unknown[]) {
    this.text = text.replaceAll(/\$(\d+)/g, (_, number: string) => literalOf(parameters[Number(number) - 1]));
    this.#done.promise.catch(() => {});
  }

  async read(): Promise<Row[]> {
    await this.#done.promise;
    if (this.#isRead) return [];
    this.#isRead = true;
    this.#endPiece(0);
    const copied: CopiedRows = { content: this.#content, rows: this.#rows };
    return [copied as Row];
  }

  async close(): Promise<void> {
    await this.#done.promise.catch(() => {});
  }

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }

  /** One message is one row, whatever line breaks are within it, and a line feed; the bytes are the driver's, and not for long. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#length + chunk.length + 1 > this.#piece.length) this.#endPiece(Math.max(pieceBytes, chunk.length + 1));
    chunk.copy(this.#piece, this.#length);
    this.#length += chunk.length + 1;
    this.#piece[this.#length - 2] = 0x0d;
    this.#piece[this.#length - 1] = 0x0a;
    this.#rows += 1;
  }

  #endPiece(nextBytes: number): void {
    if (this.#length > 0) this.#content.push(this.#piece.subarray(0, this.#length));
    this.#piece = Buffer.allocUnsafeSlow(nextBytes);
    this.#length = 0;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#done.resolve();
  }

  handleError(cause: Error): void {
    this.#done.reject(cause);
  }
}

/** @param copy a COPY to STDOUT as CSV */
export async function copyRows(db: Db, copy: RawBuilder<CopiedRows>): Promise<CopiedRows> {
  const copied = db.getExecutor().stream<CopiedRows>(copy.compile(db), 1);
  for await (const { rows } of copied) for (const row of rows) return row;
  throw new Error('a copy that gave nothing');
}
