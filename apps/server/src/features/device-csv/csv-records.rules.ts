/** Records of a CSV text (RFC 4180, CRLF or LF) with the lines on which they begin, as a text editor counts them. Pure. */

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quotation mark where none can be: nothing can be read from the record on that begins at `line`. */
export class QuoteFault extends Error {
  override readonly name = 'QuoteFault';
  readonly line: number;
  constructor(line: number) {
    super(`a quotation mark in the record at line ${line}`);
    this.line = line;
  }
}

const maximumRecordLength = 64 * 1024;
/** `returned`: a carriage return behind a quoted cell, which only a line feed may follow. */
type State = 'start' | 'bare' | 'quoted' | 'closed' | 'returned';

/** Takes a text in parts. Records are given as they are complete, before a fault behind them is thrown. */
export class CsvReader {
  #state: State = 'start';
  #cells: string[] = [];
  #cell = '';
  #line = 1;
  #recordLine = 1;

  *read(text: string): Generator<CsvRecord> {
    let from = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 0x22) {
        this.#cell += text.slice(from, index);
        from = index + 1;
        this.#quote();
      } else if (this.#state !== 'quoted') {
        if (code === 0x0a || (code === 0x2c && this.#state !== 'returned')) {
          this.#endCell(text.slice(from, index), code === 0x0a);
          from = index + 1;
          if (code === 0x0a) yield* this.#endRecord();
        } else if (this.#state === 'start') this.#state = 'bare';
        else if (this.#state === 'closed' && code === 0x0d) {
          this.#state = 'returned';
          from = index + 1;
        } else if (this.#state !== 'bare') throw new QuoteFault(this.#recordLine);
      } else if (code === 0x0a) this.#line += 1;
      if (index - from + this.#cell.length > maximumRecordLength) throw new QuoteFault(this.#recordLine);
    }
    this.#cell += text.slice(from);
  }

  /** The last record, when no line break ends it. */
  *end(): Generator<CsvRecord> {
    if (this.#state === 'quoted') throw new QuoteFault(this.#recordLine);
    if (this.#state === 'start' && this.#cells.length === 0) return;
    this.#endCell('', true);
    yield* this.#endRecord();
  }

  #quote(): void {
    if (this.#state === 'start') this.#state = 'quoted';
    else if (this.#state === 'quoted') this.#state = 'closed';
    else if (this.#state === 'closed') {
      // Two in a row stand for one.
      this.#cell += '"';
      this.#state = 'quoted';
    } else throw new QuoteFault(this.#recordLine);
  }

  #endCell(rest: string, isLast: boolean): void {
    const cell = this.#cell + rest;
    const isBare = this.#state === 'bare';
    this.#cells.push(isLast && isBare && cell.endsWith('\r') ? cell.slice(0, -1) : cell);
    this.#cell = '';
    this.#state = 'start';
  }

  *#endRecord(): Generator<CsvRecord> {
    const cells = this.#cells;
    const line = this.#recordLine;
    this.#cells = [];
    this.#line += 1;
    this.#recordLine = this.#line;
    if (cells.length > 1 || cells[0] !== '') yield { line, cells };
  }
}
