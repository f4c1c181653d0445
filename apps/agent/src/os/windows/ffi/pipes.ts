/** Named pipes of kernel32.dll, and who may use them. Sources: learn.microsoft.com/windows/win32/api/namedpipeapi, /fileapi, /securitybaseapi. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const ofKernel = {
  PeekNamedPipe:
    'int __stdcall PeekNamedPipe(intptr_t pipe, void *buffer, uint32_t bytes, void *read, _Out_ uint32_t *there, void *left)',
  ReadFile:
    'int __stdcall ReadFile(intptr_t file, _Out_ uint8_t *buffer, uint32_t bytes, _Out_ uint32_t *read, void *overlapped)',
  WriteFile:
    'int __stdcall WriteFile(intptr_t file, const uint8_t *buffer, uint32_t bytes, _Out_ uint32_t *written, void *overlapped)',
} as const;

const ofAdvapi = {
  GetKernelObjectSecurity:
    'int __stdcall GetKernelObjectSecurity(intptr_t object, uint32_t what, _Out_ uint8_t *descriptor, uint32_t bytes, _Out_ uint32_t *needed)',
  SetKernelObjectSecurity: 'int __stdcall SetKernelObjectSecurity(intptr_t object, uint32_t what, void *descriptor)',
} as const;

export type PipeCalls = Bound<typeof ofKernel> & Bound<typeof ofAdvapi>;

export const openPipeCalls = (koffi: Koffi): PipeCalls => ({
  ...bind(koffi, 'kernel32.dll', ofKernel),
  ...bind(koffi, 'advapi32.dll', ofAdvapi),
});
