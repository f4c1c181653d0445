/** What the installer calls of Windows: who may enter a folder, files that are in use, keys of the registry, windows of ours. */
import { createRequire } from 'node:module';
import path from 'node:path';

type Koffi = typeof import('koffi');

/** koffi's native file lies beside this script. */
const koffi = createRequire(import.meta.filename)(path.join(import.meta.dirname, 'koffi.node')) as Koffi;
const advapi32 = koffi.load('advapi32.dll');
const kernel32 = koffi.load('kernel32.dll');
const user32 = koffi.load('user32.dll');

koffi.struct('SECURITY_ATTRIBUTES', { nLength: 'uint32', lpSecurityDescriptor: 'void *', bInheritHandle: 'int32' });

const wide = (name: string, result: string, parameters: string) =>
  advapi32.func(`${result} __stdcall ${name}(${parameters})`);

/** As Microsoft names them; every text is UTF-16. */
export const api = {
  descriptorOf: wide(
    'ConvertStringSecurityDescriptorToSecurityDescriptorW',
    'int32',
    'str16 text, uint32 revision, _Out_ void **descriptor, void *size',
  ),
  setFileSecurity: wide('SetFileSecurityW', 'int32', 'str16 file, uint32 information, void *descriptor'),
  createFolder: kernel32.func('int32 __stdcall CreateDirectoryW(str16 folder, SECURITY_ATTRIBUTES *attributes)'),
  moveFile: kernel32.func('int32 __stdcall MoveFileExW(str16 from, str16 to, uint32 flags)'),
  createKey: wide(
    'RegCreateKeyExW',
    'int32',
    'intptr_t key, str16 name, uint32 reserved, void *kind, uint32 options, uint32 access, void *security, _Out_ intptr_t *opened, void *disposition',
  ),
  setValue: wide(
    'RegSetValueExW',
    'int32',
    'intptr_t key, str16 name, uint32 reserved, uint32 type, const uint8 *data, uint32 bytes',
  ),
  deleteValue: wide('RegDeleteValueW', 'int32', 'intptr_t key, str16 name'),
  closeKey: wide('RegCloseKey', 'int32', 'intptr_t key'),
  findWindow: user32.func(
    'intptr_t __stdcall FindWindowExW(intptr_t parent, intptr_t after, str16 class, str16 title)',
  ),
  postMessage: user32.func(
    'int32 __stdcall PostMessageW(intptr_t window, uint32 message, uintptr_t first, intptr_t second)',
  ),
  lastError: kernel32.func('uint32 __stdcall GetLastError()'),
  securityAttributesBytes: koffi.sizeof('SECURITY_ATTRIBUTES'),
};

export class WindowsError extends Error {
  readonly code: number;
  constructor(call: string, code = Number(api.lastError())) {
    super(`${call}: Windows error ${code}`);
    this.code = code;
  }
}
