/** Wi-Fi networks, of wlanapi.dll. Source: learn.microsoft.com/windows/win32/api/wlanapi. Windows Server has it only with a feature of its own. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  WlanOpenHandle:
    'uint32_t __stdcall WlanOpenHandle(uint32_t version, void *reserved, _Out_ uint32_t *negotiated, _Out_ intptr_t *client)',
  WlanCloseHandle: 'uint32_t __stdcall WlanCloseHandle(intptr_t client, void *reserved)',
  WlanEnumInterfaces: 'uint32_t __stdcall WlanEnumInterfaces(intptr_t client, void *reserved, _Out_ void **list)',
  WlanScan:
    'uint32_t __stdcall WlanScan(intptr_t client, const uint8_t *interfaceId, void *name, void *more, void *reserved)',
  WlanGetAvailableNetworkList:
    'uint32_t __stdcall WlanGetAvailableNetworkList(intptr_t client, const uint8_t *interfaceId, uint32_t flags, void *reserved, _Out_ void **list)',
  WlanFreeMemory: 'void __stdcall WlanFreeMemory(void *memory)',
} as const;

export type Wlanapi = Bound<typeof prototypes>;

/** @throws where Windows has no such library */
export const openWlanapi = (koffi: Koffi): Wlanapi => bind(koffi, 'wlanapi.dll', prototypes);
