// Reads a TrueType font and draws rows of text with it to coverage.

import opentype from 'opentype.js';
import type { Coverage } from './pixels.ts';
import { type OutlineCommand, rasterise } from './rasterise.ts';

export interface TextFont {
  /** Width in pixels of one line of text. */
  widthOf(text: string, sizePx: number): number;
  outlineOf(text: string, x: number, baseline: number, sizePx: number): readonly OutlineCommand[];
  /** Share of the size that stands above and below the baseline. */
  readonly ascent: number;
  readonly descent: number;
}

/** Reads a TrueType font from the bytes of its file. Throws when they are none. */
export function textFont(file: Uint8Array): TextFont {
  const bytes = new Uint8Array(file);
  // Letters are read when they are drawn: half the time, and half the memory of the process.
  const font = opentype.parse(bytes.buffer, { lowMemory: true });
  return {
    widthOf: (text, sizePx) => font.getAdvanceWidth(text, sizePx),
    outlineOf: (text, x, baseline, sizePx) => font.getPath(text, x, baseline, sizePx).commands,
    ascent: font.ascender / font.unitsPerEm,
    descent: -font.descender / font.unitsPerEm,
  };
}

export interface Row {
  readonly text: string;
  readonly sizePx: number;
}

export interface Block {
  readonly rows: readonly Row[];
  readonly align: 'left' | 'right';
  readonly width: number;
  readonly height: number;
}

/** Rows under each other, as wide as the widest of them but no wider than `maxWidth`. */
export function blockOf(font: TextFont, rows: readonly Row[], align: Block['align'], maxWidth: number): Block {
  const widest = Math.max(1, ...rows.map((row) => font.widthOf(row.text, row.sizePx)));
  const height = rows.reduce((sum, row) => sum + (font.ascent + font.descent) * row.sizePx, 0);
  return { rows, align, width: Math.min(Math.ceil(widest) + 2, maxWidth), height: Math.max(1, Math.ceil(height)) };
}

export function drawBlock(font: TextFont, { rows, align, width, height }: Block): Coverage {
  const outline: OutlineCommand[] = [];
  let y = 0;
  for (const { text, sizePx } of rows) {
    const x = align === 'left' ? 1 : width - 1 - font.widthOf(text, sizePx);
    outline.push(...font.outlineOf(text, x, y + font.ascent * sizePx, sizePx));
    y += (font.ascent + font.descent) * sizePx;
  }
  return rasterise(outline, width, height);
}
