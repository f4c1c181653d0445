/** A dialog of Windows with pages behind tabs: texts in and out, what can be used, keys. What it is for, others know. */
import type { Koffi } from '../../any/koffi.ts';
import { type Dialogs, isThemed, openDialogs } from '../ffi/dialogs.ts';
import { openGdi32 } from '../ffi/gdi32.ts';
import { type Handle, wideText } from '../ffi/library.ts';
import { openUser32 } from '../ffi/user32.ts';
import { type DialogDescription, dialogTemplate } from './dialog-template.ts';
import { turnMessages, type WaitingMessage } from './message-loop.ts';

const WM = {
  close: 0x10,
  notify: 0x4e,
  setIcon: 0x80,
  keyDown: 0x100,
  systemCharacter: 0x106,
  initialize: 0x110,
  command: 0x111,
  colourOfLabel: 0x138,
  nextControl: 0x28,
} as const;
const BN_CLICKED = 0;
const EM_SETTABSTOPS = 0xcb;
const EM_LIMITTEXT = 0xc5;
const TCM_GETCURSEL = 0x130b;
const TCM_SETCURSEL = 0x130c;
const TCM_INSERTITEMW = 0x133e;
const TCIF_TEXT = 1;
const DM_SETDEFID = 0x401;
const BM_SETSTYLE = 0xf4;
const EVENT_SYSTEM_ALERT = 2;
const OBJID_CLIENT = -4;
const COLOR_WINDOW = 5;
const COLOR_WINDOWTEXT = 8;
const SW_RESTORE = 9;
const VK_TAB = 9;
const [VK_SHIFT, VK_CONTROL] = [0x10, 0x11];
const IMAGE_ICON = 1;
const LR_LOADFROMFILE = 0x10;
const SPI_GETNONCLIENTMETRICS = 0x29;
/** NONCLIENTMETRICSW, and where in it the name of the font of messages stands. */
const metrics = { bytes: 504, messageFont: 436 } as const;
const longestText = 4_096;
const waitMs = 40;

export interface DialogEvents {
  pressed(id: number): void;
  turnedTo(page: number): void;
  closed(): void;
}

export interface DialogBook {
  readonly id: number;
  /** With `&` before the letter that opens the page. */
  readonly titles: readonly string[];
  readonly isOnPage: (id: number) => boolean;
}

/** What is drawn and pressed, and nothing else: a dialog of its own would have a third file. */
export class NativeDialog {
  readonly #dialogs: Dialogs;
  readonly #user: ReturnType<typeof openUser32>;
  readonly #gdi: ReturnType<typeof openGdi32>;
  readonly #book: DialogBook;
  readonly #events: DialogEvents;
  readonly #window: Handle;
  readonly #loop: { stop(): void };
  readonly #themed: boolean;
  #default = 0;
  #open = true;

