/** The seal of an answer: a MAC under the token's key over the question's nonce, the server's time and the body. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckInAnswer } from '@sekisho/contracts';
import { decodeBase64Url } from './encoding.ts';
import { accept, type Result, refuse } from './result.ts';

/** @param sealKey base64url, from the token's grant */
export function sealAnswer(sealKey: string, nonce: string, serverTimeMs: number, body: string): string {
  return mac(Buffer.from(sealKey, 'base64url'), nonce, serverTimeMs, body).toString('base64url');
}

/** The body, if it was sealed for this very question: else `seal-invalid`. Believe `serverTime` only after this. */
export function checkSeal(sealKey: string, nonce: string, answer: CheckInAnswer): Result<string> {
  const key = decodeBase64Url(sealKey);
  const seal = decodeBase64Url(answer.seal);
  const readable = answer.body.isWellFormed() && Number.isSafeInteger(answer.serverTime);
  if (key === null || key.length === 0 || seal === null || !readable) return refuse('seal-invalid');
  const expected = mac(key, nonce, answer.serverTime, answer.body);
  return seal.length === expected.length && timingSafeEqual(seal, expected)
    ? accept(answer.body)
    : refuse('seal-invalid');
}

function mac(key: Uint8Array, nonce: string, serverTimeMs: number, body: string): Buffer {
  return createHmac('sha256', key).update(`${nonce}\n${serverTimeMs}\n${body}`, 'utf8').digest();
}
