/** Brushes and pixels of gdi32.dll. Source: learn.microsoft.com/windows/win32/api/wingdi. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  CreateSolidBrush: 'intptr_t __stdcall CreateSolidBrush(uint32_t colour)',
  DeleteObject: 'int __stdcall DeleteObject(intptr_t object)',
  SetBkColor: 'uint32_t __stdcall SetBkColor(intptr_t context, uint32_t colour)',
  SetTextColor: 'uint32_t __stdcall SetTextColor(intptr_t context, uint32_t colour)',
  SetDIBitsToDevice:
    'int __stdcall SetDIBitsToDevice(intptr_t context, int x, int y, uint32_t width, uint32_t height, int sourceX, int sourceY, uint32_t firstLine, uint32_t lines, const uint8_t *bits, const uint8_t *header, uint32_t use)',
} as const;

export type Gdi32 = Bound<typeof prototypes>;

export const openGdi32 = (koffi: Koffi): Gdi32 => bind(koffi, 'gdi32.dll', prototypes);
