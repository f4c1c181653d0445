/** The checksum of POSIX's `cksum`, by which a Bom tells the files of a package: CRC-32 from the highest bit, with the length at its end. */

const polynomial = 0x04c11db7;
const topBit = 0x80000000;

function tableEntry(byte: number): number {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value & topBit) === 0 ? value << 1 : (value << 1) ^ polynomial;
  return value;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => tableEntry(byte));

export function cksum(content: Uint8Array): number {
  let crc = 0;
  const add = (byte: number) => {
    crc = (crc << 8) ^ (table[(crc >>> 24) ^ byte] ?? 0);
  };
  for (let at = 0; at < content.length; at += 1) add(content[at] ?? 0);
  for (let length = content.length; length > 0; length = Math.floor(length / 256)) add(length % 256);
  return ~crc >>> 0;
}
