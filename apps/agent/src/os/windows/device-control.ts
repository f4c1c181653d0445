/** Asks the driver of a disk or volume, without opening it for reading (CreateFile and DeviceIoControl; winioctl.h). */
import type { Kernel32 } from './ffi/kernel32.ts';
import type { Handle } from './ffi/library.ts';

const FILE_SHARE_READ_WRITE = 3;
const OPEN_EXISTING = 3;
const INVALID_HANDLE_VALUE = -1;
const answerBytes = 4_096;

export const ioctl = {
  storageQueryProperty: 0x2d_1400,
  storageGetDeviceNumber: 0x2d_1080,
  diskGetDriveGeometryEx: 0x7_00a0,
} as const;

export interface Device {
  /** `null`: the driver does not answer that. */
  control(code: number, question?: Uint8Array): Buffer | null;
  /** STORAGE_PROPERTY_QUERY: property, kind of question (0: the standard one), and room for more. */
  property(id: number): Buffer | null;
}

export const storageProperty = { device: 0, seekPenalty: 7 } as const;

/** @param name such as `\\.\PhysicalDrive0` or `\\.\E:` @returns `null` where there is no such device */
export function withDevice<T>(kernel: Kernel32, name: string, look: (device: Device) => T): T | null {
  const handle = kernel.CreateFileW(name, 0, FILE_SHARE_READ_WRITE, null, OPEN_EXISTING, 0, 0) as Handle;
  if (Number(handle) === INVALID_HANDLE_VALUE) return null;
  const control: Device['control'] = (code, question = new Uint8Array()) => {
    const answer = Buffer.alloc(answerBytes);
    const returned = [0];
    const done = kernel.DeviceIoControl(handle, code, question, question.length, answer, answerBytes, returned, null);
    return done === 0 ? null : answer.subarray(0, returned[0]);
  };
  const property: Device['property'] = (id) => {
    const question = Buffer.alloc(12);
    question.writeUInt32LE(id);
    return control(ioctl.storageQueryProperty, question);
  };
  try {
    return look({ control, property });
  } finally {
    kernel.CloseHandle(handle);
  }
}
