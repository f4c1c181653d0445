/** Keys of encrypted volumes: real LUKS containers on loop devices, which open before and never again; and which ones are chosen. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { BlockDevice } from '../../../../src/os/linux/collect/block-devices.ts';
import { chooseContainers, countKeyslots, eraseKeys, findEncrypted } from '../../../../src/os/linux/wipe/luks.ts';
import { createSources, type Sources } from '../../../../src/os/posix/sources.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-luks-'));
const sources = createSources();
const passphrases = ['correct horse battery staple', 'a second one'] as const;
const loops: string[] = [];
afterAll(() => {
  for (const loop of loops) execFileSync('losetup', ['--detach', loop]);
  rmSync(folder, { recursive: true, force: true });
});

const cryptsetup = (args: string[], input = '') =>
  spawnSync('cryptsetup', ['--batch-mode', ...args], { input, encoding: 'utf8' });

function format(type: 'luks1' | 'luks2'): { path: string; uuid: string } {
  const image = path.join(folder, `${type}-${loops.length}.img`);
  writeFileSync(image, '');
  truncateSync(image, 24 * 1024 * 1024);
  const loop = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  loops.push(loop);
  const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
  const key = path.join(folder, 'key');
  writeFileSync(key, passphrases[1]);
  const [first] = passphrases;
  expect(cryptsetup(['luksFormat', '--type', type, ...cheap, loop], first)).toMatchObject({ status: 0 });
  expect(cryptsetup(['luksAddKey', ...cheap, loop, key], first)).toMatchObject({ status: 0 });
  return { path: loop, uuid: cryptsetup(['luksUUID', loop]).stdout.trim() };
}

const opens = (loop: string, passphrase: string) =>
  cryptsetup(['open', '--test-passphrase', loop], passphrase).status === 0;

test.each(['luks1', 'luks2'] as const)(
  '%s: opened by both passphrases before, by none after; told by slots',
  async (type) => {
    const volume = format(type);
    expect(passphrases.map((passphrase) => opens(volume.path, passphrase))).toEqual([true, true]);
    expect(await countKeyslots(sources, volume.path)).toBe(2);
    expect(await eraseKeys(sources, volume)).toMatchObject({
      kind: 'encryption-keys',
      path: volume.path,
      keyslotsBefore: 2,
      keyslotsAfter: 0,
      code: null,
      failed: 0,
    });
    expect(passphrases.map((passphrase) => opens(volume.path, passphrase))).toEqual([false, false]);
    // A power cut after the keys and before the word on them: the same again, and nothing is missed.
    expect(await eraseKeys(sources, volume)).toMatchObject({ keyslotsBefore: 0, keyslotsAfter: 0, code: null });
  },
);

test('a volume under the name of another one keeps its keys: the id decides', async () => {
  const [wanted, other] = [format('luks2'), format('luks2')];
  const renamed = { path: other.path, uuid: wanted.uuid };
  const outcome = await eraseKeys({ ...sources, run: withoutById }, renamed);
  expect(outcome).toMatchObject({ code: 'wipe-keys-left', failed: 1 });
  expect([wanted, other].map(({ path: loop }) => opens(loop, passphrases[0]))).toEqual([true, true]);
});

/** On this machine, /dev/disk/by-uuid may or may not be kept up to date. */
const withoutById: Sources['run'] = async (program, args, timeoutMs) =>
  args.some((word) => word.startsWith('/dev/disk/')) ? null : sources.run(program, args, timeoutMs);

test('a volume that cannot be erased is told to have its keys left', async () => {
  const volume = format('luks2');
  const run: Sources['run'] = async (program, args, timeoutMs) =>
    args[0] === 'erase' ? null : sources.run(program, args, timeoutMs);
  const outcome = await eraseKeys({ ...sources, run }, volume);
  expect(outcome).toMatchObject({ code: 'wipe-keys-left', keyslotsBefore: 2, keyslotsAfter: 2, failed: 1 });
});

test('where the root lies on a container, that one is found, by its real id', async () => {
  const volume = format('luks2');
  const lsblk = {
    blockdevices: [
      {
        kname: 'loop-x',
        path: volume.path,
        type: 'part',
        fstype: 'crypto_LUKS',
        children: [{ kname: 'dm-0', path: '/dev/mapper/root', type: 'crypt', fstype: 'ext4' }],
      },
    ],
  };
  const found = await findEncrypted(
    {
      ...sources,
      run: async (program, args) => (program === 'lsblk' ? JSON.stringify(lsblk) : sources.run(program, args)),
      readText: async () => '1 0 254:0 / / rw - ext4 /dev/mapper/root rw\n',
      readLink: async (file) => (file === '/dev/mapper/root' ? '../dm-0' : null),
    },
    [],
  );
  expect(found).toEqual([volume]);
});

function device(kernelName: string, parents: string[], some: Partial<BlockDevice> = {}): BlockDevice {
  const rest = { model: '', serialNumber: '', sizeBytes: 1, rotational: false, removable: false };
  return { kernelName, path: `/dev/${kernelName}`, type: 'part', fileSystem: '', parents, ...rest, ...some };
}

const machine: BlockDevice[] = [
  device('nvme0n1', [], { type: 'disk' }),
  device('nvme0n1p1', ['nvme0n1'], { fileSystem: 'vfat' }),
  device('nvme0n1p2', ['nvme0n1'], { fileSystem: 'crypto_LUKS' }),
  device('dm-0', ['nvme0n1p2'], { type: 'crypt', fileSystem: 'LVM2_member' }),
  device('dm-1', ['dm-0'], { type: 'lvm', fileSystem: 'ext4' }),
  device('dm-2', ['dm-0'], { type: 'lvm', fileSystem: 'swap' }),
  device('sda', [], { type: 'disk' }),
  device('sda1', ['sda'], { fileSystem: 'crypto_LUKS' }),
  device('sdb', [], { type: 'disk', fileSystem: 'crypto_LUKS' }),
  device('sdc', [], { type: 'disk', fileSystem: 'crypto_LUKS' }),
  device('md0', ['sdb', 'sdc'], { type: 'raid1', fileSystem: 'ext4' }),
  device('sdd', [], { type: 'disk', removable: true, fileSystem: 'crypto_LUKS' }),
  device('dm-3', ['sdd'], { type: 'crypt', removable: true, fileSystem: 'ext4' }),
];

test.each([
  ['the root of a laptop: one container under LVM', machine.slice(0, 6), ['dm-1'], ['nvme0n1p2']],
  ['an open container is found without being named', machine, [], ['nvme0n1p2']],
  ['both halves of a mirror', machine, ['md0'], ['nvme0n1p2', 'sdb', 'sdc']],
  ['a stick, only where it is a target', machine, ['dm-3'], ['nvme0n1p2', 'sdd']],
  ['nothing encrypted', machine.slice(0, 2), ['nvme0n1p1'], []],
  ['devices that are not there', machine.slice(0, 2), ['sdz'], []],
  ['devices in a ring', [device('a', ['b']), device('b', ['a'], { type: 'crypt' })], ['a'], []],
])('%s', (_, devices, named, chosen) => {
  expect(
    chooseContainers(devices, new Set(named))
      .map(({ kernelName }) => kernelName)
      .sort(),
  ).toEqual(chosen);
});
