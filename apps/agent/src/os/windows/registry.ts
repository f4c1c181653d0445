/** The registry, read with bounds: a key or a value that is missing, of another type, or too large is `null`. */

import type { Koffi } from '../any/koffi.ts';
import { type Advapi32, openAdvapi32 } from './ffi/advapi32.ts';
import { type Handle, wideText } from './ffi/library.ts';

/** The predefined keys, as numbers of a pointer's width (winreg.h). */
const roots = { machine: -0x7fff_fffe, users: -0x7fff_fffd } as const;
export type Root = keyof typeof roots;
/** Which half of a 64-bit system's registry. */
export type View = '64' | '32';

const viewFlags: Readonly<Record<View, number>> = { '64': 0x0100, '32': 0x0200 };
const KEY_READ = 0x2_0019;
const KEY_WRITE = 0x2_0006;
const KEY_ALL_ACCESS = 0xf_003f;
const REG_SZ = 1;
const REG_EXPAND_SZ = 2;
const REG_DWORD = 4;
const REG_MULTI_SZ = 7;
const REG_QWORD = 11;
const largestValueBytes = 65_536;
const longestName = 256;
const mostKeys = 50_000;

export interface RegistryKey {
  text(name: string): string | null;
  number(name: string): number | null;
  /** Of a value with several texts (REG_MULTI_SZ); a single text is a list of one. */
  list(name: string): string[];
  bytes(name: string): Uint8Array | null;
  /** Names of the keys below. */
  keys(): string[];
}

export interface Registry {
  /** Calls `look` with the key and closes it; `null` where there is no such key. */
  read<T>(root: Root, key: string, look: (key: RegistryKey) => T, view?: View): T | null;
  /** Below HKEY_LOCAL_MACHINE. @throws when it cannot be written */
  writeText(key: string, name: string, text: string): void;
  /** The key with all below it. */
  remove(key: string): void;
}

function openKey(api: Advapi32, handle: Handle): RegistryKey {
  function value(name: string): { type: number; data: Buffer } | null {
    const type = [0];
    const bytes = [largestValueBytes];
    const data = Buffer.alloc(largestValueBytes);
    if (api.RegQueryValueExW(handle, name, null, type, data, bytes) !== 0) return null;
    return { type: type[0] ?? 0, data: data.subarray(0, bytes[0]) };
  }
  return {
    text(name) {
      const found = value(name);
      return found !== null && (found.type === REG_SZ || found.type === REG_EXPAND_SZ) ? wideText(found.data) : null;
    },
    number(name) {
      const found = value(name);
      if (found?.type === REG_DWORD && found.data.length === 4) return found.data.readUInt32LE();
      if (found?.type === REG_QWORD && found.data.length === 8) return Number(found.data.readBigUInt64LE());
      return null;
    },
    list(name) {
      const found = value(name);
      if (found === null || ![REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ].includes(found.type)) return [];
      return found.data
        .toString('utf16le')
        .split('\0')
        .filter((text) => text !== '');
    },
    bytes: (name) => value(name)?.data ?? null,
    keys() {
      const names: string[] = [];
      const buffer = Buffer.alloc(longestName * 2);
      for (let index = 0; index < mostKeys; index += 1) {
        const length = [longestName];
        if (api.RegEnumKeyExW(handle, index, buffer, length, null, null, null, null) !== 0) break;
        names.push(buffer.subarray(0, (length[0] ?? 0) * 2).toString('utf16le'));
      }
      return names;
    },
  };
}

export function openRegistry(koffi: Koffi): Registry {
  const api = openAdvapi32(koffi);
  return {
    read(root, key, look, view = '64') {
      const opened: Handle[] = [0];
      if (api.RegOpenKeyExW(roots[root], key, 0, KEY_READ | viewFlags[view], opened) !== 0) return null;
      const handle = opened[0] ?? 0;
      try {
        return look(openKey(api, handle));
      } finally {
        api.RegCloseKey(handle);
      }
    },
    writeText(key, name, text) {
      const opened: Handle[] = [0];
      const access = KEY_WRITE | viewFlags['64'];
      const failed = api.RegCreateKeyExW(roots.machine, key, 0, null, 0, access, null, opened, null);
      if (failed !== 0) throw new Error(`the registry key ${key} cannot be written (${failed})`);
      const data = Buffer.from(`${text}\0`, 'utf16le');
      const handle = opened[0] ?? 0;
      const unwritten = api.RegSetValueExW(handle, name, 0, REG_SZ, data, data.length);
      api.RegCloseKey(handle);
      if (unwritten !== 0) throw new Error(`the registry value ${name} cannot be written (${unwritten})`);
    },
    remove(key) {
      const parent = key.slice(0, key.lastIndexOf('\\'));
      const opened: Handle[] = [0];
      if (api.RegOpenKeyExW(roots.machine, parent, 0, KEY_ALL_ACCESS | viewFlags['64'], opened) !== 0) return;
      const handle = opened[0] ?? 0;
      api.RegDeleteTreeW(handle, key.slice(parent.length + 1));
      api.RegCloseKey(handle);
    },
  };
}
