/** Nonces that need no store: the time they end, random bytes, and a MAC over both. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const nonceLifetimeMs = 2 * 60_000;

const timeBytes = 6;
const randomBytes = 10;
const macBytes = 16;
export const nonceRandomBytes = randomBytes;

function macOf(key: Buffer, content: Buffer): Buffer {
  return createHmac('sha256', key).update('device-nonce\n').update(content).digest().subarray(0, macBytes);
}

/** @param random `nonceRandomBytes` random bytes */
export function makeNonce(key: Buffer, nowMs: number, random: Buffer): string {
  const content = Buffer.alloc(timeBytes + randomBytes);
  content.writeUIntBE(nowMs + nonceLifetimeMs, 0, timeBytes);
  random.copy(content, timeBytes);
  return Buffer.concat([content, macOf(key, content)]).toString('base64url');
}

/** Whether any process with this key made it less than two minutes ago. */
export function isNonceGood(key: Buffer, nonce: string, nowMs: number): boolean {
  const bytes = Buffer.from(nonce, 'base64url');
  if (bytes.length !== timeBytes + randomBytes + macBytes || bytes.toString('base64url') !== nonce) return false;
  const content = bytes.subarray(0, timeBytes + randomBytes);
  if (!timingSafeEqual(bytes.subarray(timeBytes + randomBytes), macOf(key, content))) return false;
  const endsMs = content.readUIntBE(0, timeBytes);
  return nowMs < endsMs && endsMs <= nowMs + 2 * nonceLifetimeMs;
}
