/** Where Windows keeps the data of programs: asked of the system, since anybody may change a variable of the environment. Source: shlobj_core.h. */
import type { Koffi } from '../../any/koffi.ts';
import { bind } from './library.ts';

const prototypes = {
  SHGetKnownFolderPath:
    'int32_t __stdcall SHGetKnownFolderPath(const uint8_t *id, uint32_t flags, intptr_t token, _Out_ void **path)',
} as const;

/** FOLDERID_ProgramData, {62AB5D82-FDC1-4DC3-A9DD-070D1D495D97}, as a GUID stands in memory. */
const programDataId = Buffer.from('825dab62c1fdc34da9dd070d1d495d97', 'hex');

/** @throws where the system does not know */
export function programDataFolder(koffi: Koffi): string {
  const { SHGetKnownFolderPath } = bind(koffi, 'shell32.dll', prototypes);
  const { CoTaskMemFree } = bind(koffi, 'ole32.dll', { CoTaskMemFree: 'void __stdcall CoTaskMemFree(void *memory)' });
  const path = [null];
  if (SHGetKnownFolderPath(programDataId, 0, 0, path) !== 0)
    throw new Error('Windows does not say where ProgramData is');
  try {
    return koffi.decode(path[0], 'char16_t', -1) as string;
  } finally {
    CoTaskMemFree(path[0]);
  }
}
