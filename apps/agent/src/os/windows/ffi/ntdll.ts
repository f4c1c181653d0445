/**
 * Files by an open folder and a name, of ntdll.dll: what kernel32.dll itself stands on, and offers by paths alone. Source: learn.microsoft.com/windows-hardware/drivers/ddi/ntifs
 * and /windows/win32/api/winternl.
 */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  NtOpenFile:
    'int32_t __stdcall NtOpenFile(_Out_ intptr_t *file, uint32_t access, SekishoObject *object, _Out_ uint8_t *status, uint32_t share, uint32_t options)',
  NtClose: 'int32_t __stdcall NtClose(intptr_t file)',
  NtQueryDirectoryFile:
    'int32_t __stdcall NtQueryDirectoryFile(intptr_t file, intptr_t event, void *routine, void *context, _Out_ uint8_t *status, _Out_ uint8_t *entries, uint32_t bytes, int kind, uint8_t single, void *name, uint8_t restart)',
  NtQueryInformationFile:
    'int32_t __stdcall NtQueryInformationFile(intptr_t file, _Out_ uint8_t *status, _Out_ uint8_t *data, uint32_t bytes, int kind)',
  NtSetInformationFile:
    'int32_t __stdcall NtSetInformationFile(intptr_t file, _Out_ uint8_t *status, const uint8_t *data, uint32_t bytes, int kind)',
  NtQueryVolumeInformationFile:
    'int32_t __stdcall NtQueryVolumeInformationFile(intptr_t file, _Out_ uint8_t *status, _Out_ uint8_t *data, uint32_t bytes, int kind)',
  NtFsControlFile:
    'int32_t __stdcall NtFsControlFile(intptr_t file, intptr_t event, void *routine, void *context, _Out_ uint8_t *status, uint32_t code, const uint8_t *in, uint32_t inBytes, _Out_ uint8_t *out, uint32_t outBytes)',
} as const;

export type Ntdll = Bound<typeof prototypes>;

/** With OBJECT_ATTRIBUTES and UNICODE_STRING. */
export function openNtdll(koffi: Koffi): Ntdll {
  koffi.struct('SekishoUnicode', { bytes: 'uint16_t', room: 'uint16_t', text: 'uint8_t *' });
  koffi.struct('SekishoObject', {
    bytes: 'uint32_t',
    root: 'intptr_t',
    name: 'SekishoUnicode *',
    attributes: 'uint32_t',
    security: 'void *',
    quality: 'void *',
  });
  return bind(koffi, 'ntdll.dll', prototypes);
}
