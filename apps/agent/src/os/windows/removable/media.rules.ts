/** Which drives are removable media: what their letters, drivers and disks say. Pure. */
import type { Drive } from '../drives.ts';

export interface DriveFacts {
  readonly kind: Drive['kind'];
  /** STORAGE_BUS_TYPE; `null`: the driver does not say. */
  readonly bus: number | null;
  /** Number of the disk it lies on; `null`: the driver does not say. */
  readonly disk: number | null;
}

/** BusTypeUsb and BusTypeSd. `BusTypeMmc` (13) is soldered in. */
const removableBuses: readonly (number | null)[] = [7, 12];

/** STORAGE_DEVICE_DESCRIPTOR: the bus stands at 28. */
export function busOf(descriptor: Buffer | null): number | null {
  return descriptor !== null && descriptor.length >= 32 ? descriptor.readUInt32LE(28) : null;
}

/** STORAGE_DEVICE_NUMBER: kind of device, its number, number of the partition. */
export function diskOf(number: Buffer | null): number | null {
  return number !== null && number.length >= 8 ? number.readUInt32LE(4) : null;
}

/**
 * A USB memory or a memory card, whatever else says that it is removable; also a disk on USB that does not say so. Never the disk that
 * Windows runs from: a key there would hold the timer lock off for good.
 */
export function isRemovableMedium({ kind, bus, disk }: DriveFacts, systemDisk: number | null): boolean {
  if (disk !== null && disk === systemDisk) return false;
  return kind === 'removable' || (kind === 'fixed' && removableBuses.includes(bus));
}
