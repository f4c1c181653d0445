/** Encrypted volumes of Linux (LUKS 1 and 2): which the system and the targets lie on, and the end of every key to one. */
import type { EncryptedVolume } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { Tally } from '../../any/wipe/tally.ts';
import type { Sources } from '../../posix/sources.ts';
import { type BlockDevice, listBlockDevices } from '../collect/block-devices.ts';
import { parseMountInfo } from '../collect/mounts.ts';

const eraseTimeoutMs = 120_000;

/**
 * Containers under the devices named, and those that are open on disks that stay in the machine: what is mounted or swapped to. One
 * that nobody has opened is still shut by its passphrase; a stick that happens to be plugged in is none of the machine's disks.
 */
export function chooseContainers(devices: readonly BlockDevice[], named: ReadonlySet<string>): readonly BlockDevice[] {
  const byName = new Map(devices.map((device) => [device.kernelName, device]));
  const isContainer = ({ fileSystem }: BlockDevice) => fileSystem === 'crypto_LUKS';
  const below = (device: BlockDevice, seen = new Set<string>()): BlockDevice[] => {
    if (seen.has(device.kernelName)) return [];
    seen.add(device.kernelName);
    const parents = device.parents.flatMap((name) => byName.get(name) ?? []);
    return [device, ...parents.flatMap((parent) => below(parent, seen))];
  };
  const chosen = new Set<BlockDevice>();
  for (const name of named) {
    const device = byName.get(name);
    if (device !== undefined) for (const each of below(device)) if (isContainer(each)) chosen.add(each);
  }
  for (const open of devices.filter(({ type }) => type === 'crypt')) {
    const under = below(open);
    if (under.some(({ removable }) => removable)) continue;
    for (const each of under) if (isContainer(each)) chosen.add(each);
  }
  return [...chosen];
}

/** @param paths of targets; `/` is always looked at */
export async function findEncrypted(sources: Sources, paths: readonly string[]): Promise<readonly EncryptedVolume[]> {
  const mounts = parseMountInfo((await sources.readText('/proc/self/mountinfo')) ?? '');
  const named = new Set<string>();
  for (const path of ['/', ...paths]) {
    const isAbove = ({ mountPoint }: { mountPoint: string }) =>
      mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    const longest = mounts.filter(isAbove).sort((a, b) => b.mountPoint.length - a.mountPoint.length)[0];
    if (longest?.source.startsWith('/dev/')) named.add(await kernelNameOf(sources, longest.source));
  }
  const volumes: EncryptedVolume[] = [];
  for (const { path } of chooseContainers(await listBlockDevices(sources), named)) {
    const uuid = await uuidOf(sources, path);
    if (uuid !== null) volumes.push({ path, uuid });
  }
  return volumes;
}

/** `/dev/mapper/root` is a link to `../dm-0`. */
async function kernelNameOf(sources: Sources, source: string): Promise<string> {
  const target = (await sources.readLink(source)) ?? source;
  return target.slice(target.lastIndexOf('/') + 1);
}

async function uuidOf(sources: Sources, path: string): Promise<string | null> {
  const uuid = (await sources.run('cryptsetup', ['luksUUID', path]))?.trim() ?? '';
  return /^[0-9a-fA-F-]{36}$/.test(uuid) ? uuid : null;
}

/** After a restart the volume may have another name: only the one with its very id is touched. */
async function locate(sources: Sources, { path, uuid }: EncryptedVolume): Promise<string | null> {
  for (const candidate of [path, `/dev/disk/by-uuid/${uuid}`])
    if ((await uuidOf(sources, candidate)) === uuid) return candidate;
  return null;
}

/** How many key slots hold a key; `null` where that cannot be read. */
export async function countKeyslots(sources: Sources, path: string): Promise<number | null> {
  const json = await sources.run('cryptsetup', ['luksDump', '--dump-json-metadata', path]);
  if (json !== null) {
    const { keyslots } = JSON.parse(json) as { keyslots?: object };
    return keyslots === undefined ? null : Object.keys(keyslots).length;
  }
  const text = await sources.run('cryptsetup', ['luksDump', path]);
  return text?.includes('Version:') ? (text.match(/^Key Slot \d+: ENABLED$/gm) ?? []).length : null;
}

export async function eraseKeys(sources: Sources, volume: EncryptedVolume): Promise<WipeOutcome> {
  const subject = { kind: 'encryption-keys', path: volume.path } as const;
  const tally = new Tally();
  const path = await locate(sources, volume);
  const before = path === null ? null : await countKeyslots(sources, path);
  if (path === null || before === null) {
    tally.fail(volume.path, 'not-found');
    return tally.outcome(subject, 'wipe-keys-left');
  }
  if (before > 0) await sources.run('cryptsetup', ['erase', '--batch-mode', path], eraseTimeoutMs);
  const after = await countKeyslots(sources, path);
  if (after !== 0) tally.fail(volume.path, 'keys-left');
  const counts = { keyslotsBefore: before, keyslotsAfter: after ?? before };
  return { ...tally.outcome(subject, after === 0 ? null : 'wipe-keys-left'), ...counts };
}
