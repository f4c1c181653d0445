/** The physical disks, asked of their drivers without opening them for reading (winioctl.h: IOCTL_STORAGE_QUERY_PROPERTY, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX). */
import { ioctl, storageProperty, withDevice } from './device-control.ts';
import type { Kernel32 } from './ffi/kernel32.ts';

export interface PhysicalDisk {
  readonly name: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly sizeBytes: number;
  readonly rotational: boolean;
  readonly removable: boolean;
}

const mostDisks = 64;

/** STORAGE_DEVICE_DESCRIPTOR: whether its medium can be taken out at 10, offsets of vendor, product and serial number at 12, 16 and 24. */
export function parseDescriptor(bytes: Uint8Array): Pick<PhysicalDisk, 'model' | 'serialNumber' | 'removable'> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => {
    const offset = view.length >= at + 4 ? view.readUInt32LE(at) : 0;
    if (offset === 0 || offset >= view.length) return '';
    const end = view.indexOf(0, offset);
    return view.toString('latin1', offset, end < 0 ? view.length : end).trim();
  };
  return {
    model: [text(12), text(16)].filter((part) => part !== '').join(' '),
    serialNumber: text(24),
    removable: view[10] === 1,
  };
}

export function listPhysicalDisks(kernel: Kernel32): PhysicalDisk[] {
  function describe(index: number): PhysicalDisk[] {
    const name = `PhysicalDrive${index}`;
    const disk = withDevice(kernel, `\\\\.\\${name}`, ({ control, property }) => {
      const descriptor = property(storageProperty.device);
      const geometry = control(ioctl.diskGetDriveGeometryEx);
      const sizeBytes = geometry !== null && geometry.length >= 32 ? Number(geometry.readBigUInt64LE(24)) : 0;
      if (descriptor === null || sizeBytes === 0) return null;
      const rotational = property(storageProperty.seekPenalty)?.[8] === 1;
      return { name, ...parseDescriptor(descriptor), sizeBytes, rotational };
    });
    return disk === null ? [] : [disk];
  }
  return Array.from({ length: mostDisks }, (_, index) => index).flatMap(describe);
}
