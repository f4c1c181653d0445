/** Asks a time-stamping authority when a signature was there (RFC 3161). */
import { createHash } from 'node:crypto';
import { encode, readElements, tagSequence } from '../der.ts';
import { sha256Algorithm, type Timestamp } from './cms-signature.ts';

const tagBoolean = 0x01;
const tagInteger = 0x02;
const tagOctets = 0x04;
const mostAnswerBytes = 64 * 1024;

/** Version 1, what is asked of, and that the authority's certificates are wanted with the answer. */
function requestFor(signature: Buffer): Buffer {
  const digest = createHash('sha256').update(signature).digest();
  const imprint = encode(tagSequence, sha256Algorithm, encode(tagOctets, digest));
  return encode(tagSequence, encode(tagInteger, Buffer.of(1)), imprint, encode(tagBoolean, Buffer.of(0xff)));
}

/** Granted, or granted with changes. */
function tokenIn(answer: Buffer): Buffer {
  const [whole] = readElements(answer);
  const [status, token] = readElements(whole?.content ?? Buffer.alloc(0));
  const [code] = readElements(status?.content ?? Buffer.alloc(0));
  const number = code?.content.at(-1);
  if ((number !== 0 && number !== 1) || token === undefined) throw new Error('the time was refused');
  return token.whole;
}

/** @param url of the authority; its word is checked by whoever checks the signature */
export function createTimestamp(url: string): Timestamp {
  return async (signature) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(requestFor(signature)),
    });
    if (!answer.ok) throw new Error(`the authority of the time answered ${answer.status}`);
    const body = Buffer.from(await answer.arrayBuffer());
    if (body.length > mostAnswerBytes) throw new Error('the answer on the time is too long');
    return tokenIn(body);
  };
}
