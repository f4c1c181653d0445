/**
 * Room inside a signature that its signer does not vouch for: an unauthenticated attribute of a PKCS #7 signature (RFC 2315, 9.2), put
 * last of all, so that what it holds ends where the signature does. Whoever changes it leaves the signature valid.
 */
import { type DerElement, encode, readElements, tagSequence, tagSet } from '../der.ts';

/** 1.3.6.1.4.1.42921.1.2.1: data without a meaning to the verifier, as osslsigncode and others keep it. */
const blobObjectId = Buffer.from('060b2b0601040182cf29010201', 'hex');
const tagText = 0x0c;
const tagUnsigned = 0xa1;

/** The last element `depth` levels down, replaced; every length above it follows. */
function replaceLast(der: Buffer, depth: number, replace: (last: DerElement) => Buffer): Buffer {
  const elements = readElements(der);
  const last = elements.pop();
  if (last === undefined) throw new Error('the signature is empty');
  const replaced = depth === 0 ? replace(last) : encode(last.tag, replaceLast(last.content, depth - 1, replace));
  return Buffer.concat([...elements.map(({ whole }) => whole), replaced]);
}

/** ContentInfo, its [0], SignedData, the set of signers, the last signer: what comes last in each. */
const signerDepth = 4;

/** @param signature ContentInfo in DER @param room in UTF-8 @throws for what is no signature */
export function addUnsignedRoom(signature: Buffer, room: Uint8Array): Buffer {
  const attribute = encode(tagSequence, blobObjectId, encode(tagSet, encode(tagText, room)));
  return replaceLast(signature, signerDepth, (signer) => {
    const elements = readElements(signer.content);
    const known = elements.at(-1)?.tag === tagUnsigned ? elements.pop() : undefined;
    const unsigned = encode(tagUnsigned, known?.content ?? Buffer.alloc(0), attribute);
    return encode(signer.tag, ...elements.map(({ whole }) => whole), unsigned);
  });
}
