// Where what stands on a monitor: the name of the lock at the bottom right, the message in the middle, the clock at the top right.

import type { ScreenContent } from './content.ts';
import { breakLines } from './line-breaks.ts';
import type { Monitor } from './monitor.ts';
import { type Block, blockOf, type Row, type TextFont } from './text-panel.ts';

export interface ClockText {
  readonly time: string;
  readonly date: string;
}

/** A block of text and the place of its upper left corner on the X screen. */
export interface PlacedBlock {
  readonly block: Block;
  readonly x: number;
  readonly y: number;
}

/** A long message is made smaller until it fits between clock and name. */
const MESSAGE_SCALES = [1, 0.85, 0.7, 0.55, 0.42, 0.32] as const;
/** Shares of the room that are tried for rows of even length, the narrowest first. */
const NARROWER = [0.55, 0.65, 0.75, 0.85] as const;
const LINE_SHARE = 0.45;
const MESSAGE_SHARE = 0.62;
const TELEPHONE_SHARE = 0.8;
/** Letters of the title's size that a row of the message holds at most: longer ones are tiring to read. */
const MESSAGE_TITLE_LETTERS = 16;

export function layOut(font: TextFont, content: ScreenContent, clock: ClockText, monitor: Monitor): PlacedBlock[] {
  const { width, height } = monitor;
  const titlePx = titleSize(width, height);
  const margin = Math.round(titlePx * 0.6);
  const room = Math.max(1, width - 2 * margin);
  const name = nameBlock(font, content, titlePx, room);
  const face = clockBlock(font, clock, titlePx, room);
  const freeHeight = height - name.height - face.height - 4 * margin;
  const message = messageBlock(font, content, titlePx, room, freeHeight);
  const right = (block: Block): number => monitor.x + Math.max(0, width - margin - block.width);
  const placed: PlacedBlock[] = [
    { block: name, x: right(name), y: monitor.y + Math.max(0, height - margin - name.height) },
  ];
  if (face.height + name.height + 3 * margin <= height) {
    placed.push({ block: face, x: right(face), y: monitor.y + margin });
  }
  if (message !== null) {
    const y = monitor.y + face.height + 2 * margin + Math.max(0, Math.round((freeHeight - message.height) * 0.45));
    placed.push({ block: message, x: monitor.x + Math.max(0, Math.round((width - message.width) / 2)), y });
  }
  return placed;
}

/** Readable from some metres, whole on the smallest screens, the same for a screen that is turned. */
function titleSize(width: number, height: number): number {
  return Math.round(Math.min(96, Math.max(16, Math.min(height / 16, width / 14))));
}

function nameBlock(font: TextFont, { title, lines }: ScreenContent, titlePx: number, room: number): Block {
  const titleWidth = font.widthOf(title, titlePx);
  const shrunkPx = titleWidth > room - 2 ? Math.max(1, Math.floor((titlePx * (room - 2)) / titleWidth)) : titlePx;
  const linePx = Math.max(1, Math.round(titlePx * LINE_SHARE));
  const rows = lines.flatMap((line) => rowsOf(font, line, linePx, room));
  return blockOf(font, [{ text: title, sizePx: shrunkPx }, ...rows], 'right', room);
}

function clockBlock(font: TextFont, { time, date }: ClockText, titlePx: number, room: number): Block {
  const datePx = Math.max(1, Math.round(titlePx * LINE_SHARE));
  const rows = [
    { text: time, sizePx: titlePx },
    { text: date, sizePx: datePx },
  ];
  return blockOf(font, rows, 'right', room);
}

function messageBlock(
  font: TextFont,
  { message, telephone }: ScreenContent,
  titlePx: number,
  room: number,
  freeHeight: number,
): Block | null {
  if (message.length === 0 && telephone === '') return null;
  const rowRoom = Math.min(room, titlePx * MESSAGE_TITLE_LETTERS);
  let fitting: Block | null = null;
  for (const scale of MESSAGE_SCALES) {
    const textPx = Math.max(8, Math.round(titlePx * MESSAGE_SHARE * scale));
    const telephonePx = Math.max(8, Math.round(titlePx * TELEPHONE_SHARE * scale));
    const text = message.flatMap((paragraph) => rowsOf(font, paragraph, textPx, rowRoom));
    const call = telephone === '' ? [] : rowsOf(font, telephone, telephonePx, rowRoom);
    const gap = text.length > 0 && call.length > 0 ? [{ text: '', sizePx: Math.round(textPx / 2) }] : [];
    fitting = blockOf(font, [...text, ...gap, ...call], 'left', room);
    if (fitting.height <= freeHeight) break;
  }
  return fitting;
}

/** As few rows as can be, of about the same length. */
function rowsOf(font: TextFont, text: string, sizePx: number, room: number): Row[] {
  const breakAt = (share: number): string[] =>
    breakLines(text, (room - 2) * share, (part) => font.widthOf(part, sizePx));
  const widest = breakAt(1);
  const even = widest.length === 1 ? undefined : NARROWER.map(breakAt).find((rows) => rows.length === widest.length);
  return (even ?? widest).map((row) => ({ text: row, sizePx }));
}
