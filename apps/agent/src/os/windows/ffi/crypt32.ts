/** Secrets under the machine's own key: DPAPI of crypt32.dll. Source: learn.microsoft.com/windows/win32/api/dpapi. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind, type Pointer } from './library.ts';

const prototypes = {
  CryptProtectData:
    'int __stdcall CryptProtectData(SekishoBlob *data, str16 description, SekishoBlob *entropy, void *reserved, void *prompt, uint32_t flags, _Out_ SekishoBlob *out)',
  CryptUnprotectData:
    'int __stdcall CryptUnprotectData(SekishoBlob *data, void *description, SekishoBlob *entropy, void *reserved, void *prompt, uint32_t flags, _Out_ SekishoBlob *out)',
} as const;

export type Crypt32 = Bound<typeof prototypes>;

/** DATA_BLOB, as it comes out. */
export interface Blob {
  cbData: number;
  pbData: Pointer;
}

export function openCrypt32(koffi: Koffi): Crypt32 {
  koffi.struct('SekishoBlob', { cbData: 'uint32_t', pbData: 'void *' });
  return bind(koffi, 'crypt32.dll', prototypes);
}
