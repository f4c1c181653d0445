/** Rows of CSV as PostgreSQL itself writes them, by COPY: bytes that go on as they are, without an object or a text for each cell. */
import type { PostgresCursor, RawBuilder } from 'kysely';
import type pg from 'pg';
import { divertCopiedRows } from './diverted-rows.ts';
import { literalOf } from './literal.ts';
import { ReadingSocket } from './reading-socket.ts';
import type { Db } from './tables.ts';

export interface CopiedRows {
  /** Each row ended by CRLF. One behind the other: memory that need not be in one piece need not be copied when it grows. */
  readonly content: readonly Buffer[];
  readonly rows: number;
  /** Gives the memory of `content` back, to be filled again: for whoever copies much. */
  release(): void;
}

const pieceBytes = 256 * 1024;
/** Filled again rather than made anew: the collector looks through the whole heap for every 64 MiB that are made outside of it. */
const spare: ArrayBuffer[] = [];
const sparePieces = 32;

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
  #endDiversion = () => {};

  constructor(text: string, parameters: readonly unknown[]) {
    this.text = text.replaceAll(/\$(\d+)/g, (_, number: string) => literalOf(parameters[Number(number) - 1]));
    this.#done.promise.catch(() => {});
  }

  async read(): Promise<Row[]> {
    await this.#done.promise;
    if (this.#isRead) return [];
    this.#isRead = true;
    this.#endPiece(0);
    const content = this.#content.splice(0);
    const release = () => {
      for (const { buffer } of content.splice(0))
        if (buffer instanceof ArrayBuffer && buffer.byteLength === pieceBytes && spare.length < sparePieces)
          spare.push(buffer);
    };
    const copied: CopiedRows = { content, rows: this.#rows, release };
    return [copied as Row];
  }

  async close(): Promise<void> {
    await this.#done.promise.catch(() => {});
  }

  submit(connection: pg.Connection): void {
    if (connection.stream instanceof ReadingSocket)
      this.#endDiversion = divertCopiedRows(connection.stream, (bytes, from, to) => this.#addRow(bytes, from, to));
    connection.query(this.text);
  }

  /** It ends with a line feed, whatever line breaks are within it. */
  #addRow(bytes: Buffer, from: number, to: number): void {
    const length = to - from + 1;
    if (this.#length + length > this.#piece.length) this.#endPiece(Math.max(pieceBytes, length));
    bytes.copy(this.#piece, this.#length, from, to);
    this.#length += length;
    this.#piece[this.#length - 2] = 0x0d;
    this.#piece[this.#length - 1] = 0x0a;
    this.#rows += 1;
  }

  #endPiece(nextBytes: number): void {
    if (this.#length > 0) this.#content.push(this.#piece.subarray(0, this.#length));
    const used = nextBytes === pieceBytes ? spare.pop() : undefined;
    this.#piece = used === undefined ? Buffer.allocUnsafeSlow(nextBytes) : Buffer.from(used);
    this.#length = 0;
  }

  /** Of other connections, with TLS or to another machine: one message is one row. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#addRow(chunk, 0, chunk.length);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#endDiversion();
    this.#done.resolve();
  }

  handleError(cause: Error): void {
    this.#endDiversion();
    this.#done.reject(cause);
  }
}

/** @param copy a COPY to STDOUT as CSV */
export async function copyRows(db: Db, copy: RawBuilder<CopiedRows>): Promise<CopiedRows> {
  const copied = db.getExecutor().stream<CopiedRows>(copy.compile(db), 1);
  for await (const { rows } of copied) for (const row of rows) return row;
  throw new Error('a copy that gave nothing');
}
