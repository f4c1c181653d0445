/** A dialog as Windows takes it, in memory: DLGTEMPLATEEX with its controls (learn.microsoft.com/windows/win32/dlgbox/dlgtemplateex). Pure. */

/** In dialog units, which grow with the font. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Classes of user32 by their numbers; others by their names. */
const systemClasses = { button: 0x80, edit: 0x81, label: 0x82 } as const;

export interface DialogControl extends Area {
  readonly id: number;
  readonly kind: keyof typeof systemClasses | 'SysTabControl32';
  readonly text: string;
  /** Beside being a visible child. */
  readonly style: number;
  readonly extended?: number;
}

export interface DialogDescription {
  readonly title: string;
  readonly font: string;
  readonly points: number;
  readonly width: number;
  readonly height: number;
  readonly style: number;
  readonly controls: readonly DialogControl[];
}

const WS_CHILD_VISIBLE = 0x5000_0000;
const FW_NORMAL = 400;
const DEFAULT_CHARSET = 1;
const extendedVersion = [1, 0, 0xff, 0xff] as const;

const word = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const long = (value: number): Buffer => Buffer.from(Uint32Array.of(value >>> 0).buffer);
/** With the zero at its end. */
const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'utf16le');

const area = (x: number, y: number, width: number, height: number): Buffer =>
  Buffer.from(Int16Array.of(x, y, width, height).buffer);

function controlBytes({ id, kind, style, extended = 0, x, y, width, height, text: title }: DialogControl): Buffer {
  const className =
    kind in systemClasses ? [word(0xffff), word(systemClasses[kind as keyof typeof systemClasses])] : [text(kind)];
  const head = [long(0), long(extended), long(WS_CHILD_VISIBLE | style), area(x, y, width, height), long(id)];
  return Buffer.concat([...head, ...className, text(title), word(0)]);
}

/** Each control begins at a multiple of four. */
const filledUp = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

export function dialogTemplate(dialog: DialogDescription): Buffer {
  const { title, font, points, width, height, style, controls } = dialog;
  const head = [
    ...[Buffer.from(extendedVersion), long(0), long(0), long(style), word(controls.length)],
    ...[area(0, 0, width, height), word(0), word(0), text(title)],
    ...[word(points), word(FW_NORMAL), Buffer.of(0, DEFAULT_CHARSET), text(font)],
  ];
  const parts = [Buffer.concat(head), ...controls.map(controlBytes)].map(filledUp);
  // Of its own memory: what comes from the pool of buffers may begin anywhere.
  const whole = Buffer.alloc(parts.reduce((sum, part) => sum + part.length, 0));
  Buffer.concat(parts).copy(whole);
  return whole;
}
