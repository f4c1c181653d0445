/** Removable media: which disks are some, and what the agent is told as they come and go; on a loop device with a real file system. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Medium, silentLog } from '@sekisho/agent-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMountInfo } from '../../../../src/os/linux/collect/mounts.ts';
import { carriesSystem, readDisk, removableMedia } from '../../../../src/os/linux/removable/disks.ts';
import { createKeyMedia } from '../../../../src/os/linux/removable/key-media.ts';
import { createSources } from '../../../../src/os/posix/sources.ts';
import { LoopDevice, makeDiskImage, makeImage, scratchFolder } from './medium-image.ts';
import { addDisk, recordedDisks } from './sysfs-tree.ts';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  for (const [name, disk] of Object.entries(recordedDisks)) addDisk(scratch.path, name, disk);
});
afterAll(() => scratch[Symbol.asyncDispose]());

const mounts = parseMountInfo(
  [
    '25 1 8:82 / / rw,relatime shared:1 - ext4 /dev/sdf2 rw',
    '31 25 8:81 / /boot/efi rw - vfat /dev/sdf1 rw',
    '90 25 8:17 / /media/hanako/USB rw,nosuid,nodev - vfat /dev/sdb1 rw',
  ].join('\n'),
);

test.each([
  ['a USB memory', 'sdb', ['sdb1'], true],
  ['a USB memory that a person has mounted', 'sdb', ['sdb1'], true],
  ['a hard disk on USB', 'sdc', ['sdc1', 'sdc2'], true],
  ['a card without partitions in a reader on USB', 'sde', ['sde'], true],
  ['a memory card in a reader on PCI', 'mmcblk0', ['mmcblk0p1'], true],
  ['memory that is soldered in', 'mmcblk1', ['mmcblk1p1'], false],
  ['its boot area', 'mmcblk1boot0', ['mmcblk1boot0'], false],
  ['a disk that is built in', 'sda', ['sda1'], false],
  ['an SSD', 'nvme0n1', ['nvme0n1p1', 'nvme0n1p2'], false],
  ['a virtual disk', 'vda', ['vda'], false],
  ['an optical drive', 'sr0', ['sr0'], false],
  ['a loop device', 'loop0', ['loop0'], false],
  ['compressed memory', 'zram0', ['zram0'], false],
  ['a mapped volume', 'dm-0', ['dm-0'], false],
  ['a USB disk with the running system', 'sdf', ['sdf1', 'sdf2'], false],
  ['a USB disk with the running system within LUKS', 'sdg', ['sdg1'], false],
])('%s: %s with %j is a medium: %s', async (_, name, volumes, isMedium) => {
  const disk = await readDisk(createSources(scratch.path), name);
  expect(disk.volumes.map(({ kernelName }) => kernelName)).toEqual(volumes);
  const found = removableMedia.looksAt(name) && removableMedia.isMedium(disk) && !carriesSystem(disk, mounts);
  expect(found).toBe(isMedium);
});

/** What a watch tells, to be waited for. */
class Told implements Disposable {
  readonly all: (readonly Medium[])[] = [];
  readonly #end: () => void;
  #waiting: (() => void) | null = null;

  constructor(root: string, rule?: Parameters<typeof createKeyMedia>[0]['rule']) {
    const options = { sources: createSources(root), log: silentLog, ...(rule === undefined ? {} : { rule }) };
    this.#end = createKeyMedia(options).watch((media) => {
      this.all.push(media);
      this.#waiting?.();
    });
  }

  /** The number-th thing told, from 1. */
  async heard(number: number): Promise<readonly Medium[]> {
    while (this.all.length < number)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    return this.all[number - 1] ?? [];
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}

const only = (loop: LoopDevice) => ({ looksAt: (name: string) => name === loop.kernelName, isMedium: () => true });
const key = { name: 'sekisho-unlock-A01.key', content: 'key\n' };
const root = { [key.name]: key.content, 'other.txt': 'x' };

test('put in, taken out, and put in again: another insertion each time, read once', async () => {
  await using loop = new LoopDevice();
  const image = await makeImage(scratch.path, 'fat32', root);
  using told = new Told('/', only(loop));
  expect(await told.heard(1)).toEqual([]);
  await loop.attach(image);
  const first = await told.heard(2);
  expect(first).toEqual([{ id: expect.any(String), keys: [key] }]);
  await loop.detach();
  expect(await told.heard(3)).toEqual([]);
  await loop.attach(image);
  const second = await told.heard(4);
  expect(second).toEqual([{ id: expect.any(String), keys: [key] }]);
  expect(second[0]?.id).not.toBe(first[0]?.id);
}, 30_000);

test('pulled and put in again between two looks, it is another insertion', async () => {
  await using loop = new LoopDevice();
  const image = await makeImage(scratch.path, 'exfat', root);
  await loop.attach(image);
  using told = new Told('/', only(loop));
  const [first] = await told.heard(1);
  await loop.detach();
  await loop.attach(image);
  const [second] = await told.heard(2);
  expect([first?.keys, second?.keys]).toEqual([[key], [key]]);
  expect(second?.id).not.toBe(first?.id);
}, 30_000);

test('what is in at start is told first; a key is found on any partition', async () => {
  await using loop = new LoopDevice();
  const { image, partitions } = await makeDiskImage(scratch.path, await makeImage(scratch.path, 'ext4', root));
  await loop.attach(image, partitions);
  using told = new Told('/', only(loop));
  expect(await told.heard(1)).toEqual([{ id: expect.any(String), keys: [key] }]);
}, 30_000);

test('a medium without a key is told, and one that is empty as well', async () => {
  await using loop = new LoopDevice();
  await loop.attach(await makeImage(scratch.path, 'fat16', { 'notes.txt': 'x' }));
  using told = new Told('/', only(loop));
  expect(await told.heard(1)).toEqual([{ id: expect.any(String), keys: [] }]);
}, 30_000);

test('in production a loop device is none, and a card that comes into its reader is one', async () => {
  await using machine = await scratchFolder();
  const { sde, loop0 } = recordedDisks;
  if (sde === undefined || loop0 === undefined) throw new Error('not recorded');
  addDisk(machine.path, 'loop0', loop0);
  addDisk(machine.path, 'sde', { ...sde, sectors: 0 });
  mkdirSync(path.join(machine.path, 'proc/self'), { recursive: true });
  writeFileSync(path.join(machine.path, 'proc/self/mountinfo'), '');
  using told = new Told(machine.path);
  expect(await told.heard(1)).toEqual([]);
  await rm(path.join(machine.path, 'sys/block/sde'));
  addDisk(machine.path, 'sde', { ...sde, sequence: 40 });
  expect(await told.heard(2)).toEqual([{ id: 'sde#1', keys: [] }]);
}, 30_000);
