/** What an uploaded file is encoded in, told from its bytes: UTF-8 without byte order mark passes, everything else is named. Pure. */
import type { CsvFaultCode } from '@sekisho/contracts';

export class EncodingFault extends Error {
  override readonly name = 'EncodingFault';
  readonly code: CsvFaultCode;
  readonly line: number;
  constructor(code: CsvFaultCode, line: number) {
    super(code);
    this.code = code;
    this.line = line;
  }
}

const startsWith = (bytes: Uint8Array, ...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte);

function faultOfStart(bytes: Uint8Array): CsvFaultCode | null {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return 'byte-order-mark';
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return 'encoding-utf16';
  // ASCII in UTF-16 without a mark: every other byte is zero.
  return bytes.length > 1 && (bytes[0] === 0) !== (bytes[1] === 0) ? 'encoding-utf16' : null;
}

function isDecodable(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

/** Where the first byte stands that is no UTF-8; the bytes are known to hold one. */
function lineOfFault(bytes: Uint8Array, firstLine: number): number {
  let start = 0;
  let line = firstLine;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    if (!isDecodable(bytes.subarray(start, end + 1), 'utf-8')) return line;
    start = end + 1;
    line += 1;
  }
  return line;
}

/** The text of the bytes. Throws `EncodingFault` at the first that cannot be part of UTF-8. */
export async function* decodeUpload(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let isFirst = true;
  for await (const bytes of parts) {
    const fault = isFirst ? faultOfStart(bytes) : null;
    if (fault !== null) throw new EncodingFault(fault, 1);
    isFirst = false;
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch {
      const code = isDecodable(bytes, 'shift_jis') ? 'encoding-shift-jis' : 'encoding-unknown';
      throw new EncodingFault(code, lineOfFault(bytes, line));
    }
    if (bytes.includes(0)) throw new EncodingFault('encoding-unknown', line);
    line += countLines(bytes);
    yield text;
  }
  try {
    decoder.decode();
  } catch {
    throw new EncodingFault('encoding-unknown', line);
  }
}
