/** Takes exactly so many bytes at a time from a stream that comes in pieces of any size. */

export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** `null` when the stream ends before that. */
  async take(count: number): Promise<Buffer | null> {
    if (!(await this.#fill(count))) return null;
    return this.#cut(count);
  }

  /** Up to the next line feed, which is taken as well; `null` when none comes within `atMost` bytes. */
  async takeLine(atMost: number): Promise<string | null> {
    for (let wanted = 256; ; wanted = Math.min(wanted * 2, atMost)) {
      const whole = await this.#fill(wanted);
      const end = this.#held.subarray(0, atMost).indexOf(0x0a);
      if (end >= 0) return this.#cut(end + 1).toString('utf8', 0, end);
      if (!whole || wanted === atMost) return null;
    }
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.#fill(1));
  }

  async #fill(count: number): Promise<boolean> {
    if (this.#held.length >= count) return true;
    const pieces = [this.#held];
    let bytes = this.#held.length;
    while (bytes < count) {
      const next = await this.#pieces.next();
      if (next.done) break;
      pieces.push(next.value);
      bytes += next.value.length;
    }
    this.#held = Buffer.concat(pieces, bytes);
    return bytes >= count;
  }

  #cut(count: number): Buffer {
    const cut = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return cut;
  }
}
