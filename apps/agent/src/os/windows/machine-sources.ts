/** The sources of this very machine. */
import { arch, hostname, networkInterfaces, totalmem, uptime } from 'node:os';
import { readProtectedDrives } from './bitlocker.ts';
import type { Sources } from './collect/sources.ts';
import { listPhysicalDisks } from './physical-disks.ts';
import { openPowerShell } from './powershell.ts';
import type { WindowsApi } from './windows-api.ts';

/** `RSMB`: the raw SMBIOS table (GetSystemFirmwareTable). */
const rawSmbios = 0x5253_4d42;
const largestTable = 4 * 1024 * 1024;

/** As `uname -m` has it. */
const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' };

function readFirmwareTable({ kernel }: WindowsApi): Uint8Array | null {
  const bytes = Number(kernel.GetSystemFirmwareTable(rawSmbios, 0, null, 0));
  if (bytes === 0 || bytes > largestTable) return null;
  const table = Buffer.alloc(bytes);
  return Number(kernel.GetSystemFirmwareTable(rawSmbios, 0, table, bytes)) === bytes ? table : null;
}

/** MEMORYSTATUSEX: physical bytes at 8, and at 24 those of memory and page files together. */
function readPageFileBytes({ kernel }: WindowsApi): number {
  const status = Buffer.alloc(64);
  status.writeUInt32LE(status.length);
  if (kernel.GlobalMemoryStatusEx(status) === 0) return 0;
  return Math.max(0, Number(status.readBigUInt64LE(24)) - Number(status.readBigUInt64LE(8)));
}

export function createSources(api: WindowsApi, systemFolder: string): Sources {
  return {
    registry: api.registry,
    firmwareTable: () => readFirmwareTable(api),
    sessions: () => api.sessions.list(),
    drives: api.drives,
    protectedDrives: () => readProtectedDrives(openPowerShell(systemFolder)),
    physicalDisks: () => listPhysicalDisks(api.kernel),
    pageFileBytes: () => readPageFileBytes(api),
    interfaces: networkInterfaces,
    hostname,
    architecture: () => architectures[arch()] ?? arch(),
    memoryBytes: totalmem,
    // To the minute: the two clocks are never read at quite the same moment.
    bootedAt: () => Math.round((Date.now() - uptime() * 1000) / 60_000) * 60_000,
    timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: () => Intl.DateTimeFormat().resolvedOptions().locale,
  };
}
