/** The icon in the notification area: a hidden window that hears of clicks, a tip, a menu, and what is told once beside it. */
import type { Koffi } from '../../any/koffi.ts';
import { openDialogs } from '../ffi/dialogs.ts';
import type { Handle } from '../ffi/library.ts';
import { openNotificationArea } from '../ffi/notification-area.ts';
import { openUser32 } from '../ffi/user32.ts';
import { turnMessages } from '../window/message-loop.ts';
import { type NotifyIcon, notifyIconData } from './notify-icon.ts';

/** Known to the installer, which closes it. */
export const trayClass = 'SekishoTrayIcon';

const WM = { none: 0, close: 0x10, queryEndSession: 0x11, endSession: 0x16, contextMenu: 0x7b, icon: 0x8001 } as const;
const NIM = { add: 0, modify: 1, delete: 2, setFocus: 3, setVersion: 4 } as const;
const [NIN_SELECT, NIN_KEYSELECT] = [0x400, 0x401];
const MF = { greyed: 0x1, separator: 0x800 } as const;
/** TPM_RIGHTBUTTON, TPM_RETURNCMD, TPM_BOTTOMALIGN */
const menuFlags = 0x2 | 0x100 | 0x20;
const IMAGE_ICON = 1;
const LR_LOADFROMFILE = 0x10;
/** SM_CXSMICON, SM_CYSMICON are its width and height on a monitor of the usual kind. */
const iconSize = 16;
const ASFW_ANY = 0xffff_ffff;

export interface TrayItem {
  /** `null`: a line between others. */
  readonly text: string | null;
  /** `null`: only tells. */
  readonly choose: (() => void) | null;
}

export interface TrayIconOptions {
  readonly koffi: Koffi;
  readonly iconFile: string;
  /** How long nothing of Node's may be looked at. */
  readonly waitMs: () => number;
  /** What stands in the menu now; the first is what a click does. */
  readonly items: () => readonly TrayItem[];
  /** By the system, or the installer. */
  readonly closed: () => void;
}

export class TrayIcon {
  readonly #options: TrayIconOptions;
  readonly #area: ReturnType<typeof openNotificationArea>;
  readonly #user: ReturnType<typeof openUser32>;
  readonly #pointerBytes: number;
  readonly #window: Handle;
  readonly #icon: Handle;
  /** Broadcast whenever there is a new, empty taskbar. */
  readonly #taskbarCreated: number;
  readonly #loop: { stop(): void };
  #tip = '';
  #isThere = false;
  #open = true;

  constructor(options: TrayIconOptions) {
    this.#options = options;
    const { koffi, iconFile, waitMs } = options;
    this.#area = openNotificationArea(koffi);
    this.#user = openUser32(koffi);
    const dialogs = openDialogs(koffi);
    this.#pointerBytes = koffi.sizeof('void *');
    this.#taskbarCreated = Number(this.#area.RegisterWindowMessageW('TaskbarCreated'));
    const procedure = koffi.register(this.#answer, 'SekishoWindowProcedure *');
    const blank = { style: 0, classBytes: 0, windowBytes: 0, instance: 0, icon: 0, cursor: 0, background: 0 };
    const bytes = koffi.sizeof('SekishoWindowClass');
    this.#user.RegisterClassExW({ ...blank, bytes, procedure, menu: null, name: trayClass, smallIcon: 0 });
    // Never shown, but no window for messages alone: those hear no broadcast.
    this.#window = this.#user.CreateWindowExW(0, trayClass, '', 0, 0, 0, 0, 0, 0, 0, 0, null) as Handle;
    if (Number(this.#window) === 0) throw new Error('Windows does not make the window of the icon');
    this.#icon = dialogs.LoadImageW(0, iconFile, IMAGE_ICON, iconSize, iconSize, LR_LOADFROMFILE) as Handle;
    this.#loop = turnMessages({ koffi, user: this.#user, dialogs, waitMs, take: () => false });
  }

  #tell(what: number, balloon: NotifyIcon['balloon'] | null = null): boolean {
    const described = { window: this.#window, message: WM.icon, icon: this.#icon, tip: this.#tip };
    const data = notifyIconData(this.#pointerBytes, balloon ? { ...described, balloon } : described);
    return this.#area.Shell_NotifyIconW(what, data) !== 0;
  }

  readonly #answer = (window: Handle, message: number, first: Handle, second: Handle): Handle => {
    if (message === WM.icon) {
      const event = Number(second) & 0xffff;
      if (event === NIN_SELECT || event === NIN_KEYSELECT) this.#choose(this.#options.items()[0]);
      else if (event === WM.contextMenu) this.#showMenu(Number(first));
    } else if (message === this.#taskbarCreated) {
      this.#isThere = false;
      this.show(this.#tip);
    } else if (message === WM.queryEndSession) return 1;
    else if (message === WM.close || (message === WM.endSession && Number(first) !== 0)) this.close();
    else return this.#user.DefWindowProcW(window, message, first, second) as Handle;
    return 0;
  };

  #choose(item: TrayItem | undefined): void {
    // Whatever opens now may come to the front.
    this.#area.AllowSetForegroundWindow(ASFW_ANY);
    item?.choose?.();
  }

  /** @param place as two numbers of two bytes, with their signs: monitors may stand left of the first one */
  #showMenu(place: number): void {
    const items = this.#options.items();
    const menu = this.#area.CreatePopupMenu() as Handle;
    for (const [index, { text, choose }] of items.entries()) {
      const flags = text === null ? MF.separator : choose === null ? MF.greyed : 0;
      this.#area.AppendMenuW(menu, flags, index + 1, text);
    }
    this.#area.SetMenuDefaultItem(menu, 0, 1);
    // Else it stays open when somebody clicks elsewhere, and after it a message has to come (TrackPopupMenu, remarks).
    this.#user.SetForegroundWindow(this.#window);
    const [x, y] = [(place << 16) >> 16, place >> 16];
    const chosen = Number(this.#area.TrackPopupMenuEx(menu, menuFlags, x, y, this.#window, null));
    this.#user.PostMessageW(this.#window, WM.none, 0, 0);
    this.#area.DestroyMenu(menu);
    if (chosen === 0) this.#tell(NIM.setFocus);
    else this.#choose(items[chosen - 1]);
  }

  /** Where the taskbar is not there yet, the next call tries again. */
  show(tip: string): void {
    if (!this.#open || (this.#isThere && tip === this.#tip)) return;
    this.#tip = tip;
    if (this.#isThere) this.#isThere = this.#tell(NIM.modify);
    if (this.#isThere) return;
    this.#isThere = this.#tell(NIM.add);
    if (this.#isThere) this.#tell(NIM.setVersion);
  }

  say(title: string, text: string): void {
    if (this.#open) this.#tell(NIM.modify, { title, text });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#tell(NIM.delete);
    this.#loop.stop();
    this.#user.DestroyWindow(this.#window);
    this.#options.closed();
  }
}
