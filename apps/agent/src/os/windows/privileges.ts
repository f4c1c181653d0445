/** Rights that administrators and SYSTEM have and must take up before they count (AdjustTokenPrivileges). */
import type { Koffi } from '../any/koffi.ts';
import { openAdvapi32 } from './ffi/advapi32.ts';
import { openKernel32 } from './ffi/kernel32.ts';
import type { Handle } from './ffi/library.ts';

export type Privilege = 'SeBackupPrivilege' | 'SeRestorePrivilege';

const TOKEN_ADJUST_PRIVILEGES = 0x20;
const SE_PRIVILEGE_ENABLED = 0x2;

/** For this process from now on. One that it does not have it goes without. */
export function takePrivileges(koffi: Koffi, names: readonly Privilege[]): void {
  const advapi = openAdvapi32(koffi);
  const kernel = openKernel32(koffi);
  const token: Handle[] = [0];
  if (advapi.OpenProcessToken(kernel.GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, token) === 0) return;
  for (const name of names) {
    // TOKEN_PRIVILEGES with one entry: count, identifier of eight bytes, what becomes of it.
    const state = Buffer.alloc(16);
    state.writeUInt32LE(1, 0);
    state.writeUInt32LE(SE_PRIVILEGE_ENABLED, 12);
    const known = advapi.LookupPrivilegeValueW(null, name, state.subarray(4, 12));
    if (known !== 0) advapi.AdjustTokenPrivileges(token[0], 0, state, state.length, null, null);
  }
  kernel.CloseHandle(token[0]);
}
