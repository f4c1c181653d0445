/** Signatures, keys and the recovery key: round trips hold, and whatever is changed anywhere is refused with a code. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { isErrorCode, type SignedText, type Signer, type SigningDomain, signingDomains } from '@sekisho/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  es256Signer,
  exportPrivateKey,
  generateSigningKey,
  importPrivateKey,
  importPublicKey,
  keyIdOf,
  recoveryKeyFromText,
  recoveryKeyToText,
  signText,
  verifyText,
} from '../src/index.ts';
import { approverKey, recoveryKey, serverKey, signedBy, strangerKey, withApprover } from './organization.ts';

const wellFormed = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text.isWellFormed());

/** `text` with one bit of one of its UTF-16 units flipped. */
function flip(text: string, position: number, bit: number): string {
  const at = position % text.length;
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
}

describe('signed texts', () => {
  it('verify for a signer in a wanted role, whatever the text', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const signed = signText('policy', text, serverKey);
        expect(signed.signatures[0]?.signature).toMatch(/^[A-Za-z0-9_-]{86}$/);
        expect(verifyText('policy', signed, { signers: withApprover, console: null }, ['server'])).toEqual({
          ok: true,
          value: text,
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are refused with any bit flipped anywhere', () => {
    const signed = signText('envelope', JSON.stringify({ 解除: 'é', n: 1 }), serverKey);
    const [signature] = signed.signatures;
    if (signature === undefined) throw new Error('unsigned');
    const parts = fc.constantFrom('text', 'keyId', 'signature');
    fc.assert(
      fc.property(parts, fc.nat(), fc.nat({ max: 15 }), (part, position, bit) => {
        const changed: SignedText =
          part === 'text'
            ? { ...signed, text: flip(signed.text, position, bit) }
            : { ...signed, signatures: [{ ...signature, [part]: flip(signature[part as 'keyId'], position, bit) }] };
        const result = verifyText('envelope', changed, { signers: withApprover, console: null }, ['server']);
        expect(result).toEqual({ ok: false, code: part === 'keyId' ? 'signer-unknown' : 'signature-invalid' });
      }),
      { numRuns: 500 },
    );
  });

  it('never count under another domain', () => {
    const pairs = signingDomains.flatMap((signedFor) => signingDomains.map((readAs) => [signedFor, readAs] as const));
    for (const [signedFor, readAs] of pairs.filter(([left, right]) => left !== right)) {
      const signed = signText(signedFor, '{}', serverKey);
      expect(verifyText(readAs, signed, { signers: withApprover, console: null }, ['server'])).toEqual({
        ok: false,
        code: 'signature-invalid',
      });
    }
  });

  it('cannot hide a domain in the text', () => {
    const signed = signText('policy' as SigningDomain, 'x', serverKey);
    const moved = { ...signed, text: 'v1\nx' };
    expect(verifyText('policy', moved, { signers: withApprover, console: null }, ['server']).ok).toBe(false);
  });

  it.each([
    ['a stranger', signedBy('time', 'x', strangerKey), 'signer-unknown'],
    ['a signer in another role', signedBy('time', 'x', approverKey), 'signer-unknown'],
    ['nobody', { text: 'x', signatures: [] }, 'signer-unknown'],
    [
      'a lone surrogate for a replacement character',
      { ...signedBy('time', '\ufffd', serverKey), text: '\ud800' },
      'signature-invalid',
    ],
    [
      "a stranger's signature under our key id",
      { text: 'x', signatures: [{ ...signText('time', 'x', strangerKey).signatures[0], keyId: serverKey.keyId }] },
      'signature-invalid',
    ],
  ] as [string, SignedText, string][])('refuses %s', (_name, signed, code) => {
    expect(verifyText('time', signed, { signers: withApprover, console: null }, ['server'])).toEqual({
      ok: false,
      code,
    });
  });

  it('takes a text that also carries a signature by a key not known here', () => {
    expect(
      verifyText('time', signedBy('time', 'x', strangerKey, serverKey), { signers: withApprover, console: null }, [
        'server',
      ]).ok,
    ).toBe(true);
  });

  it('refuses a text of which one known signature does not hold', () => {
    const signed = signedBy('time', 'x', serverKey, recoveryKey);
    signed.signatures[1] = { keyId: recoveryKey.keyId, signature: signed.signatures[0]?.signature ?? '' };
    expect(verifyText('time', signed, { signers: withApprover, console: null }, ['server', 'recovery'])).toEqual({
      ok: false,
      code: 'signature-invalid',
    });
  });

  it('verifies RS256 and EdDSA signers, and never one algorithm by the key of another', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ed = generateKeyPairSync('ed25519');
    const bytes = Buffer.from('sekisho/intent/v1\nx');
    const signerOf = (algorithm: Signer['algorithm'], pair: typeof ed): Signer => {
      const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
      return { keyId: keyIdOf(publicKey), role: 'approver', algorithm, publicKey };
    };
    const cases = [
      { signer: signerOf('RS256', rsa), signature: sign('sha256', bytes, rsa.privateKey) },
      { signer: signerOf('EdDSA', ed), signature: sign(null, bytes, ed.privateKey) },
    ];
    for (const { signer, signature } of cases) {
      const signed = { text: 'x', signatures: [{ keyId: signer.keyId, signature: signature.toString('base64url') }] };
      expect(verifyText('intent', signed, { signers: [signer], console: null }, ['approver']).ok).toBe(true);
      expect(
        verifyText('intent', { ...signed, text: 'y' }, { signers: [signer], console: null }, ['approver']).ok,
      ).toBe(false);
      for (const algorithm of ['ES256', 'RS256', 'EdDSA'] as const)
        if (algorithm !== signer.algorithm)
          expect(
            verifyText('intent', signed, { signers: [{ ...signer, algorithm }], console: null }, ['approver']).ok,
          ).toBe(false);
    }
  });

  it('refuses a signer whose public key is no key', () => {
    const broken = { ...es256Signer('server', serverKey), publicKey: 'AAAA' };
    expect(
      verifyText('time', signedBy('time', 'x', serverKey), { signers: [broken], console: null }, ['server']).ok,
    ).toBe(false);
    const unreadable = { ...broken, publicKey: '***' };
    expect(
      verifyText('time', signedBy('time', 'x', serverKey), { signers: [unreadable], console: null }, ['server']).ok,
    ).toBe(false);
  });

  it('are not made of a lone surrogate', () => {
    expect(() => signText('time', '\ud800', serverKey)).toThrow();
  });
});

