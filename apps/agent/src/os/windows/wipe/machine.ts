/** The machine around a wipe: its drives, its sessions, what it does at its next start, what it keeps of earlier days. */
import { execFile } from 'node:child_process';
import { win32 as path } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Wipe } from '@sekisho/agent-core';
import { driveKind } from '../drives.ts';
import type { Kernel32 } from '../ffi/kernel32.ts';
import { type Handle, wideText } from '../ffi/library.ts';
import type { Places } from '../places.ts';
import { openPowerShell } from '../powershell.ts';
import { takePrivileges } from '../privileges.ts';
import type { WindowsApi } from '../windows-api.ts';
import { openBitLocker } from './bitlocker-wmi.ts';
import { keptPathsOf } from './kept.ts';
import { openNtFiles } from './nt-files.ts';
import type { DriveOrigin } from './target.ts';
import { createWindowsWipe } from './windows-wipe.ts';

const longestTarget = 1_024;
const DRIVE_NO_ROOT_DIR = 1;
const MOVEFILE_DELAY_UNTIL_REBOOT = 0x4;
const GENERIC_READ_WRITE = 0xc000_0000;
const FILE_SHARE_READ_WRITE = 0x3;
const OPEN_EXISTING = 3;
const shadowsTimeoutMs = 120_000;
const logOffPatienceMs = 30_000;
const lookEveryMs = 500;

/** Only disks of this machine under their own letters: a share belongs to others too, a letter for a folder (`subst`) is no drive. */
function originOf(kernel: Kernel32, drive: string): DriveOrigin {
  const root = `${drive}\\`;
  if (Number(kernel.GetDriveTypeW(root)) === DRIVE_NO_ROOT_DIR) return 'none';
  const target = Buffer.alloc(longestTarget * 2);
  const known = Number(kernel.QueryDosDeviceW(drive, target, longestTarget)) > 0;
  const isDevice = known && wideText(target).startsWith('\\Device\\');
  return driveKind(kernel, root) === 'fixed' && isDevice ? 'fixed' : 'foreign';
}

/** A service logs everybody off; a person's own agent leaves its person. */
async function endSessions({ sessions }: Pick<WindowsApi, 'sessions'>): Promise<void> {
  const own = sessions.own();
  const others = () => sessions.list().filter(({ id, user }) => id !== own && user !== '');
  for (const { id } of others()) sessions.logOff(id);
  for (const untilMs = performance.now() + logOffPatienceMs; others().length > 0 && performance.now() < untilMs; )
    await wait(lookEveryMs);
}

function removeShadows(systemFolder: string, drive: string): Promise<void> {
  const args = ['delete', 'shadows', `/for=${drive}`, '/all', '/quiet'];
  const options = { timeout: shadowsTimeoutMs, windowsHide: true };
  return new Promise((resolve) => {
    execFile(path.join(systemFolder, 'vssadmin.exe'), args, options, () => resolve());
  });
}

/** Before it is said to be gone, it must be gone after a power cut too. */
function writeThrough(kernel: Kernel32, drive: string): void {
  const how = [GENERIC_READ_WRITE, FILE_SHARE_READ_WRITE, null, OPEN_EXISTING, 0, 0] as const;
  const volume = kernel.CreateFileW(`\\\\.\\${drive}`, ...how) as Handle;
  if (Number(volume) === -1) return;
  kernel.FlushFileBuffers(volume);
  kernel.CloseHandle(volume);
}

export function createWipe(api: WindowsApi, places: Places): Wipe {
  const { koffi, kernel } = api;
  const { systemFolder } = places;
  return createWindowsWipe({
    openFiles: () => {
      takePrivileges(koffi, ['SeBackupPrivilege', 'SeRestorePrivilege']);
      return openNtFiles(koffi);
    },
    keptPaths: (drives) => keptPathsOf(places, drives),
    originOf: (drive) => originOf(kernel, drive),
    bitLocker: openBitLocker(openPowerShell(systemFolder)),
    systemDrive: systemFolder.slice(0, 2).toUpperCase(),
    endSessions: () => endSessions(api),
    removeAtNextStart: (file) => void kernel.MoveFileExW(`\\\\?\\${file}`, null, MOVEFILE_DELAY_UNTIL_REBOOT),
    async settle(drive) {
      await removeShadows(systemFolder, drive);
      writeThrough(kernel, drive);
    },
  });
}
