/** Messages of the D-Bus protocol: a call as bytes, and bytes as whatever came. Pure. */
import { DBusFormatError, ValueReader, ValueWriter, type Variant } from './dbus-values.ts';

export interface MethodCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Of `body`; left out: none. */
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface MethodAnswer {
  readonly signature: string;
  readonly body: readonly unknown[];
}

export type IncomingMessage =
  | {
      readonly type: 'call';
      readonly serial: number;
      readonly sender: string;
      readonly path: string;
      readonly member: string;
      readonly body: readonly unknown[];
    }
  | { readonly type: 'return'; readonly replyTo: number; readonly body: readonly unknown[] }
  | { readonly type: 'error'; readonly replyTo: number; readonly name: string; readonly body: readonly unknown[] }
  | { readonly type: 'signal'; readonly path: string; readonly member: string; readonly body: readonly unknown[] }
  | { readonly type: 'other' };

/** What we ask for is small; more than this is no answer to it. */
const mostBytes = 1024 * 1024;
const headerBytes = 16;
const types = { call: 1, return: 2, error: 3, signal: 4 } as const;
const fields = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
} as const;

export function encodeCall(call: MethodCall, serial: number): Buffer {
  const { signature = '', body = [] } = call;
  const listed: [number, Variant][] = [
    [fields.path, { signature: 'o', value: call.path }],
    [fields.interface, { signature: 's', value: call.interface }],
    [fields.member, { signature: 's', value: call.member }],
    [fields.destination, { signature: 's', value: call.destination }],
  ];
  return encode(types.call, serial, listed, { signature, body });
}

/** @param answer `null`: there is nothing of that name */
export function encodeAnswer(
  to: { readonly serial: number; readonly sender: string },
  answer: MethodAnswer | null,
  serial: number,
): Buffer {
  const listed: [number, Variant][] = [
    [fields.replySerial, { signature: 'u', value: to.serial }],
    [fields.destination, { signature: 's', value: to.sender }],
  ];
  if (answer !== null) return encode(types.return, serial, listed, answer);
  const name = 'org.freedesktop.DBus.Error.UnknownMethod';
  listed.push([fields.errorName, { signature: 's', value: name }]);
  return encode(types.error, serial, listed, { signature: 's', body: [name] });
}

function encode(type: number, serial: number, named: [number, Variant][], { signature, body }: MethodAnswer): Buffer {
  const content = new ValueWriter();
  content.writeAll(signature, body);
  const listed = [...named];
  if (signature !== '') listed.push([fields.signature, { signature: 'g', value: signature }]);
  const list = new ValueWriter();
  for (const [code, value] of listed) {
    list.align(8);
    list.write('y', code);
    list.write('v', value);
  }
  const head = new ValueWriter();
  for (const byte of ['l'.charCodeAt(0), type, 0, 1]) head.write('y', byte);
  for (const number of [content.bytes.length, serial, list.bytes.length]) head.write('u', number);
  const whole = Buffer.concat([head.bytes, list.bytes]);
  return Buffer.concat([whole, Buffer.alloc(-whole.length & 7), content.bytes]);
}

/** How long the message at the beginning of these bytes is, or `null` while that cannot be told. Throws for what is none. */
export function lengthOfMessage(bytes: Buffer): number | null {
  if (bytes.length < headerBytes) return null;
  const reader = new ValueReader(bytes, isLittle(bytes), 4);
  const [body, , list] = reader.readAll('uuu').map(Number);
  const length = headerBytes + padded(list ?? 0) + (body ?? 0);
  if (length > mostBytes) throw new DBusFormatError('a message that is too large');
  return length;
}

/** @param bytes exactly one message */
export function decodeMessage(bytes: Buffer): IncomingMessage {
  const little = isLittle(bytes);
  const reader = new ValueReader(bytes, little, 12);
  const listed = new Map((reader.read('a(yv)') as [number, unknown][]).map(([code, value]) => [code, value]));
  reader.align(8);
  const content = new ValueReader(bytes.subarray(reader.offset), little);
  const body = content.readAll(String(listed.get(fields.signature) ?? ''));
  const replyTo = Number(listed.get(fields.replySerial) ?? 0);
  const text = (field: number): string => String(listed.get(field) ?? '');
  switch (bytes[1]) {
    case types.call: {
      const [serial] = new ValueReader(bytes, little, 8).readAll('u');
      const [sender, path, member] = [fields.sender, fields.path, fields.member].map(text);
      return {
        type: 'call',
        serial: Number(serial),
        sender: sender ?? '',
        path: path ?? '',
        member: member ?? '',
        body,
      };
    }
    case types.return:
      return { type: 'return', replyTo, body };
    case types.error:
      return { type: 'error', replyTo, name: text(fields.errorName), body };
    case types.signal:
      return { type: 'signal', path: text(fields.path), member: text(fields.member), body };
    default:
      return { type: 'other' };
  }
}

function isLittle(bytes: Buffer): boolean {
  const mark = String.fromCharCode(bytes[0] ?? 0);
  if (mark !== 'l' && mark !== 'B') throw new DBusFormatError('no message begins so');
  return mark === 'l';
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
