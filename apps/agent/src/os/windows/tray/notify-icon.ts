/** An icon of the notification area as Windows takes it: NOTIFYICONDATAW (learn.microsoft.com/windows/win32/api/shellapi). Pure. */
import type { Handle } from '../ffi/library.ts';

export interface NotifyIcon {
  /** That hears of clicks, by this message. */
  readonly window: Handle;
  readonly message: number;
  /** 0: none. */
  readonly icon: Handle;
  readonly tip: string;
  /** Told once, beside the icon. */
  readonly balloon?: { readonly title: string; readonly text: string };
}

/** Of each text, in letters of two bytes with the zero at its end. */
const room = { tip: 128, balloonText: 256, balloonTitle: 64 } as const;
const NIF_MESSAGE = 0x1;
const NIF_ICON = 0x2;
const NIF_TIP = 0x4;
const NIF_INFO = 0x10;
/** Without it an icon of today's kind has no tip of the usual sort. */
const NIF_SHOWTIP = 0x80;
const NIIF_INFO = 1;
const NOTIFYICON_VERSION_4 = 4;
/** There is one in a process. */
const id = 1;

/** Whole letters only: half a pair would be shown as a box. */
function cut(text: string, letters: number): string {
  if (text.length < letters) return text;
  const end = letters - 2;
  return `${text.slice(0, /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end)}…`;
}

/** @param pointerBytes of the process: 8, or 4 */
export function notifyIconData(pointerBytes: number, described: NotifyIcon): Buffer {
  const { window, message, icon, tip, balloon } = described;
  const parts: Buffer[] = [];
  const number = (value: number) => parts.push(Buffer.from(Uint32Array.of(value >>> 0).buffer));
  const handle = (value: Handle) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
    parts.push(bytes.subarray(0, pointerBytes));
  };
  const text = (value: string, letters: number) => {
    const bytes = Buffer.alloc(letters * 2);
    bytes.write(cut(value, letters), 'utf16le');
    parts.push(bytes);
  };
  /** Handles stand where their width divides the place. */
  const fillUp = () => pointerBytes === 8 && number(0);
  number(0);
  fillUp();
  handle(window);
  number(id);
  number(NIF_MESSAGE | NIF_TIP | NIF_SHOWTIP | (Number(icon) === 0 ? 0 : NIF_ICON) | (balloon ? NIF_INFO : 0));
  number(message);
  fillUp();
  handle(icon);
  text(tip, room.tip);
  // State and its mask: always shown.
  number(0);
  number(0);
  text(balloon?.text ?? '', room.balloonText);
  number(NOTIFYICON_VERSION_4);
  text(balloon?.title ?? '', room.balloonTitle);
  number(balloon ? NIIF_INFO : 0);
  // No GUID: it would bind the icon to the path of the runtime.
  parts.push(Buffer.alloc(16));
  handle(0);
  const whole = Buffer.concat(parts);
  whole.writeUInt32LE(whole.length);
  return whole;
}
