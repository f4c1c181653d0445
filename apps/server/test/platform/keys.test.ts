/** The key-encryption key and what is sealed under it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { bindInstallation, isInstallationBound, loadMasterKey } from '@sekisho/server/platform/keys/master-key';
import { createSealer, fingerprintOf } from '@sekisho/server/platform/keys/sealer';
import { createTestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

const key = Buffer.alloc(32, 7);
const sealer = createSealer(key, systemRandomness);

describe('sealing', () => {
  test('what was sealed opens under the same key and context, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (plain, context) => {
        expect(sealer.open(sealer.seal(plain, context), context).equals(plain)).toBe(true);
      }),
    );
  });

  test('a single changed bit is found, wherever it is', () => {
    const sealed = sealer.seal(Buffer.from('secret'), 'a');
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => sealer.open(changed, 'a')).toThrow();
      }),
    );
  });

  test('another context, another key, a piece of it: refused, each with its reason', () => {
    const sealed = sealer.seal(Buffer.from('secret'), 'token-key/1');
    expect(() => sealer.open(sealed, 'token-key/2')).toThrow('sealed for something else (token-key/2)');
    const other = createSealer(Buffer.alloc(32, 8), systemRandomness);
    expect(() => other.open(sealed, 'token-key/1')).toThrow('sealed under another key');
    expect(() => sealer.open(sealed.subarray(0, 20), 'token-key/1')).toThrow('not a sealed secret');
    expect(sealer.seal(Buffer.from('secret'), 'a').equals(sealer.seal(Buffer.from('secret'), 'a'))).toBe(false);
  });

  test('neither the key’s name nor its fingerprint is the key', () => {
    expect(sealer.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(key)).not.toContain(key.toString('hex').slice(0, 16));
  });
});

describe('the file', () => {
  test('is made at the first start, for nobody else to read, once though several start', async () => {
    const place = { file: path.join(folder, 'new', 'master.key'), mayCreate: true };
    const keys = await Promise.all(Array.from({ length: 5 }, () => loadMasterKey(place, systemRandomness)));
    for (const loaded of keys) expect(loaded.equals(keys[0] ?? Buffer.alloc(0))).toBe(true);
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
  });

  test.each(['hex', 'base64'] as const)('may hold %s', async (encoding) => {
    const file = path.join(folder, encoding);
    const made = randomBytes(32);
    await writeFile(file, `${made.toString(encoding)}\n`);
    expect((await loadMasterKey({ file, mayCreate: false }, systemRandomness)).equals(made)).toBe(true);
  });

  test('is not made up anew for a database that knows one', async () => {
    const file = path.join(folder, 'gone.key');
    await expect(loadMasterKey({ file, mayCreate: false }, systemRandomness)).rejects.toThrow(/gone\.key is missing/);
  });

  test('that holds something else is refused', async () => {
    const file = path.join(folder, 'short.key');
    await writeFile(file, 'c2hvcnQ=');
    await expect(loadMasterKey({ file, mayCreate: true }, systemRandomness)).rejects.toThrow('holds no key');
    expect(await readFile(file, 'utf8')).toBe('c2hvcnQ=');
  });
});

test('a database set up with one key refuses another', async () => {
  await using database = await createTestDatabase();
  expect(await isInstallationBound(database.db)).toBe(false);
  await bindInstallation(database.db, key, 'first.key');
  expect(await isInstallationBound(database.db)).toBe(true);
  await bindInstallation(database.db, key, 'first.key');
  await expect(bindInstallation(database.db, Buffer.alloc(32, 8), 'other.key')).rejects.toThrow(
    /other\.key is not the one this database was set up with/,
  );
});
