/** The drives that have letters, with their kind, file system and space. */
import { statfs } from 'node:fs/promises';
import type { Koffi } from '../any/koffi.ts';
import { type Kernel32, openKernel32 } from './ffi/kernel32.ts';
import { wideText } from './ffi/library.ts';

export interface Drive {
  /** `C:\` */
  readonly root: string;
  readonly kind: 'fixed' | 'removable' | 'optical' | 'network' | 'other';
  /** Of the volume in it, given when it was formatted; `null`: no medium, or one that cannot be read. */
  readonly volumeSerial: number | null;
  readonly fileSystem: string;
  readonly sizeBytes: number;
  readonly freeBytes: number;
}

/** GetDriveTypeW. */
const kinds: Readonly<Record<number, Drive['kind']>> = { 2: 'removable', 3: 'fixed', 4: 'network', 5: 'optical' };
const longestName = 261;

/** `0b101` is A: and C:. */
export function rootsOf(mask: number): string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return letters.filter((_, index) => ((mask >>> index) & 1) === 1).map((letter) => `${letter}:\\`);
}

export function driveKind(kernel: Kernel32, root: string): Drive['kind'] {
  return kinds[Number(kernel.GetDriveTypeW(root))] ?? 'other';
}

export type ListDrives = () => Promise<Drive[]>;

export function openDrives(koffi: Koffi): ListDrives {
  const kernel = openKernel32(koffi);
  /** A server that does not answer is never waited for: network drives are listed by their letter alone. */
  async function describe(root: string): Promise<Drive> {
    const kind = driveKind(kernel, root);
    const nothing = { root, kind, volumeSerial: null, fileSystem: '', sizeBytes: 0, freeBytes: 0 };
    if (kind === 'network' || kind === 'other') return nothing;
    const [serial, fileSystem] = [[0], Buffer.alloc(longestName * 2)];
    const label = Buffer.alloc(longestName * 2);
    const found = kernel.GetVolumeInformationW(root, label, longestName, serial, [0], [0], fileSystem, longestName);
    if (found === 0) return nothing;
    const space = await statfs(root).catch(() => null);
    return {
      root,
      kind,
      volumeSerial: serial[0] ?? 0,
      fileSystem: wideText(fileSystem),
      sizeBytes: space === null ? 0 : space.blocks * space.bsize,
      freeBytes: space === null ? 0 : space.bavail * space.bsize,
    };
  }
  return () => Promise.all(rootsOf(Number(kernel.GetLogicalDrives())).map(describe));
}
