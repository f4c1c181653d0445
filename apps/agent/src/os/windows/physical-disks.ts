/** The physical disks, asked of their drivers without opening them for reading (winioctl.h: IOCTL_STORAGE_QUERY_PROPERTY, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX). */
import type { Kernel32 } from './ffi/kernel32.ts';
import type { Handle } from './ffi/library.ts';

export interface PhysicalDisk {
  readonly name: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly sizeBytes: number;
  readonly rotational: boolean;
  readonly removable: boolean;
}

const IOCTL_STORAGE_QUERY_PROPERTY = 0x2d_1400;
const IOCTL_DISK_GET_DRIVE_GEOMETRY_EX = 0x7_00a0;
const StorageDeviceProperty = 0;
const StorageDeviceSeekPenaltyProperty = 7;
const FILE_SHARE_READ_WRITE = 3;
const OPEN_EXISTING = 3;
const mostDisks = 64;
const answerBytes = 4_096;

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
  function control(device: Handle, code: number, question: Uint8Array): Buffer | null {
    const answer = Buffer.alloc(answerBytes);
    const returned = [0];
    const done = kernel.DeviceIoControl(device, code, question, question.length, answer, answerBytes, returned, null);
    return done === 0 ? null : answer.subarray(0, returned[0]);
  }
  /** STORAGE_PROPERTY_QUERY: property, kind of question (0: the standard one), and room for more. */
  function property(device: Handle, id: number): Buffer | null {
    const question = Buffer.alloc(12);
    question.writeUInt32LE(id);
    return control(device, IOCTL_STORAGE_QUERY_PROPERTY, question);
  }
  function describe(index: number): PhysicalDisk[] {
    const name = `\\\\.\\PhysicalDrive${index}`;
    const device = kernel.CreateFileW(name, 0, FILE_SHARE_READ_WRITE, null, OPEN_EXISTING, 0, 0) as Handle;
    if (Number(device) === -1) return [];
    try {
      const descriptor = property(device, StorageDeviceProperty);
      const geometry = control(device, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, new Uint8Array());
      const seek = property(device, StorageDeviceSeekPenaltyProperty);
      const sizeBytes = geometry !== null && geometry.length >= 32 ? Number(geometry.readBigUInt64LE(24)) : 0;
      if (descriptor === null || sizeBytes === 0) return [];
      return [{ name: name.slice(4), ...parseDescriptor(descriptor), sizeBytes, rotational: seek?.[8] === 1 }];
    } finally {
      kernel.CloseHandle(device);
    }
  }
  return Array.from({ length: mostDisks }, (_, index) => index).flatMap(describe);
}
