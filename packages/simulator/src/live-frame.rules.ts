/** Reads frames of WebSocket as a server sends them: short, whole and unmasked (RFC 6455, section 5.2). Pure. */

export interface LiveFrame {
  readonly kind: 'text' | 'ping' | 'pong' | 'close' | 'unknown';
  readonly payload: Buffer;
  /** Of the whole frame. */
  readonly length: number;
}

const kinds: Readonly<Record<number, LiveFrame['kind']>> = { 129: 'text', 136: 'close', 137: 'ping', 138: 'pong' };

/** `null`: not all of it is there yet. Whatever a server has no reason to send is `unknown`. */
export function readFrame(bytes: Buffer): LiveFrame | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  const unknown: LiveFrame = { kind: 'unknown', payload: Buffer.alloc(0), length: bytes.length };
  const kind = kinds[first];
  // 127 begins a length of eight bytes, and a set high bit a mask.
  if (kind === undefined || second > 126) return unknown;
  if (second === 126 && (kind !== 'text' || bytes.length < 4)) return kind === 'text' ? null : unknown;
  const [start, size] = second === 126 ? [4, bytes.readUInt16BE(2)] : [2, second];
  if (bytes.length < start + size) return null;
  return { kind, payload: bytes.subarray(start, start + size), length: start + size };
}
