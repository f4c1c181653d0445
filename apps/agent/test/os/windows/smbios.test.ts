/** The firmware's table: one written by the specification, read back; and any bytes at all, which must never break the agent. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSmbios, readStructures } from '../../../src/os/windows/smbios.ts';

/** A structure of the table: its fields after the head, then its strings. */
function structure(type: number, fields: readonly number[], strings: readonly string[]): Buffer {
  const head = Buffer.from([type, 4 + fields.length, 1, 0, ...fields]);
  const text = strings.map((each) => `${each}\0`).join('');
  return Buffer.concat([head, Buffer.from(`${text === '' ? '\0' : text}\0`, 'latin1')]);
}

function table(...structures: readonly Buffer[]): Buffer {
  const body = Buffer.concat([...structures, structure(127, [], [])]);
  const head = Buffer.from([0, 3, 7, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

const zeros = (count: number) => Array.from({ length: count }, () => 0);

const laptop = table(
  structure(0, [1, 2, 0, 0, 3], ['LENOVO', 'N3AET82W (1.47 )', '07/22/2025']),
  structure(
    1,
    [1, 2, 3, 4, 0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff],
    ['LENOVO', '21AH00ABJP', 'ThinkPad T14 Gen 3', 'PF3ABCDE'],
  ),
  structure(2, [1, 2], ['LENOVO', '21AH00ABJP']),
  structure(3, [1, 0x8a, 2, 3], ['LENOVO', 'None', 'PF3ABCDE']),
  structure(
    4,
    // Socket, type, family, maker, id, version, voltage, clocks, status … cores, enabled, threads at 0x23–0x25.
    [
      1,
      3,
      0xcd,
      2,
      ...zeros(8),
      3,
      0x8a,
      100,
      0,
      0x64,
      0x12,
      0x34,
      0x08,
      0x41,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      12,
      12,
      16,
    ],
    ['U3E1', 'Intel(R) Corporation', '12th Gen Intel(R)  Core(TM) i5-1250P'],
  ),
  structure(4, [1, 3, ...zeros(34)], ['an empty socket']),
);

test('a laptop', () => {
  expect(readSmbios(laptop)).toEqual({
    manufacturer: 'LENOVO',
    model: '21AH00ABJP',
    serialNumber: 'PF3ABCDE',
    uuid: '00112233-4455-6677-8899-aabbccddeeff',
    biosVendor: 'LENOVO',
    biosVersion: 'N3AET82W (1.47 )',
    biosDate: '07/22/2025',
    boardManufacturer: 'LENOVO',
    boardModel: '21AH00ABJP',
    chassisType: 10,
    processors: [{ model: '12th Gen Intel(R) Core(TM) i5-1250P', cores: 12, threads: 16, maxMhz: 0x1264 }],
  });
});

test('no table, and a machine that says nothing of itself', () => {
  const silent = { manufacturer: '', serialNumber: '', uuid: '', chassisType: 0, processors: [] };
  expect(readSmbios(new Uint8Array())).toMatchObject(silent);
  expect(readSmbios(table(structure(1, zeros(23), [])))).toMatchObject(silent);
  expect(readSmbios(table(structure(1, [...zeros(4), ...Array.from({ length: 16 }, () => 255)], []))).uuid).toBe('');
});

test('whatever the bytes are, and wherever a table is cut off', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(laptop.length), (bytes, cut) => {
      for (const raw of [bytes, laptop.subarray(0, cut), Buffer.concat([laptop.subarray(0, cut), bytes])]) {
        const read = readSmbios(raw);
        expect(typeof read.manufacturer).toBe('string');
        expect(read.processors.every(({ cores, threads }) => cores >= 1 && threads >= cores)).toBe(true);
      }
    }),
  );
});

test('every structure that was written is found again, with its strings', () => {
  const text = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'Z', '0', ' ', '-') });
  const anyStructure = fc.record({
    type: fc.integer({ min: 5, max: 120 }),
    fields: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
    strings: fc.array(text, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(anyStructure, { maxLength: 20 }), (written) => {
      const raw = table(...written.map(({ type, fields, strings }) => structure(type, [1, ...fields], strings)));
      const read = readStructures(raw).slice(0, -1);
      expect(read.map(({ type, bytes }) => [type, bytes.length])).toEqual(
        written.map(({ type, fields }) => [type, 5 + fields.length]),
      );
      expect(read.map((each) => each.text(4))).toEqual(written.map(({ strings }) => strings[0] ?? ''));
    }),
  );
});
