// Lays out the title and the lines of a lock screen, right-aligned, and draws them to coverage with a TrueType font.

import opentype from 'opentype.js';
import type { ScreenContent } from './content.ts';
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
  const font = opentype.parse(bytes.buffer);
  return {
    widthOf: (text, sizePx) => font.getAdvanceWidth(text, sizePx),
    outlineOf: (text, x, baseline, sizePx) => font.getPath(text, x, baseline, sizePx).commands,
    ascent: font.ascender / font.unitsPerEm,
    descent: -font.descender / font.unitsPerEm,
  };
}

export interface PanelSize {
  /** Size of the title's letters; the lines are drawn at half of it. */
  readonly titlePx: number;
  readonly maxWidthPx: number;
}

/** The size of the text on a monitor: readable from some metres, whole on the smallest screens. */
export function panelSizeFor(monitorWidth: number, monitorHeight: number): PanelSize {
  const titlePx = Math.round(Math.min(96, Math.max(16, monitorHeight / 16)));
  return { titlePx, maxWidthPx: Math.max(1, monitorWidth - titlePx) };
}

interface Row {
  readonly text: string;
  readonly sizePx: number;
}

/** The text of a screen as one picture, no wider than `maxWidthPx`: a longer line is broken, a title is made smaller. */
export function drawPanel(font: TextFont, content: ScreenContent, size: PanelSize): Coverage {
  const rows = layOut(font, content, size);
  const width = Math.ceil(Math.max(1, ...rows.map((row) => font.widthOf(row.text, row.sizePx)))) + 2;
  const outline: OutlineCommand[] = [];
  let y = 0;
  for (const row of rows) {
    const x = width - 1 - font.widthOf(row.text, row.sizePx);
    outline.push(...font.outlineOf(row.text, x, y + font.ascent * row.sizePx, row.sizePx));
    y += (font.ascent + font.descent) * row.sizePx;
  }
  return rasterise(outline, Math.min(width, size.maxWidthPx), Math.max(1, Math.ceil(y)));
}

function layOut(font: TextFont, content: ScreenContent, { titlePx, maxWidthPx }: PanelSize): Row[] {
  const room = maxWidthPx - 2;
  const titleWidth = font.widthOf(content.title, titlePx);
  const shrunkPx = titleWidth > room ? Math.max(1, Math.floor((titlePx * room) / titleWidth)) : titlePx;
  const linePx = Math.max(1, Math.round(titlePx / 2.2));
  const lines = content.lines.flatMap((line) => breakLine(font, line, linePx, room));
  return [{ text: content.title, sizePx: shrunkPx }, ...lines.map((text) => ({ text, sizePx: linePx }))];
}

/** Breaks at spaces where there are some, else between any two characters, as Japanese text may be. */
function breakLine(font: TextFont, line: string, sizePx: number, room: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const character of line) {
    const longer = row + character;
    if (row === '' || font.widthOf(longer, sizePx) <= room) {
      row = longer;
      continue;
    }
    const space = row.lastIndexOf(' ');
    rows.push(space > 0 ? row.slice(0, space) : row);
    row = (space > 0 ? row.slice(space + 1) : '') + character;
  }
  rows.push(row);
  return rows;
}
