/**
 * Reads a dconf database (`~/.config/dconf/user`), where GNOME keeps its settings: the GVDB format, as `gvdb-format.h` of dconf lays it out.
 * Only texts, numbers and lists of texts: no more is asked of it. What is damaged reads as nothing.
 */

export type DconfValue = string | number | readonly string[];

const signature = 'GVariant';
const itemBytes = 24;
const noParent = 0xffff_ffff;

interface Item {
  readonly parent: number;
  readonly name: string;
  readonly type: string;
  readonly value: Uint8Array;
}

/** By full path, such as `/system/proxy/mode`. */
export function readDconf(bytes: Uint8Array): ReadonlyMap<string, DconfValue> {
  try {
    return readTable(bytes);
  } catch {
    return new Map();
  }
}

function readTable(bytes: Uint8Array): Map<string, DconfValue> {
  const values = new Map<string, DconfValue>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textOf(bytes.subarray(0, 8)) !== signature) return values;
  const items = readItems(bytes, view, view.getUint32(16, true), view.getUint32(20, true));
  for (const item of items) {
    if (item.type !== 'v') continue;
    const value = readVariant(item.value);
    if (value !== null) values.set(pathOf(items, item), value);
  }
  return values;
}

/** A hash table: words of a filter, buckets, then the items themselves. */
function readItems(bytes: Uint8Array, view: DataView, start: number, end: number): Item[] {
  const filterWords = view.getUint32(start, true) & 0x07ff_ffff;
  const buckets = view.getUint32(start + 4, true);
  const items: Item[] = [];
  for (let at = start + 8 + 4 * (filterWords + buckets); at + itemBytes <= end; at += itemBytes) {
    const nameAt = view.getUint32(at + 8, true);
    items.push({
      parent: view.getUint32(at + 4, true),
      name: textOf(bytes.subarray(nameAt, nameAt + view.getUint16(at + 12, true))),
      type: String.fromCharCode(view.getUint8(at + 14)),
      value: bytes.subarray(view.getUint32(at + 16, true), view.getUint32(at + 20, true)),
    });
  }
  return items;
}

/** Names are stored in parts, each after its parent's. */
function pathOf(items: readonly Item[], item: Item): string {
  let path = item.name;
  let { parent } = item;
  for (let depth = 0; parent !== noParent && depth < 64; depth += 1) {
    const above = items[parent];
    if (above === undefined) break;
    path = above.name + path;
    parent = above.parent;
  }
  return path;
}

/** A boxed GVariant: the value, a zero, its type. */
function readVariant(bytes: Uint8Array): DconfValue | null {
  const zero = bytes.lastIndexOf(0);
  const value = bytes.subarray(0, zero);
  switch (textOf(bytes.subarray(zero + 1))) {
    case 's':
      return textOf(value.subarray(0, -1));
    case 'i':
    case 'u':
      return new DataView(value.buffer, value.byteOffset, value.byteLength).getInt32(0, true);
    case 'as':
      return readTexts(value);
    default:
      return null;
  }
}

/** Texts end in zeros; where each ends stands behind them, in as few bytes as the whole needs. */
function readTexts(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  const width = bytes.length < 0x100 ? 1 : bytes.length < 0x1_0000 ? 2 : 4;
  const numberAt = (at: number) =>
    bytes.subarray(at, at + width).reduce((total, byte, index) => total + byte * 256 ** index, 0);
  const textsEnd = numberAt(bytes.length - width);
  const texts = textOf(bytes.subarray(0, textsEnd)).split('\0');
  return texts.slice(0, -1);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
