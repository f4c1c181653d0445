/** Windows, monitors, input and messages of user32.dll. Source: learn.microsoft.com/windows/win32/api/winuser. Structures by their offsets. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  RegisterClassExW: 'uint16_t __stdcall RegisterClassExW(const SekishoWindowClass *description)',
  CreateWindowExW:
    'intptr_t __stdcall CreateWindowExW(uint32_t extended, str16 className, str16 title, uint32_t style, int x, int y, int width, int height, intptr_t parent, intptr_t menu, intptr_t instance, void *parameter)',
  DestroyWindow: 'int __stdcall DestroyWindow(intptr_t window)',
  IsWindow: 'int __stdcall IsWindow(intptr_t window)',
  DefWindowProcW:
    'intptr_t __stdcall DefWindowProcW(intptr_t window, uint32_t message, uintptr_t first, intptr_t second)',
  SetWindowPos:
    'int __stdcall SetWindowPos(intptr_t window, intptr_t after, int x, int y, int width, int height, uint32_t flags)',
  SetForegroundWindow: 'int __stdcall SetForegroundWindow(intptr_t window)',
  InvalidateRect: 'int __stdcall InvalidateRect(intptr_t window, void *part, int erase)',
  UpdateWindow: 'int __stdcall UpdateWindow(intptr_t window)',
  BeginPaint: 'intptr_t __stdcall BeginPaint(intptr_t window, _Out_ uint8_t *paint)',
  EndPaint: 'int __stdcall EndPaint(intptr_t window, const uint8_t *paint)',
  FillRect: 'int __stdcall FillRect(intptr_t context, const uint8_t *rectangle, intptr_t brush)',
  SetCursor: 'intptr_t __stdcall SetCursor(intptr_t cursor)',
  PeekMessageW:
    'int __stdcall PeekMessageW(_Out_ uint8_t *message, intptr_t window, uint32_t first, uint32_t last, uint32_t remove)',
  TranslateMessage: 'int __stdcall TranslateMessage(const uint8_t *message)',
  DispatchMessageW: 'intptr_t __stdcall DispatchMessageW(const uint8_t *message)',
  PostMessageW: 'int __stdcall PostMessageW(intptr_t window, uint32_t message, uintptr_t first, intptr_t second)',
  FindWindowExW: 'intptr_t __stdcall FindWindowExW(intptr_t parent, intptr_t after, str16 className, void *title)',
  GetWindowThreadProcessId: 'uint32_t __stdcall GetWindowThreadProcessId(intptr_t window, _Out_ uint32_t *process)',
  EnumDisplayMonitors:
    'int __stdcall EnumDisplayMonitors(intptr_t context, void *clip, SekishoMonitor *each, intptr_t data)',
  SetWindowsHookExW:
    'intptr_t __stdcall SetWindowsHookExW(int kind, SekishoHook *hook, intptr_t module, uint32_t thread)',
  UnhookWindowsHookEx: 'int __stdcall UnhookWindowsHookEx(intptr_t hook)',
  CallNextHookEx: 'intptr_t __stdcall CallNextHookEx(intptr_t hook, int code, uintptr_t first, intptr_t second)',
  SetProcessDPIAware: 'int __stdcall SetProcessDPIAware()',
  LockWorkStation: 'int __stdcall LockWorkStation()',
} as const;

export type User32 = Bound<typeof prototypes>;

export function openUser32(koffi: Koffi): User32 {
  koffi.proto(
    'intptr_t __stdcall SekishoWindowProcedure(intptr_t window, uint32_t message, uintptr_t first, intptr_t second)',
  );
  koffi.proto('intptr_t __stdcall SekishoHook(int code, uintptr_t first, intptr_t second)');
  koffi.proto('int __stdcall SekishoMonitor(intptr_t monitor, intptr_t context, void *rectangle, intptr_t data)');
  koffi.struct('SekishoWindowClass', {
    bytes: 'uint32_t',
    style: 'uint32_t',
    procedure: 'SekishoWindowProcedure *',
    classBytes: 'int32_t',
    windowBytes: 'int32_t',
    instance: 'intptr_t',
    icon: 'intptr_t',
    cursor: 'intptr_t',
    background: 'intptr_t',
    menu: 'void *',
    name: 'str16',
    smallIcon: 'intptr_t',
  });
  return bind(koffi, 'user32.dll', prototypes);
}
