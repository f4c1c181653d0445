/** The disks section: physical disks as their drivers name them, and the volumes that have letters. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from './sources.ts';

type Disks = InventoryContents['disks'];

export async function collectDisks(sources: Sources): Promise<Disks> {
  const encrypted = await sources.protectedDrives();
  const drives = (await sources.drives()).filter(({ kind, sizeBytes }) => kind === 'fixed' || sizeBytes > 0);
  return {
    disks: sources.physicalDisks().map((disk) => ({
      ...disk,
      name: cleanText(disk.name),
      model: cleanText(disk.model),
      serialNumber: cleanText(disk.serialNumber),
    })),
    volumes: drives.map(({ root, fileSystem, sizeBytes, freeBytes }) => ({
      device: root.slice(0, 2),
      mountPoint: root,
      fileSystem: cleanText(fileSystem),
      sizeBytes,
      freeBytes,
      encrypted: encrypted.has(root.slice(0, 2)),
    })),
  };
}
