/** Unlock keys are found at the root of every file system that USB memories and SD cards come with, and nothing on a medium can harm its reader. */
import { closeSync, openSync, readSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKeyFiles } from '../../../../src/os/linux/removable/key-files.ts';
import type { Volume } from '../../../../src/os/linux/removable/volume.ts';
import { deleteFromFat, fileSystems, makeImage, type Root, scratchFolder } from './medium-image.ts';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
});
afterAll(() => scratch[Symbol.asyncDispose]());

function volumeOf(bytes: Buffer, counted = { reads: 0 }): Volume {
  return {
    read: async (at, length) => {
      counted.reads += 1;
      return bytes.subarray(at, at + length);
    },
  };
}

async function keysIn(image: string) {
  const descriptor = openSync(image, 'r');
  const volume: Volume = {
    read: async (at, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
    },
  };
  try {
    return await readKeyFiles(volume);
  } finally {
    closeSync(descriptor);
  }
}

function headOf(image: string): Buffer {
  const descriptor = openSync(image, 'r');
  const bytes = Buffer.alloc(5 << 20);
  const length = readSync(descriptor, bytes, 0, bytes.length, 0);
  closeSync(descriptor);
  return bytes.subarray(0, length);
}

/** Where something stands: boot sector or superblock, tables, inodes, the root. */
function usedBytesOf(image: Buffer): number[] {
  const used: number[] = [];
  for (let at = 0; at < image.length && used.length < 10_000; at += 1) if (image[at] !== 0) used.push(at);
  return used;
}

const content = `{"text":"${'鍵'.repeat(1_000)}","signatures":[]}\n`;
/** So many that the folder takes more than one cluster or block. */
const others = Object.fromEntries(
  Array.from({ length: 150 }, (_, number) => [`社外持ち出し資料 その ${number} (最終版).xlsx`, `${number}`]),
);

describe.each(fileSystems)('on %s', (kind) => {
  test('keys are found among other files, whole, in any number', async () => {
    const root: Root = {
      ...others,
      'sekisho-unlock-A01.key': content,
      'sekisho-unlock-A02.key': '',
      'zzz last.txt': 'x',
    };
    const keys = await keysIn(await makeImage(scratch.path, kind, root));
    expect(keys.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'sekisho-unlock-A01.key', content },
      { name: 'sekisho-unlock-A02.key', content: '' },
    ]);
  });

  test('nothing but plain files under the very name counts', async () => {
    const links = kind.startsWith('ext') ? { 'sekisho-unlock-A03.key': '-> /etc/hostname' } : {};
    const root: Root = {
      'sekisho-unlock-A01.key': null,
      'sekisho-unlock-A02 (1).key': content,
      'Sekisho-unlock-A02.key': content,
      'sekisho-unlock-a02.key.txt': content,
      'unlock.key': content,
      ...links,
    };
    expect(await keysIn(await makeImage(scratch.path, kind, root))).toEqual([]);
  });

  test('a file too long for a key is none, though it is told', async () => {
    const root: Root = { 'sekisho-unlock-A01.key': 'x'.repeat(16_385), 'sekisho-unlock-A02.key': 'y'.repeat(16_384) };
    expect(await keysIn(await makeImage(scratch.path, kind, root))).toEqual([
      { name: 'sekisho-unlock-A01.key', content: null },
      { name: 'sekisho-unlock-A02.key', content: 'y'.repeat(16_384) },
    ]);
  });

  test('whatever a medium says, it is read to an end', async () => {
    const image = headOf(await makeImage(scratch.path, kind, { 'sekisho-unlock-A01.key': content }));
    const used = usedBytesOf(image);
    const change = fc.record({ at: fc.constantFrom(...used), byte: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
        const damaged = Buffer.from(image);
        for (const { at, byte } of changes) damaged[at] = byte;
        const counted = { reads: 0 };
        for (const key of await readKeyFiles(volumeOf(damaged, counted))) {
          expect(key.name).toMatch(/^sekisho-unlock-[A-Z][0-9]{2}\.key$/);
          expect((key.content ?? '').length).toBeLessThanOrEqual(16_384);
        }
        expect(counted.reads).toBeLessThan(15_100);
      }),
      { numRuns: 60 },
    );
  });
});

test('a file that was deleted from a FAT volume is gone', async () => {
  const image = await makeImage(scratch.path, 'fat16', { ...others, 'sekisho-unlock-A01.key': content });
  await deleteFromFat(image, 'sekisho-unlock-A01.key');
  expect(await keysIn(image)).toEqual([]);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(1 << 20)],
  ['noise', Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) & 255))],
])('a volume of %s holds no keys', async (_, bytes) => {
  expect(await readKeyFiles(volumeOf(bytes))).toEqual([]);
});

test('a volume that cannot be read holds no keys', async () => {
  const volume: Volume = {
    read: async () => {
      throw new Error('EIO');
    },
  };
  expect(await readKeyFiles(volume)).toEqual([]);
  const cut = path.join(scratch.path, 'cut.img');
  await writeFile(cut, (await readFile(await makeImage(scratch.path, 'ext4', {}))).subarray(0, 2_000));
  expect(await keysIn(cut)).toEqual([]);
});