  constructor(koffi: Koffi, describe: (font: string) => DialogDescription, book: DialogBook, events: DialogEvents) {
    this.#dialogs = openDialogs(koffi);
    this.#user = openUser32(koffi);
    this.#gdi = openGdi32(koffi);
    this.#book = book;
    this.#events = events;
    this.#themed = isThemed(koffi);
    const procedure = koffi.register(this.#answer, 'SekishoDialogProcedure *');
    const template = dialogTemplate(describe(this.#messageFont()));
    this.#window = this.#dialogs.CreateDialogIndirectParamW(0, template, 0, procedure, 0) as Handle;
    if (Number(this.#window) === 0) throw new Error('Windows does not make the window');
    const control = this.#dialogs.GetDlgItem(this.#window, book.id);
    const blank = { mask: TCIF_TEXT, state: 0, stateMask: 0, length: 0, image: -1, data: 0 };
    for (const [index, text] of book.titles.entries())
      this.#dialogs.sendTabItem(control, TCM_INSERTITEMW, index, { ...blank, text });
    const { user, dialogs } = { user: this.#user, dialogs: this.#dialogs };
    this.#loop = turnMessages({ koffi, user, dialogs, waitMs: () => waitMs, take: (message) => this.#take(message) });
  }

  #messageFont(): string {
    const data = Buffer.alloc(metrics.bytes);
    data.writeUInt32LE(metrics.bytes);
    const known = this.#dialogs.SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, metrics.bytes, data, 0);
    return known === 0 ? 'Segoe UI' : wideText(data.subarray(metrics.messageFont, metrics.messageFont + 64));
  }

  readonly #answer = (window: Handle, message: number, first: Handle, second: Handle): Handle => {
    if (message === WM.initialize) return 1;
    if (!this.#open) return 0;
    if (message === WM.close) this.close();
    else if (message === WM.command && Number(first) >> 16 === BN_CLICKED) this.#events.pressed(Number(first) & 0xffff);
    else if (message === WM.notify && Number(first) === this.#book.id) this.#events.turnedTo(this.page());
    else if (message === WM.colourOfLabel && this.#themed) return this.#colourOf(window, first, second);
    else return 0;
    return 1;
  };

  /** Pages are of the colour of windows where controls have themes, not of that of dialogs. */
  #colourOf(_window: Handle, context: Handle, control: Handle): Handle {
    if (!this.#book.isOnPage(this.#dialogs.GetDlgCtrlID(control) as number)) return 0;
    this.#gdi.SetBkColor(context, this.#dialogs.GetSysColor(COLOR_WINDOW));
    const isUsable = this.#dialogs.IsWindowEnabled(control) !== 0;
    if (isUsable) this.#gdi.SetTextColor(context, this.#dialogs.GetSysColor(COLOR_WINDOWTEXT));
    return this.#dialogs.GetSysColorBrush(COLOR_WINDOW) as Handle;
  }

  #take({ message, first, bytes }: WaitingMessage): boolean {
    const { titles } = this.#book;
    const isDown = (key: number) => (this.#dialogs.GetKeyState(key) as number) < 0;
    if (message === WM.keyDown && first === VK_TAB && isDown(VK_CONTROL)) {
      const step = isDown(VK_SHIFT) ? titles.length - 1 : 1;
      this.turnTo((this.page() + step) % titles.length);
      return true;
    }
    if (message === WM.systemCharacter) {
      const key = `&${String.fromCharCode(first)}`.toLowerCase();
      const page = titles.findIndex((title) => title.toLowerCase().includes(key));
      if (page >= 0) {
        this.turnTo(page);
        this.focus(this.#book.id);
        return true;
      }
    }
    return this.#open && this.#dialogs.IsDialogMessageW(this.#window, bytes) !== 0;
  }

  present(): void {
    this.#dialogs.ShowWindow(this.#window, SW_RESTORE);
    this.#user.SetForegroundWindow(this.#window);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#loop.stop();
    this.#user.DestroyWindow(this.#window);
    this.#events.closed();
  }

  page(): number {
    return Number(this.#dialogs.SendDlgItemMessageW(this.#window, this.#book.id, TCM_GETCURSEL, 0, 0));
  }

  turnTo(page: number): void {
    this.#dialogs.SendDlgItemMessageW(this.#window, this.#book.id, TCM_SETCURSEL, page, 0);
    this.#events.turnedTo(page);
  }

  /** From a file; without it the window has none. */
  setIcon(file: string): void {
    for (const [which, size] of [16, 32].entries()) {
      const icon = this.#dialogs.LoadImageW(0, file, IMAGE_ICON, size, size, LR_LOADFROMFILE) as Handle;
      if (Number(icon) !== 0) this.#dialogs.SendMessageW(this.#window, WM.setIcon, which, icon);
    }
  }

  setTabStop(id: number, units: number): void {
    this.#dialogs.sendNumbers(this.#dialogs.GetDlgItem(this.#window, id), EM_SETTABSTOPS, 1, Int32Array.of(units));
  }

  limit(id: number, letters: number): void {
    this.#dialogs.SendDlgItemMessageW(this.#window, id, EM_LIMITTEXT, letters, 0);
  }

  setText(id: number, text: string): void {
    this.#dialogs.SetDlgItemTextW(this.#window, id, text);
  }

  text(id: number): string {
    const buffer = Buffer.alloc(longestText * 2);
    this.#dialogs.GetDlgItemTextW(this.#window, id, buffer, longestText);
    return wideText(buffer);
  }

  /** Told to whoever does not see it. */
  alert(id: number): void {
    this.#dialogs.NotifyWinEvent(EVENT_SYSTEM_ALERT, this.#dialogs.GetDlgItem(this.#window, id), OBJID_CLIENT, 0);
  }

  choose(first: number, last: number, id: number): void {
    this.#dialogs.CheckRadioButton(this.#window, first, last, id);
  }

  isChosen(id: number): boolean {
    return this.#dialogs.IsDlgButtonChecked(this.#window, id) === 1;
  }

  setVisible(id: number, visible: boolean): void {
    this.#dialogs.ShowWindow(this.#dialogs.GetDlgItem(this.#window, id), visible ? SW_RESTORE : 0);
  }

  setUsable(id: number, usable: boolean): void {
    this.#dialogs.EnableWindow(this.#dialogs.GetDlgItem(this.#window, id), usable ? 1 : 0);
  }

  isUsable(id: number): boolean {
    return this.#dialogs.IsWindowEnabled(this.#dialogs.GetDlgItem(this.#window, id)) !== 0;
  }

  focus(id: number): void {
    this.#dialogs.SendMessageW(this.#window, WM.nextControl, this.#dialogs.GetDlgItem(this.#window, id), 1);
  }

  /** A control that was greyed out under somebody's hands hears no keys: they go to the tabs. */
  keepFocus(): void {
    const focused = this.#dialogs.GetFocus() as Handle;
    if (Number(focused) !== 0 && this.#dialogs.IsWindowEnabled(focused) === 0) this.focus(this.#book.id);
  }

  /** What Enter presses. */
  setDefault(id: number): void {
    if (id === this.#default) return;
    this.#dialogs.SendMessageW(this.#window, DM_SETDEFID, id, 0);
    if (this.#default !== 0) this.#dialogs.SendDlgItemMessageW(this.#window, this.#default, BM_SETSTYLE, 0, 1);
    this.#dialogs.SendDlgItemMessageW(this.#window, id, BM_SETSTYLE, 1, 1);
    this.#default = id;
  }
}
