/** The notification area of shell32.dll, and menus of user32.dll. Source: learn.microsoft.com/windows/win32/api, by function name. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const shell = {
  Shell_NotifyIconW: 'int __stdcall Shell_NotifyIconW(uint32_t what, const uint8_t *data)',
} as const;

const user = {
  RegisterWindowMessageW: 'uint32_t __stdcall RegisterWindowMessageW(str16 name)',
  AllowSetForegroundWindow: 'int __stdcall AllowSetForegroundWindow(uint32_t process)',
  CreatePopupMenu: 'intptr_t __stdcall CreatePopupMenu()',
  AppendMenuW: 'int __stdcall AppendMenuW(intptr_t menu, uint32_t flags, uintptr_t id, str16 text)',
  SetMenuDefaultItem: 'int __stdcall SetMenuDefaultItem(intptr_t menu, uint32_t id, uint32_t byPosition)',
  TrackPopupMenuEx:
    'int __stdcall TrackPopupMenuEx(intptr_t menu, uint32_t flags, int x, int y, intptr_t window, void *exclude)',
  DestroyMenu: 'int __stdcall DestroyMenu(intptr_t menu)',
} as const;

export type NotificationArea = Bound<typeof shell & typeof user>;

export function openNotificationArea(koffi: Koffi): NotificationArea {
  return { ...bind(koffi, 'shell32.dll', shell), ...bind(koffi, 'user32.dll', user) };
}
