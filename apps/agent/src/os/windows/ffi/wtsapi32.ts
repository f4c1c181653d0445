/** Sessions of people, of wtsapi32.dll. Source: learn.microsoft.com/windows/win32/api/wtsapi32. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  WTSEnumerateSessionsW:
    'int __stdcall WTSEnumerateSessionsW(intptr_t server, uint32_t reserved, uint32_t version, _Out_ void **sessions, _Out_ uint32_t *count)',
  WTSQuerySessionInformationW:
    'int __stdcall WTSQuerySessionInformationW(intptr_t server, uint32_t session, int what, _Out_ void **data, _Out_ uint32_t *bytes)',
  WTSFreeMemory: 'void __stdcall WTSFreeMemory(void *memory)',
  WTSDisconnectSession: 'int __stdcall WTSDisconnectSession(intptr_t server, uint32_t session, int wait)',
  WTSLogoffSession: 'int __stdcall WTSLogoffSession(intptr_t server, uint32_t session, int wait)',
} as const;

export type Wtsapi32 = Bound<typeof prototypes>;

export const openWtsapi32 = (koffi: Koffi): Wtsapi32 => bind(koffi, 'wtsapi32.dll', prototypes);
