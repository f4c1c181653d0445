/**
 * Reads the firmware's table as Windows hands it over (RawSMBIOSData), by the SMBIOS Reference Specification 3.7 (DMTF DSP0134): what
 * machine this is, its chassis, processors and memory. Every length is checked: a table comes from whoever made the machine.
 */

export interface Smbios {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly uuid: string;
  readonly biosVendor: string;
  readonly biosVersion: string;
  readonly biosDate: string;
  readonly boardManufacturer: string;
  readonly boardModel: string;
  /** A number of table 17; 0: not said. */
  readonly chassisType: number;
  readonly processors: readonly SmbiosProcessor[];
}

export interface SmbiosProcessor {
  readonly model: string;
  readonly cores: number;
  readonly threads: number;
  readonly maxMhz: number | null;
}

interface Structure {
  readonly type: number;
  /** Byte by its offset; 0 beyond the structure's end. */
  byte(offset: number): number;
  word(offset: number): number;
  /** The string that the byte at this offset names. */
  text(offset: number): string;
  readonly bytes: Uint8Array;
}

/** Calling method, major, minor, revision, and the length of what follows. */
const headerBytes = 8;
const mostStructures = 4_096;
const endOfTable = 127;

/** The strings after a structure: each ends with a zero, the last with two. Returns where the next structure begins. */
function readStrings(table: Uint8Array, from: number): { strings: string[]; next: number } {
  const strings: string[] = [];
  let at = from;
  while (at < table.length && table[at] !== 0) {
    const end = table.indexOf(0, at);
    if (end < 0) return { strings, next: table.length };
    strings.push(Buffer.from(table.subarray(at, end)).toString('latin1'));
    at = end + 1;
  }
  // A structure without strings ends with two zeros as well.
  return { strings, next: strings.length === 0 ? at + 2 : at + 1 };
}

export function readStructures(raw: Uint8Array): Structure[] {
  const table = raw.subarray(headerBytes);
  const structures: Structure[] = [];
  for (let at = 0; at + 4 <= table.length && structures.length < mostStructures; ) {
    const length = table[at + 1] ?? 0;
    if (length < 4 || at + length > table.length) break;
    const bytes = table.subarray(at, at + length);
    const { strings, next } = readStrings(table, at + length);
    const byte = (offset: number) => bytes[offset] ?? 0;
    structures.push({
      type: byte(0),
      bytes,
      byte,
      word: (offset) => byte(offset) + byte(offset + 1) * 256,
      text: (offset) => strings[byte(offset) - 1] ?? '',
    });
    if (byte(0) === endOfTable) break;
    at = next;
  }
  return structures;
}

/** 7.2.1: the first three fields stand with their lowest byte first; all zeros or all ones say nothing. */
function uuidOf(bytes: Uint8Array): string {
  if (bytes.length < 16 || bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) return '';
  const hex = (...order: number[]) => order.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)].join('-');
}

const centralProcessor = 3;
const populated = 0x40;

/** 7.5: a count of 255 stands in a wider field further back. */
function processorOf(structure: Structure): SmbiosProcessor[] {
  if (structure.byte(5) !== centralProcessor || (structure.byte(0x18) & populated) === 0) return [];
  const count = (narrow: number, wide: number) => {
    const value = structure.byte(narrow) === 0xff ? structure.word(wide) : structure.byte(narrow);
    return Math.max(1, value);
  };
  const cores = count(0x23, 0x2a);
  return [
    {
      model: structure.text(0x10).replace(/\s+/g, ' '),
      cores,
      threads: Math.max(cores, count(0x25, 0x2e)),
      maxMhz: structure.word(0x14) || null,
    },
  ];
}

const lockBit = 0x80;

export function readSmbios(raw: Uint8Array): Smbios {
  const structures = readStructures(raw);
  const first = (type: number) => structures.find((structure) => structure.type === type);
  const [bios, system, board, chassis] = [first(0), first(1), first(2), first(3)];
  return {
    manufacturer: system?.text(4) ?? '',
    model: system?.text(5) ?? '',
    serialNumber: system?.text(7) || (chassis?.text(7) ?? ''),
    uuid: uuidOf(system?.bytes.subarray(8, 24) ?? new Uint8Array()),
    biosVendor: bios?.text(4) ?? '',
    biosVersion: bios?.text(5) ?? '',
    biosDate: bios?.text(8) ?? '',
    boardManufacturer: board?.text(4) ?? '',
    boardModel: board?.text(5) ?? '',
    chassisType: (chassis?.byte(5) ?? 0) & ~lockBit,
    processors: structures
      .filter(({ type }) => type === 4)
      .flatMap(processorOf)
      .slice(0, 256),
  };
}
