/** The disks section: physical disks, and volumes with their free space and whether FileVault encrypts them. */
import type { InventoryContents } from '@sekisho/contracts';
import type { Sources } from '../../posix/sources.ts';
import { readVolumeFacts } from '../volume-facts.ts';
import { bytesAt, type Item, itemAt, listAt, type Report, textAt } from './profiler.ts';

type Disks = InventoryContents['disks'];
type Disk = Disks['disks'][number];

const mostVolumes = 64;

/** A disk says it itself on SATA; else one of its volumes says it of its drive. */
function isRotational(item: Item, volumes: readonly Item[]): boolean {
  const own = textAt(item, 'spsata_medium_type');
  if (own !== '') return /rotational/i.test(own);
  const drives = volumes.map((volume) => itemAt(volume, 'physical_drive')).filter((drive) => drive !== null);
  const same = drives.filter((drive) => textAt(drive, 'device_name') === textAt(item, 'device_model'));
  return same.some((drive) => textAt(drive, 'medium_type') === 'rotational');
}

function describeDisk(item: Item, volumes: readonly Item[]): Disk {
  return {
    name: textAt(item, 'bsd_name') || textAt(item, '_name'),
    model: textAt(item, 'device_model'),
    serialNumber: textAt(item, 'device_serial'),
    sizeBytes: bytesAt(item, 'size_in_bytes'),
    rotational: isRotational(item, volumes),
    removable: textAt(item, 'removable_media') === 'yes' || textAt(item, 'detachable_drive') === 'yes',
  };
}

/** Behind each controller; a drive without a medium has no size. */
export function chooseDisks({ SPNVMeDataType, SPSerialATADataType, SPStorageDataType }: Report): Disk[] {
  const drives = [...SPNVMeDataType, ...SPSerialATADataType].flatMap((controller) => listAt(controller, '_items'));
  return drives
    .map((drive) => describeDisk(drive, SPStorageDataType))
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .slice(0, 512);
}

async function describeVolume(sources: Sources, item: Item): Promise<Disks['volumes'][number]> {
  const name = textAt(item, 'bsd_name');
  const facts = name === '' ? null : await readVolumeFacts(sources, name);
  return {
    device: name === '' ? '' : `/dev/${name}`,
    mountPoint: textAt(item, 'mount_point', 4096),
    fileSystem: textAt(item, 'file_system'),
    sizeBytes: bytesAt(item, 'size_in_bytes'),
    freeBytes: bytesAt(item, 'free_space_in_bytes'),
    encrypted: facts?.fileVault === true,
  };
}

export async function collectDisks(sources: Sources, report: Report): Promise<Disks> {
  const mounted = report.SPStorageDataType.filter((item) => textAt(item, 'mount_point') !== '').slice(0, mostVolumes);
  const volumes: Disks['volumes'] = [];
  for (const item of mounted) volumes.push(await describeVolume(sources, item));
  return { disks: chooseDisks(report), volumes };
}
