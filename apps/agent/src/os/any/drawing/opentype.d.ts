// The part of the untyped npm package `opentype.js` that the lock screen uses.

declare module 'opentype.js' {
  namespace opentype {
    type PathCommand =
      | { type: 'M' | 'L'; x: number; y: number }
      | { type: 'Q'; x: number; y: number; x1: number; y1: number }
      | { type: 'C'; x: number; y: number; x1: number; y1: number; x2: number; y2: number }
      | { type: 'Z' };

    interface Font {
      unitsPerEm: number;
      ascender: number;
      descender: number;
      getPath(text: string, x: number, y: number, fontSize: number): { commands: PathCommand[] };
      getAdvanceWidth(text: string, fontSize: number): number;
    }
  }

  const opentype: { parse(buffer: ArrayBuffer, options: { lowMemory: boolean }): opentype.Font };
  export = opentype;
}
