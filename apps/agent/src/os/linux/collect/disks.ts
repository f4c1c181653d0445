/** The disks section: physical disks, and volumes with their free space and whether they are encrypted. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';
import { type BlockDevice, isEncrypted, listBlockDevices } from './block-devices.ts';
import { chooseVolumes, type Mount, parseMountInfo } from './mounts.ts';

type Disks = InventoryContents['disks'];

const virtualDisks = /^(loop|ram|zram|dm-|md|fd|nbd)/;

/** Disks a person could hold in a hand, or a virtual machine's own: no loop devices, memory disks or empty slots. */
export function chooseDisks(devices: readonly BlockDevice[]): Disks['disks'] {
  return devices
    .filter(({ type, kernelName, sizeBytes }) => type === 'disk' && sizeBytes > 0 && !virtualDisks.test(kernelName))
    .map(({ kernelName, model, serialNumber, sizeBytes, rotational, removable }) => {
      return { name: cleanText(kernelName), model, serialNumber, sizeBytes, rotational, removable };
    })
    .slice(0, 512);
}

function findDevice(mount: Mount, devices: readonly BlockDevice[]): BlockDevice | undefined {
  return devices.find(({ path, kernelName }) => mount.source === path || mount.source === `/dev/${kernelName}`);
}

async function describeMount(
  sources: Sources,
  mount: Mount,
  devices: readonly BlockDevice[],
): Promise<Disks['volumes'][number]> {
  const device = findDevice(mount, devices);
  const byName = new Map(devices.map((item) => [item.kernelName, item]));
  const space = await sources.spaceOf(mount.mountPoint);
  return {
    device: cleanText(mount.source),
    mountPoint: cleanText(mount.mountPoint, 4096),
    fileSystem: cleanText(mount.fileSystem),
    sizeBytes: space?.sizeBytes ?? device?.sizeBytes ?? 0,
    freeBytes: space?.freeBytes ?? 0,
    encrypted: device !== undefined && isEncrypted(device.kernelName, byName),
  };
}

/** LUKS volumes that nobody has opened: no mount shows them. */
function closedVolumes(devices: readonly BlockDevice[]): Disks['volumes'] {
  const opened = new Set(devices.flatMap(({ parents }) => parents));
  return devices
    .filter(({ fileSystem, kernelName }) => fileSystem === 'crypto_LUKS' && !opened.has(kernelName))
    .map(({ path, fileSystem, sizeBytes }) => {
      return { device: cleanText(path), mountPoint: '', fileSystem, sizeBytes, freeBytes: 0, encrypted: true };
    });
}

export async function collectDisks(sources: Sources): Promise<Disks> {
  const [devices, mountInfo] = await Promise.all([listBlockDevices(sources), sources.readText('/proc/self/mountinfo')]);
  const mounts = chooseVolumes(parseMountInfo(mountInfo ?? ''));
  const mounted = await Promise.all(mounts.map((mount) => describeMount(sources, mount, devices)));
  return { disks: chooseDisks(devices), volumes: [...mounted, ...closedVolumes(devices)].slice(0, 2048) };
}
