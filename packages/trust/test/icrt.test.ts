/** Files of standalone clients: read by their organization alone, and only as they were written. */
import { createCipheriv, createECDH, createHash, hkdfSync, randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { icrtContentMaxBytes, icrtMaxBytes } from '@sekisho/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIcrtOpener, generateSigningKey, sealIcrt } from '../src/index.ts';

const key = generateSigningKey();
const other = generateSigningKey();
const organizationId = randomUUID();
const clientId = randomUUID();
const open = createIcrtOpener(organizationId, [other.privateKey, key.privateKey]);
const sealed = await sealIcrt({ organizationId, clientId }, key.publicKey, Buffer.from('{"what":"目録"}'));

test('what was written is read again, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.uuid(), async (content, client) => {
      const file = await sealIcrt({ organizationId, clientId: client }, key.publicKey, content);
      expect(await open(file)).toEqual({ ok: true, clientId: client, content: Buffer.from(content) });
    }),
    { numRuns: 50 },
  );
});

test('any flipped bit is refused', async () => {
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    expect((await open(changed)).ok, `bit ${bit}`).toBe(false);
  }
});

test('any end that is missing, and anything behind it, is refused', async () => {
  for (let length = 0; length < sealed.length; length += 1) {
    expect((await open(sealed.subarray(0, length))).ok, `${length} bytes`).toBe(false);
  }
  expect(await open(Buffer.concat([sealed, Buffer.from([0])]))).toEqual({ ok: false, code: 'damaged' });
});

test.each([
  ['of another organization', createIcrtOpener(randomUUID(), [key.privateKey]), sealed, 'wrong-organization'],
  ['under a key that is not there', createIcrtOpener(organizationId, [other.privateKey]), sealed, 'import-key-unknown'],
  ['something else', open, Buffer.from('PK\x03\x04 an archive'), 'not-icrt'],
  ['of a later format', open, Buffer.concat([Buffer.from('ICRT\x02'), sealed.subarray(5)]), 'icrt-version'],
  ['cut off', open, sealed.subarray(0, 60), 'damaged'],
  ['too large', open, Buffer.alloc(icrtMaxBytes + 1), 'too-large'],
] as const)('a file %s is refused by name', async (_what, opener, file, code) => {
  expect(await opener(file)).toEqual({ ok: false, code });
});

/** Written by the format's description alone. */
function writeByHand(content: Buffer): Buffer {
  const curve = createECDH('prime256v1');
  const point = curve.generateKeys();
  const spki = Buffer.from(key.publicKey, 'base64url');
  const ids = [organizationId, clientId].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'));
  const keyId = createHash('sha256').update(spki).digest().subarray(0, 16);
  const header = Buffer.concat([Buffer.from('ICRT\x01'), ...ids, keyId, point]);
  const shared = curve.computeSecret(spki.subarray(-65));
  const derived = Buffer.from(hkdfSync('sha256', shared, header, 'sekisho/icrt/v1', 44));
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), derived.subarray(32)).setAAD(header);
  return Buffer.concat([header, cipher.update(deflateRawSync(content)), cipher.final(), cipher.getAuthTag()]);
}

test('the format is what is written of it; a file that unpacks to more than a machine has is refused', async () => {
  expect(await open(writeByHand(Buffer.from('ordinary')))).toMatchObject({ ok: true, clientId });
  const bomb = writeByHand(Buffer.alloc(icrtContentMaxBytes + 1));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await open(bomb)).toEqual({ ok: false, code: 'too-large' });
});

test('the same content never gives the same file, and nothing of it stands there in clear', async () => {
  const content = Buffer.from('serial-number-4711 '.repeat(20));
  const [one, two] = await Promise.all(
    [1, 2].map(() => sealIcrt({ organizationId, clientId }, key.publicKey, content)),
  );
  expect(one).not.toEqual(two);
  expect(one?.includes('4711')).toBe(false);
});

test('no other kind of key is encrypted to', async () => {
  await expect(sealIcrt({ organizationId, clientId }, 'AAAA', Buffer.from('x'))).rejects.toThrow('P-256');
});
