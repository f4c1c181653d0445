/** Binds functions of a system library by their prototypes. A prototype names its calling convention: on 32-bit Windows it matters. */
import type { Koffi } from '../../any/koffi.ts';

/** A HANDLE, HKEY, HWND …: an opaque number as wide as a pointer. */
export type Handle = number | bigint;
/** Memory that the system gave; nothing here looks into it without a bound. */
export type Pointer = unknown;

export type Bound<Prototypes> = { readonly [Name in keyof Prototypes]: (...args: unknown[]) => unknown };

/** @throws where the library is not there, or lacks a function */
export function bind<const Prototypes extends Readonly<Record<string, string>>>(
  koffi: Koffi,
  file: string,
  prototypes: Prototypes,
): Bound<Prototypes> {
  const library = koffi.load(file);
  const functions = Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype)]);
  return Object.fromEntries(functions) as Bound<Prototypes>;
}

/** UTF-16LE up to the first NUL, or to the end. */
export function wideText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength & ~1).toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
