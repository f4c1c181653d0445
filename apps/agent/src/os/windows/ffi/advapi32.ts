/**
 * Registry, access rights and services of advapi32.dll. Sources: learn.microsoft.com/windows/win32/api/winreg, /sddl, /winbase, /winsvc.
 * Structures are read from buffers by the offsets their pages give.
 */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  RegOpenKeyExW:
    'int32_t __stdcall RegOpenKeyExW(intptr_t key, str16 name, uint32_t options, uint32_t access, _Out_ intptr_t *opened)',
  RegCreateKeyExW:
    'int32_t __stdcall RegCreateKeyExW(intptr_t key, str16 name, uint32_t reserved, void *kind, uint32_t options, uint32_t access, void *security, _Out_ intptr_t *opened, void *disposition)',
  RegEnumKeyExW:
    'int32_t __stdcall RegEnumKeyExW(intptr_t key, uint32_t index, _Out_ uint8_t *name, _Inout_ uint32_t *length, void *reserved, void *kind, void *kindLength, void *written)',
  RegQueryValueExW:
    'int32_t __stdcall RegQueryValueExW(intptr_t key, str16 name, void *reserved, _Out_ uint32_t *type, _Out_ uint8_t *data, _Inout_ uint32_t *bytes)',
  RegSetValueExW:
    'int32_t __stdcall RegSetValueExW(intptr_t key, str16 name, uint32_t reserved, uint32_t type, const uint8_t *data, uint32_t bytes)',
  RegDeleteTreeW: 'int32_t __stdcall RegDeleteTreeW(intptr_t key, str16 name)',
  RegCloseKey: 'int32_t __stdcall RegCloseKey(intptr_t key)',
  ConvertStringSecurityDescriptorToSecurityDescriptorW:
    'int __stdcall ConvertStringSecurityDescriptorToSecurityDescriptorW(str16 text, uint32_t revision, _Out_ void **descriptor, void *bytes)',
  SetFileSecurityW: 'int __stdcall SetFileSecurityW(str16 file, uint32_t what, void *descriptor)',
  GetFileSecurityW:
    'int __stdcall GetFileSecurityW(str16 file, uint32_t what, _Out_ uint8_t *descriptor, uint32_t bytes, _Out_ uint32_t *needed)',
  ConvertStringSidToSidW: 'int __stdcall ConvertStringSidToSidW(str16 text, _Out_ void **sid)',
  CheckTokenMembership: 'int __stdcall CheckTokenMembership(intptr_t token, void *sid, _Out_ int32_t *isMember)',
  OpenProcessToken: 'int __stdcall OpenProcessToken(intptr_t process, uint32_t access, _Out_ intptr_t *token)',
  LookupPrivilegeValueW: 'int __stdcall LookupPrivilegeValueW(void *system, str16 name, _Out_ uint8_t *id)',
  AdjustTokenPrivileges:
    'int __stdcall AdjustTokenPrivileges(intptr_t token, int disableAll, const uint8_t *state, uint32_t bytes, void *previous, void *needed)',
  GetTokenInformation:
    'int __stdcall GetTokenInformation(intptr_t token, int what, _Out_ uint8_t *data, uint32_t bytes, _Out_ uint32_t *needed)',
} as const;

export type Advapi32 = Bound<typeof prototypes>;

export const openAdvapi32 = (koffi: Koffi): Advapi32 => bind(koffi, 'advapi32.dll', prototypes);
