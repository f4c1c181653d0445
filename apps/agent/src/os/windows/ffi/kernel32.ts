/** Processes, folders, firmware tables, drives and languages of kernel32.dll. Source: learn.microsoft.com/windows/win32/api, by function name. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  CreateDirectoryW: 'int __stdcall CreateDirectoryW(str16 path, void *security)',
  LocalFree: 'void *__stdcall LocalFree(void *memory)',
  CloseHandle: 'int __stdcall CloseHandle(intptr_t handle)',
  GetLastError: 'uint32_t __stdcall GetLastError()',
  GetCurrentProcess: 'intptr_t __stdcall GetCurrentProcess()',
  TerminateProcess: 'int __stdcall TerminateProcess(intptr_t process, uint32_t code)',
  ProcessIdToSessionId: 'int __stdcall ProcessIdToSessionId(uint32_t process, _Out_ uint32_t *session)',
  GetSystemDirectoryW: 'uint32_t __stdcall GetSystemDirectoryW(_Out_ uint8_t *path, uint32_t length)',
  GetSystemDefaultUILanguage: 'uint16_t __stdcall GetSystemDefaultUILanguage()',
  GetUserDefaultUILanguage: 'uint16_t __stdcall GetUserDefaultUILanguage()',
  GetSystemFirmwareTable:
    'uint32_t __stdcall GetSystemFirmwareTable(uint32_t provider, uint32_t table, _Out_ uint8_t *buffer, uint32_t bytes)',
  GlobalMemoryStatusEx: 'int __stdcall GlobalMemoryStatusEx(_Inout_ uint8_t *status)',
  CreateFileW:
    'intptr_t __stdcall CreateFileW(str16 name, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, intptr_t template)',
  DeviceIoControl:
    'int __stdcall DeviceIoControl(intptr_t device, uint32_t code, const uint8_t *in, uint32_t inBytes, _Out_ uint8_t *out, uint32_t outBytes, _Out_ uint32_t *returned, void *overlapped)',
  GetLogicalDrives: 'uint32_t __stdcall GetLogicalDrives()',
  GetDriveTypeW: 'uint32_t __stdcall GetDriveTypeW(str16 root)',
  QueryDosDeviceW: 'uint32_t __stdcall QueryDosDeviceW(str16 name, _Out_ uint8_t *target, uint32_t length)',
  FlushFileBuffers: 'int __stdcall FlushFileBuffers(intptr_t file)',
  MoveFileExW: 'int __stdcall MoveFileExW(str16 from, str16 to, uint32_t flags)',
  QueryUnbiasedInterruptTime: 'int __stdcall QueryUnbiasedInterruptTime(_Out_ uint64_t *hundredNanoseconds)',
  GetVolumeInformationW:
    'int __stdcall GetVolumeInformationW(str16 root, _Out_ uint8_t *label, uint32_t labelLength, _Out_ uint32_t *serial, _Out_ uint32_t *longest, _Out_ uint32_t *flags, _Out_ uint8_t *fileSystem, uint32_t fileSystemLength)',
} as const;

export type Kernel32 = Bound<typeof prototypes>;

export const openKernel32 = (koffi: Koffi): Kernel32 => bind(koffi, 'kernel32.dll', prototypes);
