/** Values of the D-Bus protocol as bytes: read by any signature, written for the few that we send. Pure. */

export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

export class DBusFormatError extends Error {
  override readonly name = 'DBusFormatError';
}

const mostDepth = 32;
const alignments: Readonly<Record<string, number>> = {
  y: 1,
  g: 1,
  v: 1,
  n: 2,
  q: 2,
  b: 4,
  i: 4,
  u: 4,
  s: 4,
  o: 4,
  a: 4,
  x: 8,
  t: 8,
  d: 8,
  '(': 8,
  '{': 8,
};

/** The first complete type of a signature: `a{sv}` of `a{sv}u`. */
export function firstType(signature: string): string {
  const first = signature[0];
  if (first === 'a') return `a${firstType(signature.slice(1))}`;
  if (first !== '(' && first !== '{') return first ?? '';
  let depth = 0;
  for (const [index, sign] of [...signature].entries()) {
    if (sign === '(' || sign === '{') depth += 1;
    if (sign === ')' || sign === '}') depth -= 1;
    if (depth === 0) return signature.slice(0, index + 1);
  }
  throw new DBusFormatError(`not a signature: ${signature}`);
}

export function typesOf(signature: string): string[] {
  const types: string[] = [];
  for (let rest = signature; rest !== ''; rest = rest.slice(types.at(-1)?.length)) types.push(firstType(rest));
  return types;
}

/** Reads one value after the other; throws `DBusFormatError` or `RangeError` for what is none. */
export class ValueReader {
  offset: number;
  readonly #bytes: Buffer;
  readonly #little: boolean;
  readonly #view: DataView;

  constructor(bytes: Buffer, little: boolean, offset = 0) {
    this.#bytes = bytes;
    this.#little = little;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  readAll(signature: string): unknown[] {
    return typesOf(signature).map((type) => this.read(type));
  }

  /** Structs and arrays are lists, dictionaries are maps, variants are what they hold, 64 bits are `bigint`. */
  read(type: string, depth = 0): unknown {
    if (depth > mostDepth) throw new DBusFormatError('nested too deeply');
    this.align(alignments[type[0] ?? ''] ?? 1);
    const simple = this.#simple(type);
    if (simple !== undefined) return simple;
    if (type[0] === 'a') return this.#array(type.slice(1), depth);
    if (type[0] === 'v') return this.read(firstType(String(this.read('g'))), depth + 1);
    if (type[0] === '(') return typesOf(type.slice(1, -1)).map((each) => this.read(each, depth + 1));
    throw new DBusFormatError(`unknown type: ${type}`);
  }

  align(to: number): void {
    this.offset = Math.ceil(this.offset / to) * to;
  }

  #simple(type: string): unknown {
    const view = this.#view;
    const little = this.#little;
    switch (type) {
      case 'y':
        return view.getUint8(this.#take(1));
      case 'n':
        return view.getInt16(this.#take(2), little);
      case 'q':
        return view.getUint16(this.#take(2), little);
      case 'b':
        return view.getUint32(this.#take(4), little) !== 0;
      case 'i':
        return view.getInt32(this.#take(4), little);
      case 'u':
        return view.getUint32(this.#take(4), little);
      case 'x':
        return view.getBigInt64(this.#take(8), little);
      case 't':
        return view.getBigUint64(this.#take(8), little);
      case 'd':
        return view.getFloat64(this.#take(8), little);
      case 's':
      case 'o':
        return this.#text(view.getUint32(this.#take(4), little));
      case 'g':
        return this.#text(view.getUint8(this.#take(1)));
      default:
        return undefined;
    }
  }

  #array(element: string, depth: number): unknown {
    const length = this.#view.getUint32(this.#take(4), this.#little);
    this.align(alignments[element[0] ?? ''] ?? 1);
    const end = this.offset + length;
    if (end > this.#bytes.length) throw new DBusFormatError('an array beyond the end');
    const items: unknown[] = [];
    while (this.offset < end)
      items.push(element[0] === '{' ? this.#entry(element, depth) : this.read(element, depth + 1));
    return element[0] === '{' ? new Map(items as [unknown, unknown][]) : items;
  }

  #entry(element: string, depth: number): unknown[] {
    this.align(8);
    return typesOf(element.slice(1, -1)).map((type) => this.read(type, depth + 1));
  }

  #text(length: number): string {
    const start = this.#take(length + 1);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #take(length: number): number {
    const start = this.offset;
    if (start + length > this.#bytes.length) throw new DBusFormatError('a value beyond the end');
    this.offset += length;
    return start;
  }
}

/** Writes bytes, texts, 32-bit numbers, booleans, variants of them and dictionaries `a{sv}` of those; little-endian. */
export class ValueWriter {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  writeAll(signature: string, values: readonly unknown[]): void {
    for (const [index, type] of typesOf(signature).entries()) this.write(type, values[index]);
  }

  write(type: string, value: unknown): void {
    this.align(alignments[type[0] ?? ''] ?? 1);
    if (type === 'y') this.#push(Buffer.from([Number(value)]));
    else if (type === 'u' || type === 'b') this.#push(uint32(Number(value)));
    else if (type === 's' || type === 'o')
      this.#push(uint32(Buffer.byteLength(String(value))), Buffer.from(`${value}\0`));
    else if (type === 'g') this.#push(Buffer.from([String(value).length]), Buffer.from(`${value}\0`));
    else if (type === 'v') {
      const variant = value as Variant;
      this.write('g', variant.signature);
      this.write(variant.signature, variant.value);
    } else if (type === 'a{sv}') this.#dictionary(value as ReadonlyMap<string, Variant>);
    else throw new DBusFormatError(`type ${type} is not sent`);
  }

  align(to: number): void {
    this.#push(Buffer.alloc((to - (this.#length % to)) % to));
  }

  #dictionary(entries: ReadonlyMap<string, Variant>): void {
    const content = new ValueWriter();
    for (const [name, variant] of entries) {
      content.align(8);
      content.write('s', name);
      content.write('v', variant);
    }
    this.write('u', content.bytes.length);
    this.align(8);
    this.#push(content.bytes);
  }

  #push(...parts: readonly Buffer[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
