/** The file of a backup: whatever goes in comes out, and nothing that was changed, cut or opened with another key does. */
import { randomBytes } from 'node:crypto';
import { type Entry, type EntryHeader, readEntries, writeEntry } from '@sekisho/server/features/backups/backup-entries';
import { BackupFault } from '@sekisho/server/features/backups/backup-fault';
import { type BackupSecret, makeHeader, openHeader, readHeader } from '@sekisho/server/features/backups/backup-header';
import { ByteReader } from '@sekisho/server/features/backups/byte-reader';
import { openChunks, sealChunks } from '@sekisho/server/features/backups/sealed-chunks';
import { systemRandomness } from '@sekisho/server/platform/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

async function* from(pieces: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function gather(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all);
}

/** The code of the fault, or what came out. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((cause: unknown) => (cause instanceof BackupFault ? cause.code : Promise.reject(cause)));
}

const open = (key: Buffer, sealed: Buffer) => gather(openChunks(key, new ByteReader(from([sealed]))));
const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });

describe('sealed chunks', () => {
  const key = randomBytes(32);

  it('give back what went in, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 97 }), async (content, size) => {
        const sealed = await gather(sealChunks(key, from(content)));
        const cut = Array.from({ length: Math.ceil(sealed.length / size) }, (_, index) =>
          sealed.subarray(index * size, (index + 1) * size),
        );
        const opened = await gather(openChunks(key, new ByteReader(from(cut))));
        expect(opened.equals(Buffer.concat(content))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('hold more than one chunk, and refuse them in another order', async () => {
    const content = randomBytes(2_500_000);
    const sealed: Buffer[] = [];
    for await (const chunk of sealChunks(key, from([content]))) sealed.push(chunk);
    expect(sealed).toHaveLength(3);
    expect((await open(key, Buffer.concat(sealed))).equals(content)).toBe(true);
    const [first, second, third] = sealed as [Buffer, Buffer, Buffer];
    expect(await outcomeOf(open(key, Buffer.concat([second, first, third])))).toBe('backup-damaged');
    expect(await outcomeOf(open(key, Buffer.concat([first, third])))).toBe('backup-damaged');
    expect(await outcomeOf(open(key, Buffer.concat([first, second])))).toBe('backup-truncated');
    expect(await outcomeOf(open(key, Buffer.concat([first, second, third, third])))).toBe('backup-damaged');
  });

  it('are refused with any bit changed, and with any part cut off', async () => {
    const sealed = await gather(sealChunks(key, from([randomBytes(200)])));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(['backup-damaged', 'backup-truncated']).toContain(await outcomeOf(open(key, changed)));
      }),
      { numRuns: 200 },
    );
    for (let length = 0; length < sealed.length; length += 1)
      expect(await outcomeOf(open(key, sealed.subarray(0, length)))).toBe('backup-truncated');
  });
});

describe('entries', () => {
  it('come back with their names, and each with its own content', async () => {
    const entry = fc.record({ name: fc.string({ minLength: 1, maxLength: 40 }), content: pieces });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
        async function* all() {
          for (const { name, content } of entries) yield* writeEntry({ kind: 'table', name }, from(content));
        }
        const read: { header: EntryHeader; content: Buffer }[] = [];
        for await (const { kind, name, content } of readEntries(new ByteReader(all())) as AsyncIterable<Entry>)
          read.push({ header: { kind, name }, content: await gather(content) });
        expect(read).toEqual(
          entries.map(({ name, content }) => ({ header: { kind: 'table', name }, content: Buffer.concat(content) })),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('the first lines', () => {
  const masterKey = randomBytes(32);
  const facts = { createdAt: '2026-11-28T00:00:00.000Z', version: '0.3.0', masterKey };
  const installation: BackupSecret = { kind: 'installation', masterKey };
  const passphrase: BackupSecret = { kind: 'passphrase', passphrase: '関所の門は夜に閉まる門番' };
  const read = (text: string) => readHeader(new ByteReader(from([Buffer.from(text)])));

  it('open with the key they were made with, and with no other', async () => {
    const made = await makeHeader(facts, installation, systemRandomness);
    const header = await read(made.text);
    expect((await openHeader(header, installation)).equals(made.key)).toBe(true);
    const foreign = { kind: 'installation', masterKey: randomBytes(32) } as const;
    expect(await outcomeOf(openHeader(header, foreign))).toBe('backup-foreign');
    expect(await outcomeOf(openHeader({ ...header, createdAt: 'another' }, installation))).toBe('backup-damaged');
  });

  it('open with the passphrase, in whatever form its letters are typed', async () => {
    const made = await makeHeader(facts, passphrase, systemRandomness);
    const header = await read(made.text);
    const decomposed = { ...passphrase, passphrase: passphrase.passphrase.normalize('NFD') };
    expect((await openHeader(header, decomposed)).equals(made.key)).toBe(true);
    const wrong = { kind: 'passphrase', passphrase: 'not the one that was used' } as const;
    expect(await outcomeOf(openHeader(header, wrong))).toBe('passphrase-wrong');
  });

  it.each([
    ['something else', 'PK\u0003\u0004', 'not-a-backup'],
    ['nothing', '', 'not-a-backup'],
    ['no second line', 'SEKISHO-BACKUP 1\n', 'not-a-backup'],
    ['a second line of another kind', 'SEKISHO-BACKUP 1\n{"format":1}\n', 'not-a-backup'],
    ['a format of tomorrow', 'SEKISHO-BACKUP 2\n{}\n', 'backup-newer'],
  ])('are refused: %s', async (_, text, code) => {
    expect(await outcomeOf(read(text))).toBe(code);
  });
});