describe('keys', () => {
  it('come back from PKCS #8 the same', () => {
    const again = importPrivateKey(exportPrivateKey(serverKey.privateKey));
    expect([again.keyId, again.publicKey]).toEqual([serverKey.keyId, serverKey.publicKey]);
    expect(again.keyId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('are P-256 only', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(() => importPrivateKey(p384.privateKey.export({ format: 'der', type: 'pkcs8' }))).toThrow();
    expect(importPublicKey(p384.publicKey.export({ format: 'der', type: 'spki' }))).toBeNull();
    expect(importPublicKey(Buffer.from('no key'))).toBeNull();
    expect(importPublicKey(Buffer.from(serverKey.publicKey, 'base64url'))).not.toBeNull();
  });
});

describe('the recovery key as text', () => {
  const text = recoveryKeyToText(recoveryKey.privateKey);

  it('comes back, however it was typed', () => {
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = [text, text.toLowerCase(), text.replaceAll('-', ' '), text.replaceAll('0', 'o').replaceAll('1', 'l')];
    for (const variant of typed) {
      const read = recoveryKeyFromText(` ${variant}\n`);
      expect(read.ok && read.value.keyId).toBe(recoveryKey.keyId);
    }
  });

  it('comes back for any key', () => {
    for (let count = 0; count < 20; count += 1) {
      const key = generateSigningKey();
      const read = recoveryKeyFromText(recoveryKeyToText(key.privateKey));
      expect(read.ok && read.value.publicKey).toBe(key.publicKey);
    }
  });

  it('notices any single mistyped character, a missing one and one too many', () => {
    const plain = text.replaceAll('-', '');
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    fc.assert(
      fc.property(fc.nat({ max: 55 }), fc.constantFrom(...letters), (position, letter) => {
        fc.pre(plain[position] !== letter);
        const typed = plain.slice(0, position) + letter + plain.slice(position + 1);
        expect(recoveryKeyFromText(typed)).toEqual({ ok: false, code: 'statement-malformed' });
      }),
    );
    for (const typed of [plain.slice(1), `${plain}0`, '', 'ありがとう', `U${plain.slice(1)}`]) {
      const read = recoveryKeyFromText(typed);
      expect(!read.ok && isErrorCode(read.code)).toBe(true);
    }
  });

  it('refuses a number that is no key of the curve, even with a right checksum', () => {
    expect(recoveryKeyFromText(zeroKeyText()).ok).toBe(false);
  });
});

/** The text of the number 0, made with the same layout. */
function zeroKeyText(): string {
  const fake = { export: () => ({ d: Buffer.alloc(32).toString('base64url') }) };
  return recoveryKeyToText(fake as unknown as Parameters<typeof recoveryKeyToText>[0]);
}
