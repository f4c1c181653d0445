/** Dialogs, their controls and common controls of user32.dll, comctl32.dll and kernel32.dll. Source: learn.microsoft.com/windows/win32/api, by function name. */
import type { Koffi } from '../../any/koffi.ts';
import { type Bound, bind } from './library.ts';

const prototypes = {
  CreateDialogIndirectParamW:
    'intptr_t __stdcall CreateDialogIndirectParamW(intptr_t instance, const uint8_t *template, intptr_t parent, SekishoDialogProcedure *procedure, intptr_t parameter)',
  IsDialogMessageW: 'int __stdcall IsDialogMessageW(intptr_t dialog, const uint8_t *message)',
  GetDlgItem: 'intptr_t __stdcall GetDlgItem(intptr_t dialog, int id)',
  GetDlgCtrlID: 'int __stdcall GetDlgCtrlID(intptr_t window)',
  GetDlgItemTextW: 'uint32_t __stdcall GetDlgItemTextW(intptr_t dialog, int id, _Out_ uint8_t *text, int length)',
  SetDlgItemTextW: 'int __stdcall SetDlgItemTextW(intptr_t dialog, int id, str16 text)',
  SendDlgItemMessageW:
    'intptr_t __stdcall SendDlgItemMessageW(intptr_t dialog, int id, uint32_t message, uintptr_t first, intptr_t second)',
  SendMessageW: 'intptr_t __stdcall SendMessageW(intptr_t window, uint32_t message, uintptr_t first, intptr_t second)',
  CheckRadioButton: 'int __stdcall CheckRadioButton(intptr_t dialog, int first, int last, int checked)',
  IsDlgButtonChecked: 'uint32_t __stdcall IsDlgButtonChecked(intptr_t dialog, int id)',
  EnableWindow: 'int __stdcall EnableWindow(intptr_t window, int enabled)',
  IsWindowEnabled: 'int __stdcall IsWindowEnabled(intptr_t window)',
  ShowWindow: 'int __stdcall ShowWindow(intptr_t window, int how)',
  GetFocus: 'intptr_t __stdcall GetFocus()',
  GetKeyState: 'int16_t __stdcall GetKeyState(int key)',
  NotifyWinEvent: 'void __stdcall NotifyWinEvent(uint32_t event, intptr_t window, int object, int child)',
  LoadImageW:
    'intptr_t __stdcall LoadImageW(intptr_t instance, str16 name, uint32_t kind, int width, int height, uint32_t flags)',
  SystemParametersInfoW:
    'int __stdcall SystemParametersInfoW(uint32_t what, uint32_t number, _Inout_ uint8_t *data, uint32_t change)',
  GetSysColor: 'uint32_t __stdcall GetSysColor(int what)',
  GetSysColorBrush: 'intptr_t __stdcall GetSysColorBrush(int what)',
  MsgWaitForMultipleObjects:
    'uint32_t __stdcall MsgWaitForMultipleObjects(uint32_t count, void *handles, int all, uint32_t milliseconds, uint32_t wakeFor)',
} as const;

/** Messages whose second number is the address of a structure. */
const withStructure = {
  sendTabItem:
    'intptr_t __stdcall SendMessageW(intptr_t window, uint32_t message, uintptr_t first, SekishoTabItem *item)',
  sendNumbers:
    'intptr_t __stdcall SendMessageW(intptr_t window, uint32_t message, uintptr_t first, const int32_t *numbers)',
} as const;

export type Dialogs = Bound<typeof prototypes & typeof withStructure>;

export function openDialogs(koffi: Koffi): Dialogs {
  koffi.proto(
    'intptr_t __stdcall SekishoDialogProcedure(intptr_t dialog, uint32_t message, uintptr_t first, intptr_t second)',
  );
  koffi.struct('SekishoTabItem', {
    mask: 'uint32_t',
    state: 'uint32_t',
    stateMask: 'uint32_t',
    text: 'str16',
    length: 'int32_t',
    image: 'int32_t',
    data: 'intptr_t',
  });
  return { ...bind(koffi, 'user32.dll', prototypes), ...bind(koffi, 'user32.dll', withStructure) };
}

/** ACTIVATION_CONTEXT: which version of a library this process means; and a hold on it. */
const versions = {
  CreateActCtxW: 'intptr_t __stdcall CreateActCtxW(const SekishoActivation *how)',
  ActivateActCtx: 'int __stdcall ActivateActCtx(intptr_t context, _Out_ uintptr_t *cookie)',
  LoadLibraryW: 'intptr_t __stdcall LoadLibraryW(str16 file)',
} as const;

const ICC_TAB_CLASSES = 0x8;
const INVALID_HANDLE = -1;
const controls = 'comctl32.dll';

/** The controls of today's Windows in place of those of the nineties, where there are any; before any window is made. */
export function useTodaysControls(koffi: Koffi, manifest: string): void {
  koffi.struct('SekishoActivation', {
    bytes: 'uint32_t',
    flags: 'uint32_t',
    source: 'str16',
    architecture: 'uint16_t',
    language: 'uint16_t',
    folder: 'void *',
    resource: 'void *',
    application: 'void *',
    module: 'intptr_t',
  });
  const { CreateActCtxW, ActivateActCtx, LoadLibraryW } = bind(koffi, 'kernel32.dll', versions);
  const blank = { flags: 0, architecture: 0, language: 0, folder: null, resource: null, application: null, module: 0 };
  const context = CreateActCtxW({ ...blank, bytes: koffi.sizeof('SekishoActivation'), source: manifest });
  if (Number(context) !== INVALID_HANDLE) ActivateActCtx(context, [0]);
  // koffi lets go of a library with the last function bound of it, and here windows go on calling into it by themselves.
  LoadLibraryW(controls);
  const { InitCommonControlsEx } = bind(koffi, controls, {
    InitCommonControlsEx: 'int __stdcall InitCommonControlsEx(const uint32_t *which)',
  });
  InitCommonControlsEx(Uint32Array.of(8, ICC_TAB_CLASSES));
}

const PER_MONITOR_AWARE_V2 = -4;

/** Sharp on every monitor: dialogs then follow the one they are on by themselves. Older versions of Windows 10 do not know it. */
export function followMonitors(koffi: Koffi): void {
  try {
    const user = bind(koffi, 'user32.dll', {
      SetProcessDpiAwarenessContext: 'int __stdcall SetProcessDpiAwarenessContext(intptr_t context)',
    });
    user.SetProcessDpiAwarenessContext(PER_MONITOR_AWARE_V2);
  } catch {
    bind(koffi, 'user32.dll', { SetProcessDPIAware: 'int __stdcall SetProcessDPIAware()' }).SetProcessDPIAware();
  }
}

export function isThemed(koffi: Koffi): boolean {
  const { IsAppThemed } = bind(koffi, 'uxtheme.dll', { IsAppThemed: 'int __stdcall IsAppThemed()' });
  return IsAppThemed() !== 0;
}
