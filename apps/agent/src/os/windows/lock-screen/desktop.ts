/**
 * The desktop of a session: a topmost window over each monitor, and every key swallowed by a low-level hook. What others put above comes down again
 * at the next look, what they destroy is made anew, and the hook is set again now and then, since Windows drops one that was slow without a word.
 */
import type { Monitor } from '../../any/drawing/monitor.ts';
import type { Koffi } from '../../any/koffi.ts';
import { openGdi32 } from '../ffi/gdi32.ts';
import type { Handle } from '../ffi/library.ts';
import { openUser32 } from '../ffi/user32.ts';
import { bitmapHeader, colourNumber, type MonitorPicture } from './picture.ts';

const className = 'SekishoLockScreen';
const WS_POPUP = 0x8000_0000;
const WS_EX_TOPMOST_TOOL = 0x88;
const HWND_TOPMOST = -1;
const SWP_NOACTIVATE_SHOW = 0x50;
const WH_KEYBOARD_LL = 13;
const PM_REMOVE = 1;
const WM = { paint: 0x0f, close: 0x10, erase: 0x14, setCursor: 0x20, sysCommand: 0x112, superseded: 0x8001 } as const;
const mostMessages = 200;
/** MSG and PAINTSTRUCT are no longer than this on any Windows. */
const structureBytes = 96;

export interface Desktop {
  monitors(): Monitor[];
  /** Puts these pictures up, one a monitor, in place of what was there. */
  cover(pictures: readonly { readonly monitor: Monitor; readonly picture: MonitorPicture }[]): void;
  /** Puts everything above all others again. */
  raise(): void;
  /** Sets the hook, anew where there is one. */
  holdKeys(): void;
  /** Handles what is waiting; to be called many times a second. */
  pump(): void;
  /** Ends the screens of processes before this one. */
  supersede(): void;
  uncover(): void;
}

interface Cover {
  readonly monitor: Monitor;
  picture: MonitorPicture;
  window: Handle;
}

const sameMonitor = (left: Monitor, right: Monitor): boolean =>
  left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;

function rectangle({ width, height }: Monitor): Buffer {
  return Buffer.from(Int32Array.of(0, 0, width, height).buffer);
}

/** @param superseded a later process has covered this desktop */
export function openDesktop(koffi: Koffi, superseded: () => void): Desktop {
  const user = openUser32(koffi);
  const gdi = openGdi32(koffi);
  let covers: Cover[] = [];
  let hook: Handle = 0;
  // Where the system lets us: else it stretches what is drawn on monitors with large pixels.
  user.SetProcessDPIAware();

  function paint(window: Handle): void {
    const cover = covers.find((each) => Number(each.window) === Number(window));
    const structure = Buffer.alloc(structureBytes);
    const context = user.BeginPaint(window, structure);
    if (cover !== undefined) {
      const brush = gdi.CreateSolidBrush(colourNumber(cover.picture.background));
      user.FillRect(context, rectangle(cover.monitor), brush);
      gdi.DeleteObject(brush);
      for (const text of cover.picture.texts) {
        const { x, y, width, height, bits } = text;
        gdi.SetDIBitsToDevice(context, x, y, width, height, 0, 0, 0, height, bits, bitmapHeader(text), 0);
      }
    }
    user.EndPaint(window, structure);
  }

  const procedure = koffi.register((window: Handle, message: number, first: Handle, second: Handle): Handle => {
    if (message === WM.paint) paint(window);
    else if (message === WM.setCursor) user.SetCursor(0);
    else if (message === WM.superseded) superseded();
    else if (message === WM.erase) return 1;
    else if (message !== WM.close && message !== WM.sysCommand)
      return user.DefWindowProcW(window, message, first, second) as Handle;
    return message === WM.setCursor ? 1 : 0;
  }, 'SekishoWindowProcedure *');
  const keyHook = koffi.register((code: number, first: Handle, second: Handle): Handle => {
    return code < 0 || covers.length === 0 ? (user.CallNextHookEx(hook, code, first, second) as Handle) : 1;
  }, 'SekishoHook *');
  const blank = {
    style: 0,
    classBytes: 0,
    windowBytes: 0,
    icon: 0,
    cursor: 0,
    background: 0,
    menu: null,
    smallIcon: 0,
  };
  const bytes = koffi.sizeof('SekishoWindowClass');
  user.RegisterClassExW({ ...blank, bytes, procedure, instance: 0, name: className });

  function openWindow({ x, y, width, height }: Monitor): Handle {
    return user.CreateWindowExW(
      WS_EX_TOPMOST_TOOL,
      className,
      '',
      WS_POPUP,
      x,
      y,
      width,
      height,
      0,
      0,
      0,
      null,
    ) as Handle;
  }

  function raise(): void {
    for (const cover of covers) {
      if (user.IsWindow(cover.window) === 0) cover.window = openWindow(cover.monitor);
      const { x, y, width, height } = cover.monitor;
      user.SetWindowPos(cover.window, HWND_TOPMOST, x, y, width, height, SWP_NOACTIVATE_SHOW);
    }
    const [first] = covers;
    if (first !== undefined) user.SetForegroundWindow(first.window);
  }

  return {
    monitors() {
      const found: Monitor[] = [];
      const each = koffi.register((_monitor: Handle, _context: Handle, area: unknown): number => {
        const [left = 0, top = 0, right = 0, bottom = 0] = koffi.decode(area, 'int32_t', 4) as number[];
        if (right > left && bottom > top) found.push({ x: left, y: top, width: right - left, height: bottom - top });
        return 1;
      }, 'SekishoMonitor *');
      user.EnumDisplayMonitors(0, null, each, 0);
      koffi.unregister(each);
      return found;
    },
    cover(pictures) {
      const before = covers;
      covers = pictures.map(({ monitor, picture }) => {
        const known = before.find((each) => sameMonitor(each.monitor, monitor));
        return { monitor, picture, window: known?.window ?? openWindow(monitor) };
      });
      raise();
      for (const { window } of covers) {
        user.InvalidateRect(window, null, 0);
        user.UpdateWindow(window);
      }
      const kept = new Set(covers.map(({ window }) => Number(window)));
      for (const { window } of before) if (!kept.has(Number(window))) user.DestroyWindow(window);
    },
    raise,
    holdKeys() {
      if (Number(hook) !== 0) user.UnhookWindowsHookEx(hook);
      hook = user.SetWindowsHookExW(WH_KEYBOARD_LL, keyHook, 0, 0) as Handle;
    },
    pump() {
      const message = Buffer.alloc(structureBytes);
      for (let count = 0; count < mostMessages && user.PeekMessageW(message, 0, 0, 0, PM_REMOVE) !== 0; count += 1) {
        user.TranslateMessage(message);
        user.DispatchMessageW(message);
      }
    },
    supersede() {
      let window: Handle = 0;
      for (let count = 0; count < mostMessages; count += 1) {
        window = user.FindWindowExW(0, window, className, null) as Handle;
        if (Number(window) === 0) return;
        const owner = [0];
        user.GetWindowThreadProcessId(window, owner);
        if (owner[0] !== process.pid) user.PostMessageW(window, WM.superseded, 0, 0);
      }
    },
    uncover() {
      const before = covers;
      covers = [];
      if (Number(hook) !== 0) user.UnhookWindowsHookEx(hook);
      hook = 0;
      for (const { window } of before) user.DestroyWindow(window);
    },
  };
}
