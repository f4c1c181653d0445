/** The window of another process of this person, in front again. */
import type { Koffi } from '../../any/koffi.ts';
import { bind, type Handle } from '../ffi/library.ts';

const prototypes = {
  FindWindowW: 'intptr_t __stdcall FindWindowW(str16 className, str16 title)',
  ShowWindow: 'int __stdcall ShowWindow(intptr_t window, int how)',
  SetForegroundWindow: 'int __stdcall SetForegroundWindow(intptr_t window)',
} as const;

/** Of every dialog. */
const dialogClass = '#32770';
const SW_RESTORE = 9;

/** Of this session. @param title `null`: any */
export function isWindowOpen(koffi: Koffi, className: string, title: string | null): boolean {
  return Number(bind(koffi, 'user32.dll', prototypes).FindWindowW(className, title)) !== 0;
}

/** @returns whether there was one */
export function presentOpenWindow(koffi: Koffi, title: string): boolean {
  const user = bind(koffi, 'user32.dll', prototypes);
  const window = user.FindWindowW(dialogClass, title) as Handle;
  if (Number(window) === 0) return false;
  user.ShowWindow(window, SW_RESTORE);
  user.SetForegroundWindow(window);
  return true;
}
