/** Which disks there are, which of them are removable media, and which volumes lie on them: from /sys/block. */

import type { Sources } from '../../posix/sources.ts';
import type { Mount } from '../collect/mounts.ts';

export interface DiskVolume {
  /** `sdb1`, or the disk's own name where it has no partitions. */
  readonly kernelName: string;
  /** `major:minor` */
  readonly deviceNumber: string;
  /** Something lies upon it: an opened LUKS or LVM volume, a RAID. */
  readonly isHeld: boolean;
}

export interface Disk {
  readonly kernelName: string;
  /** Where it hangs, as sysfs tells: `../devices/pci0000:00/…/usb1/…/block/sdb`. */
  readonly devicePath: string;
  readonly isRemovable: boolean;
  /** Of memory cards: `SD`, or `MMC` for what is soldered in. */
  readonly cardType: string;
  readonly sizeBytes: number;
  /** Another one at every insertion; '' on kernels before 5.15. */
  readonly sequence: string;
  readonly volumes: readonly DiskVolume[];
}

/** Which disks are media: asked by name first, so that the others cost nothing. */
export interface MediumRule {
  looksAt(kernelName: string): boolean;
  isMedium(disk: Disk): boolean;
}

const systemMountPoints = new Set(['/', '/boot', '/boot/efi', '/efi', '/usr', '/var', '/home']);
/** Disks of the kernel's own making, optical drives, floppies. */
const otherKinds = /^(loop|ram|zram|dm-|md|sr|fd|nbd|mtdblock)/;

/** A USB memory, a memory card, whatever else says that it is removable; also a disk on USB that does not say so. */
export const removableMedia: MediumRule = {
  looksAt: (kernelName) => !otherKinds.test(kernelName),
  isMedium: ({ isRemovable, cardType, devicePath }) =>
    isRemovable || cardType === 'SD' || /\/usb\d+\//.test(devicePath),
};

/** The system may run from a disk on USB: a key on its own root would hold the timer lock off for good. */
export function carriesSystem({ volumes }: Disk, mounts: readonly Mount[]): boolean {
  const numbers = new Set(volumes.map(({ deviceNumber }) => deviceNumber));
  const isMounted = mounts.some((mount) => systemMountPoints.has(mount.mountPoint) && numbers.has(mount.deviceNumber));
  return isMounted || volumes.some(({ isHeld }) => isHeld);
}

async function readVolume(sources: Sources, folder: string, kernelName: string): Promise<DiskVolume | null> {
  const deviceNumber = (await sources.readText(`${folder}/dev`))?.trim();
  if (deviceNumber === undefined) return null;
  return { kernelName, deviceNumber, isHeld: (await sources.listFolder(`${folder}/holders`)).length > 0 };
}

const sectorBytes = 512;
const mostPartitions = 16;

async function readPartition(sources: Sources, disk: string, name: string): Promise<DiskVolume | null> {
  const isPartition = (await sources.readText(`${disk}/${name}/partition`)) !== null;
  return isPartition ? readVolume(sources, `${disk}/${name}`, name) : null;
}

export async function readDisk(sources: Sources, kernelName: string): Promise<Disk> {
  const folder = `/sys/block/${kernelName}`;
  const text = async (file: string) => (await sources.readText(`${folder}/${file}`))?.trim() ?? '';
  const partitions = (await sources.listFolder(folder)).filter((name) => name.startsWith(kernelName)).sort();
  const read = await Promise.all(
    partitions.slice(0, mostPartitions).map((name) => readPartition(sources, folder, name)),
  );
  const parts = read.filter((volume) => volume !== null);
  const whole = parts.length > 0 ? null : await readVolume(sources, folder, kernelName);
  return {
    kernelName,
    devicePath: (await sources.readLink(folder)) ?? '',
    isRemovable: (await text('removable')) === '1',
    cardType: await text('device/type'),
    sizeBytes: (Number(await text('size')) || 0) * sectorBytes,
    sequence: await text('diskseq'),
    volumes: whole === null ? parts : [whole],
  };
}
