/**
 * Rows of a COPY, taken out of what PostgreSQL sends before the driver sees it: the driver makes an object of each and moves each part that
 * arrives, which costs more than all else that is done with a row (messages: PostgreSQL's manual, "Message Formats").
 */
import type { ReadingSocket } from './reading-socket.ts';

/** One row is `bytes[from, to)`, there until the call returns. */
export type TakeRow = (bytes: Buffer, from: number, to: number) => void;

const copyData = 'd'.charCodeAt(0);
/** The kind of a message, and its length without the kind. */
const headerBytes = 5;
const nothing = Buffer.alloc(0);

/**
 * Until it is ended, by the driver's own hearing of the end of the statement: rows go to `take`, all other messages to the driver.
 * @param socket of a connection with nothing under way
 * @returns ends it; may be called more than once
 */
export function divertCopiedRows(socket: ReadingSocket, take: TakeRow): () => void {
  const messages = new Messages(take);
  let isOver = false;
  const divert = (view: Buffer) => {
    for (const message of messages.read(view)) socket.emit('data', message);
    if (isOver) socket.emit('data', messages.rest());
  };
  socket.on('view', divert);
  return () => {
    socket.off('view', divert);
    isOver = true;
  };
}

class Messages {
  readonly #take: TakeRow;
  /** The beginning of a message, or nothing. */
  #begun: Buffer = nothing;

  constructor(take: TakeRow) {
    this.#take = take;
  }

  /** Returns copies of the messages that are no rows, each whole. */
  read(part: Buffer): readonly Buffer[] {
    const others: Buffer[] = [];
    let at = 0;
    if (this.#begun.length > 0) {
      at = this.#missing(part);
      const joined = Buffer.concat([this.#begun, part.subarray(0, at)]);
      this.#begun = joined.subarray(this.#walk(joined, 0, others));
    }
    if (this.#begun.length === 0) this.#begun = Buffer.from(part.subarray(this.#walk(part, at, others)));
    return others;
  }

  rest(): Buffer {
    const begun = this.#begun;
    this.#begun = nothing;
    return begun;
  }

  /** As many bytes of `part` as end the message that has begun, or all of them. */
  #missing(part: Buffer): number {
    const header = Buffer.concat([this.#begun.subarray(0, headerBytes), part.subarray(0, headerBytes)]);
    return header.length < headerBytes
      ? part.length
      : Math.min(part.length, 1 + header.readUInt32BE(1) - this.#begun.length);
  }

  /** Returns where the last whole message ends. */
  #walk(bytes: Buffer, from: number, others: Buffer[]): number {
    let at = from;
    while (at + headerBytes <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) break;
      if (bytes[at] === copyData) this.#take(bytes, at + headerBytes, end);
      else others.push(Buffer.from(bytes.subarray(at, end)));
      at = end;
    }
    return at;
  }
}
