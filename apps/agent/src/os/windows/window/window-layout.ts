/** What stands where in the window, in dialog units; the order of the controls is that of the Tab key. Pure. */
import type { MessageKey, Translate } from '@sekisho/messages';
import { type ProxyMode, proxyModes } from '../../../client/window-view.ts';
import type { TypedField } from '../../../client/window-work.ts';
import type { DialogControl, DialogDescription } from './dialog-template.ts';

export const pages = ['status', 'register', 'network'] as const;
export type Page = (typeof pages)[number];

/** Of the controls; 2 is what Esc presses. */
export const ids = {
  close: 2,
  connect: 101,
  badge: 102,
  message: 103,
  book: 104,
  statusLabel: 200,
  status: 201,
  registerLead: 300,
  serialLabel: 301,
  serial: 302,
  register: 303,
  networkLead: 400,
  policy: 401,
  none: 402,
  system: 403,
  manual: 404,
  hostLabel: 410,
  host: 411,
  portLabel: 412,
  port: 413,
  hostIpv6Label: 414,
  hostIpv6: 415,
  portIpv6Label: 416,
  portIpv6: 417,
  bypassLabel: 418,
  bypass: 419,
  bypassHelp: 420,
  apply: 430,
} as const satisfies Readonly<Record<TypedField | ProxyMode, number> & Record<string, number>>;

export const manualIds = [
  ids.hostLabel,
  ids.host,
  ids.portLabel,
  ids.port,
  ids.hostIpv6Label,
  ids.hostIpv6,
  ids.portIpv6Label,
  ids.portIpv6,
  ids.bypassLabel,
  ids.bypass,
  ids.bypassHelp,
];

/** By their hundreds. */
export function pageOf(id: number): Page | null {
  return pages[Math.floor(id / 100) - 2] ?? null;
}

export const longest: Readonly<Record<TypedField, number>> = {
  serial: 64,
  host: 200,
  port: 5,
  hostIpv6: 200,
  portIpv6: 5,
  bypass: 1_000,
};

const style = {
  group: 0x2_0000,
  tab: 0x1_0000,
  border: 0x80_0000,
  scrolled: 0x20_0000,
  noClip: 0x0400_0000,
  defaultButton: 0x1,
  radio: 0x9,
  /** Of a label: `&` is a letter like any other. */
  plain: 0x80,
  /** Of a field: what is longer than it moves aside instead of going on below. */
  aside: 0x80,
  readOnly: 0x800,
  multiLine: 0x4,
  digits: 0x2000,
} as const;
const WS_EX_CLIENTEDGE = 0x200;
/** WS_POPUP, WS_CAPTION, WS_SYSMENU, WS_MINIMIZEBOX, DS_SETFONT, DS_MODALFRAME, DS_CENTER */
const dialogStyle = 0x8000_0000 | 0xc0_0000 | 0x8_0000 | 0x2_0000 | 0x40 | 0x80 | 0x800;

/** `_S` of the texts is `&S` here. */
export function withKey(text: string): string {
  return text.replaceAll('&', '&&').replace('_', '&');
}

type Place = readonly [x: number, y: number, width: number, height?: number];
const at = ([x, y, width, height = 9]: Place) => ({ x, y, width, height });

const label = (id: number, text: string, place: Place): DialogControl => ({
  ...at(place),
  ...{ id, kind: 'label', text, style: style.group },
});
/** Read as it stands: what comes from a server has no keys. */
const plain = (id: number, place: Place): DialogControl => ({
  ...label(id, '', place),
  style: style.group | style.plain,
});
const field = (id: number, place: Place, more: number = style.aside): DialogControl => ({
  ...at(place),
  ...{ id, kind: 'edit', text: '', style: style.tab | more, extended: WS_EX_CLIENTEDGE },
});
const button = (id: number, text: string, place: Place, more = 0): DialogControl => ({
  ...at(place),
  ...{ id, kind: 'button', text, style: style.tab | style.group | more },
});

function pageControls(t: Translate<MessageKey>): DialogControl[] {
  const text = (key: MessageKey) => withKey(t(key));
  const readOnly = style.multiLine | style.readOnly | style.scrolled;
  const radios = proxyModes.map((mode, index) => ({
    ...button(ids[mode], text(`window.network.${mode}`), [18, 46 + index * 13, 274, 11]),
    style: style.radio | (index === 0 ? style.tab | style.group : 0),
  }));
  return [
    label(ids.statusLabel, t('window.status.heading'), [18, 28, 274]),
    field(ids.status, [18, 40, 274, 172], readOnly),
    plain(ids.registerLead, [18, 28, 274, 20]),
    label(ids.serialLabel, text('window.register.serial'), [18, 54, 274]),
    field(ids.serial, [18, 65, 170, 13]),
    button(ids.register, text('window.register.submit'), [18, 86, 60, 15]),
    plain(ids.networkLead, [18, 28, 274, 18]),
    ...radios,
    label(ids.hostLabel, text('window.network.host'), [30, 102, 96]),
    field(ids.host, [128, 100, 164, 13]),
    label(ids.portLabel, text('window.network.port'), [30, 118, 96]),
    field(ids.port, [128, 116, 36, 13], style.aside | style.digits),
    label(ids.hostIpv6Label, text('window.network.hostIpv6'), [30, 134, 96]),
    field(ids.hostIpv6, [128, 132, 164, 13]),
    label(ids.portIpv6Label, text('window.network.portIpv6'), [30, 150, 96]),
    field(ids.portIpv6, [128, 148, 36, 13], style.aside | style.digits),
    label(ids.bypassLabel, text('window.network.bypass'), [30, 166, 96]),
    field(ids.bypass, [128, 164, 164, 13]),
    label(ids.bypassHelp, withKey(t('window.network.bypass.help')), [30, 180, 262]),
    button(ids.apply, text('window.network.apply'), [18, 196, 60, 15]),
  ];
}

/** @param font of the system's messages */
export function windowDialog(t: Translate<MessageKey>, font: string): DialogDescription {
  const book = {
    id: ids.book,
    kind: 'SysTabControl32',
    text: '',
    style: style.tab | style.group | style.noClip,
  } as const;
  return {
    title: t('window.title'),
    font,
    points: 9,
    width: 310,
    height: 274,
    style: dialogStyle,
    controls: [
      ...pageControls(t),
      plain(ids.message, [10, 224, 290, 26]),
      plain(ids.badge, [10, 257, 140]),
      button(ids.connect, withKey(t('window.connect')), [178, 253, 60, 15], style.defaultButton),
      button(ids.close, withKey(t('window.close')), [243, 253, 60, 15]),
      // Last and so below: what stands on it is never painted over.
      { ...book, ...at([7, 7, 296, 212]) },
    ],
  };
}
