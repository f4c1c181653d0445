/** Media for tests: images with real file systems, made by the tools that people use, and loop devices that come and go like USB memories. */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

async function run(program: string, ...args: string[]): Promise<string> {
  // Tools of file systems stand where only root looks.
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, MTOOLS_SKIP_CHECK: '1' };
  return (await runFile(program, args, { env, maxBuffer: 16 * 1024 * 1024 })).stdout;
}

export const fileSystems = [
  'fat12',
  'fat16',
  'fat32',
  'exfat',
  'exfat-large-clusters',
  'ext2',
  'ext3',
  'ext4',
  'ext4-small-blocks',
] as const;
export type FileSystemName = (typeof fileSystems)[number];

/** Content by name; `null`: a folder of that name. */
export type Root = Readonly<Record<string, string | null>>;

const sizes: Partial<Record<FileSystemName, number>> = {
  fat12: 1_440 * 1024,
  fat32: 80 << 20,
  'exfat-large-clusters': 256 << 20,
};

const makers: Record<FileSystemName, readonly string[]> = {
  fat12: ['mkfs.vfat', '-F', '12', '-r', '2048'],
  fat16: ['mkfs.vfat', '-F', '16'],
  fat32: ['mkfs.vfat', '-F', '32', '-s', '1'],
  exfat: ['mkfs.exfat', '-c', '4K'],
  'exfat-large-clusters': ['mkfs.exfat', '-c', '1M'],
  ext2: ['mkfs.ext2', '-q'],
  ext3: ['mkfs.ext3', '-q'],
  ext4: ['mkfs.ext4', '-q'],
  'ext4-small-blocks': ['mkfs.ext4', '-q', '-b', '1024', '-O', '^64bit'],
};

/** An image of a file system with these files at its root. */
export async function makeImage(folder: string, kind: FileSystemName, root: Root): Promise<string> {
  const image = path.join(folder, `${kind}-${randomInt(2 ** 40)}.img`);
  await writeFile(image, '');
  await truncate(image, sizes[kind] ?? 16 << 20);
  const [program = '', ...args] = makers[kind];
  const source = await mkdtemp(path.join(folder, 'root-'));
  await fill(source, root);
  if (kind.startsWith('ext')) await run(program, ...args, '-d', source, image);
  else {
    await run(program, ...args, image);
    if (kind.startsWith('fat')) for (const name of Object.keys(root)) await copyToFat(image, source, name);
    else await onLoop(image, (device) => copyToExfat(folder, device, root));
  }
  await rm(source, { recursive: true });
  return image;
}

async function fill(folder: string, root: Root): Promise<void> {
  for (const [name, content] of Object.entries(root)) {
    if (content === null) await mkdir(path.join(folder, name));
    else if (content.startsWith('-> ')) await symlink(content.slice(3), path.join(folder, name));
    else await writeFile(path.join(folder, name), content);
  }
}

async function copyToFat(image: string, source: string, name: string): Promise<void> {
  await run('mcopy', '-s', '-i', image, path.join(source, name), '::/');
}

async function copyToExfat(folder: string, device: string, root: Root): Promise<void> {
  const mountPoint = await mkdtemp(path.join(folder, 'mounted-'));
  await run('mount.exfat-fuse', device, mountPoint);
  try {
    await fill(mountPoint, root);
  } finally {
    await run('umount', mountPoint);
  }
}

/** Takes a file off the image again, as a person deletes it. */
export async function deleteFromFat(image: string, name: string): Promise<void> {
  await run('mdel', '-i', image, `::/${name}`);
}

const sectorBytes = 512;

export interface Partition {
  readonly start: number;
  readonly sectors: number;
}

/** An image of a disk with two partitions, an empty one and then one with this file system. */
export async function makeDiskImage(folder: string, fileSystem: string) {
  const image = path.join(folder, `disk-${randomInt(2 ** 40)}.img`);
  const content = await readFile(fileSystem);
  const empty: Partition = { start: 2_048, sectors: 2_048 };
  const filled: Partition = { start: empty.start + empty.sectors, sectors: content.length / sectorBytes };
  await writeFile(image, Buffer.concat([Buffer.alloc(filled.start * sectorBytes), content]));
  return { image, partitions: [empty, filled] };
}

/** A loop device that nobody else uses: what is attached to it is a medium that has been put in. */
export class LoopDevice implements AsyncDisposable {
  readonly kernelName = `loop${randomInt(100, 1 << 19)}`;
  readonly device = `/dev/${this.kernelName}`;

  /** `partitions`: told to the kernel here, as not every kernel reads partition tables. */
  async attach(image: string, partitions: readonly Partition[] = []): Promise<void> {
    if (!existsSync(this.device)) await run('mknod', this.device, 'b', '7', this.kernelName.slice(4));
    await chmod(this.device, 0o600);
    await run('losetup', '--partscan', this.device, image);
    for (const [index, { start, sectors }] of partitions.entries())
      await run('addpart', this.device, `${index + 1}`, `${start}`, `${sectors}`);
  }

  async detach(): Promise<void> {
    await run('losetup', '-d', this.device);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if ((await run('losetup', '-l', '-n', '-O', 'NAME')).split('\n').includes(this.device)) await this.detach();
    await rm(this.device, { force: true });
  }
}

async function onLoop(image: string, act: (device: string) => Promise<void>): Promise<void> {
  await using loop = new LoopDevice();
  await loop.attach(image);
  await act(loop.device);
}

/** A folder that goes away with the test. */
export async function scratchFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-media-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
