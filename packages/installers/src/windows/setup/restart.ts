/** Says that a function waits for a restart, in a key that lives in memory and is gone after it; the agent's inventory tells the console. */
import { api, WindowsError } from './windows-api.ts';

/** HKEY_LOCAL_MACHINE, as a number of a pointer's width (winreg.h). */
const machine = -0x7fff_fffe;
const lasting = 0;
const volatile = 1;
const createSubKey = 0x4;

function createKey(name: string, option: number): void {
  const key = [0];
  const failed = Number(api.createKey(machine, name, 0, null, option, createSubKey, null, key, null));
  if (failed !== 0) throw new WindowsError('RegCreateKeyEx', failed);
  api.closeKey(key[0]);
}

export function markRestart(): void {
  // Made on the way, it would live in memory too, and the agent could keep nothing below it.
  createKey('SOFTWARE\\Sekisho', lasting);
  createKey('SOFTWARE\\Sekisho\\Restart', volatile);
}
