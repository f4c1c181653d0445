// The Wayland wire: messages of an object, an opcode and arguments, in the byte order of the machine. Pure.

/** A number is a 32-bit integer, an object or a new object; text is a string. */
export type Argument = number | string;

export interface Message {
  readonly object: number;
  readonly opcode: number;
  readonly body: Buffer;
}

const HEADER_BYTES = 8;
const WORD = 4;

export function encodeMessage(object: number, opcode: number, args: readonly Argument[]): Buffer {
  const parts = args.map((arg) => (typeof arg === 'number' ? encodeNumber(arg) : encodeText(arg)));
  const size = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(object, 0);
  header.writeUInt32LE(((size << 16) | opcode) >>> 0, WORD);
  return Buffer.concat([header, ...parts], size);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(WORD);
  bytes.writeUInt32LE(value >>> 0, 0);
  return bytes;
}

/** Length with the zero at the end, the text, padding to whole words. */
function encodeText(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`, 'utf8');
  const padded = Buffer.alloc(WORD + Math.ceil(bytes.length / WORD) * WORD);
  padded.writeUInt32LE(bytes.length, 0);
  bytes.copy(padded, WORD);
  return padded;
}

/** Gathers what comes and gives whole messages. Throws on a size that no message has. */
export function messageReader(): (chunk: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    let offset = 0;
    while (rest.length - offset >= HEADER_BYTES) {
      const word = rest.readUInt32LE(offset + WORD);
      const size = word >>> 16;
      if (size < HEADER_BYTES) throw new Error('the compositor sent a message of no size');
      if (rest.length - offset < size) break;
      const body = rest.subarray(offset + HEADER_BYTES, offset + size);
      messages.push({ object: rest.readUInt32LE(offset), opcode: word & 0xffff, body });
      offset += size;
    }
    rest = rest.subarray(offset);
    return messages;
  };
}

export function numberAt(body: Buffer, word: number): number {
  return body.readUInt32LE(word * WORD);
}

/** A string that begins at this word. */
export function textAt(body: Buffer, word: number): string {
  const start = (word + 1) * WORD;
  return body.toString('utf8', start, start + Math.max(0, numberAt(body, word) - 1));
}

/** The word after a string that begins at this one. */
export function wordAfterText(body: Buffer, word: number): number {
  return word + 1 + Math.ceil(numberAt(body, word) / WORD);
}
