// Fills an outline with exact area coverage per pixel: a signed-area accumulation rasteriser, pure.

import type { Coverage } from './pixels.ts';

export type OutlineCommand =
  | { readonly type: 'M'; readonly x: number; readonly y: number }
  | { readonly type: 'L'; readonly x: number; readonly y: number }
  | { readonly type: 'Q'; readonly x: number; readonly y: number; readonly x1: number; readonly y1: number }
  | {
      readonly type: 'C';
      readonly x: number;
      readonly y: number;
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
    }
  | { readonly type: 'Z' };

/** Curves are cut into this many straight pieces, plus one for each three pixels of their control polygon. */
const BASE_PIECES = 8;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Covers the inside of the outline (non-zero winding, y downwards, pixels as unit) on a picture of the given size.
 * What lies outside of the picture is cut off. Each pixel gets the share of its area that is inside, 0–255.
 */
export function rasterise(outline: readonly OutlineCommand[], width: number, height: number): Coverage {
  // One column more than the picture: an edge at the right border leaves its remainder there.
  const stride = width + 2;
  const sums = new Float64Array(stride * height);
  forEachEdge(outline, (from, to) => accumulate(sums, stride, width, height, from, to));
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let area = 0;
    for (let x = 0; x < width; x++) {
      area += sums[y * stride + x] ?? 0;
      values[y * width + x] = Math.round(Math.min(1, Math.abs(area)) * 255);
    }
  }
  return { width, height, values };
}

function forEachEdge(outline: readonly OutlineCommand[], edge: (from: Point, to: Point) => void): void {
  let start: Point = { x: 0, y: 0 };
  let current: Point = start;
  const lineTo = (to: Point): void => {
    edge(current, to);
    current = to;
  };
  for (const command of outline) {
    if (command.type === 'Z') {
      lineTo(start);
    } else if (command.type === 'M') {
      if (current !== start) lineTo(start);
      start = { x: command.x, y: command.y };
      current = start;
    } else if (command.type === 'L') {
      lineTo({ x: command.x, y: command.y });
    } else {
      for (const point of curvePoints(current, command)) lineTo(point);
    }
  }
  if (current !== start) lineTo(start);
}

function curvePoints(from: Point, command: Extract<OutlineCommand, { type: 'Q' | 'C' }>): Point[] {
  const first: Point = { x: command.x1, y: command.y1 };
  const second: Point = command.type === 'C' ? { x: command.x2, y: command.y2 } : first;
  const to: Point = { x: command.x, y: command.y };
  const length = distance(from, first) + distance(first, second) + distance(second, to);
  const pieces = BASE_PIECES + Math.ceil(length / 3);
  return Array.from({ length: pieces }, (_, index) => {
    const t = (index + 1) / pieces;
    const u = 1 - t;
    if (command.type === 'Q') {
      const [a, b, c] = [u * u, 2 * u * t, t * t];
      return { x: a * from.x + b * first.x + c * to.x, y: a * from.y + b * first.y + c * to.y };
    }
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return {
      x: a * from.x + b * first.x + c * second.x + d * to.x,
      y: a * from.y + b * first.y + c * second.y + d * to.y,
    };
  });
}

function distance(from: Point, to: Point): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** Adds one edge: every row gets, at each column, the change of covered area that the edge causes from there on rightwards. */
function accumulate(sums: Float64Array, stride: number, width: number, height: number, from: Point, to: Point): void {
  if (from.y === to.y) return;
  const direction = from.y < to.y ? 1 : -1;
  const [top, bottom] = direction === 1 ? [from, to] : [to, from];
  const slope = (bottom.x - top.x) / (bottom.y - top.y);
  const firstRow = Math.max(0, Math.floor(top.y));
  const lastRow = Math.min(height, Math.ceil(bottom.y));
  for (let row = firstRow; row < lastRow; row++) {
    const y0 = Math.max(row, top.y);
    const y1 = Math.min(row + 1, bottom.y);
    if (y1 <= y0) continue;
    const xa = top.x + slope * (y0 - top.y);
    const xb = top.x + slope * (y1 - top.y);
    spread(sums, row * stride, width, Math.min(xa, xb), Math.max(xa, xb), direction * (y1 - y0));
  }
}

/** Spreads `amount` of one row over the pixels between `left` and `right`, in proportion to the area right of the edge. */
function spread(sums: Float64Array, offset: number, width: number, left: number, right: number, amount: number): void {
  const x0 = Math.min(Math.max(left, 0), width);
  const x1 = Math.min(Math.max(right, 0), width);
  const add = (column: number, value: number): void => {
    const index = offset + column;
    sums[index] = (sums[index] ?? 0) + value;
  };
  const firstColumn = Math.floor(x0);
  if (x1 - x0 < 1e-9 || Math.ceil(x1) <= firstColumn + 1) {
    const middle = (x0 + x1) / 2 - firstColumn;
    add(firstColumn, amount * (1 - middle));
    add(firstColumn + 1, amount * middle);
    return;
  }
  // The covered area up to column c is the integral of a ramp; its second differences are what is to be added.
  const ramp = (x: number): number => {
    if (x <= x0) return 0;
    if (x >= x1) return x - (x0 + x1) / 2;
    return ((x - x0) * (x - x0)) / (2 * (x1 - x0));
  };
  let covered = 0;
  const lastColumn = Math.ceil(x1);
  for (let column = firstColumn; column <= lastColumn; column++) {
    const share = column === lastColumn ? 1 : ramp(column + 1) - ramp(column);
    add(column, amount * (share - covered));
    covered = share;
  }
}
