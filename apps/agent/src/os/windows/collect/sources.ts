/** Where facts of a Windows come from: the registry, firmware tables, sessions, and what Node knows. A test gives recorded ones. */
import type { NetworkInterfaceInfo } from 'node:os';
import type { Drive } from '../drives.ts';
import type { PhysicalDisk } from '../physical-disks.ts';
import type { Registry } from '../registry.ts';
import type { WindowsSession } from '../sessions.ts';

export interface Sources {
  readonly registry: Pick<Registry, 'read'>;
  /** RawSMBIOSData; `null`: this machine has none. */
  firmwareTable(): Uint8Array | null;
  sessions(): WindowsSession[];
  drives(): Promise<Drive[]>;
  /** Letters of drives that BitLocker protects: `C:`. */
  protectedDrives(): Promise<ReadonlySet<string>>;
  physicalDisks(): PhysicalDisk[];
  pageFileBytes(): number;
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>;
  hostname(): string;
  /** As `uname -m` has it, for one list of devices: `x86_64`. */
  architecture(): string;
  memoryBytes(): number;
  /** Epoch milliseconds at which the system started. */
  bootedAt(): number;
  timeZone(): string;
  locale(): string;
}
