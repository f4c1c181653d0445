/** The world as a grid of 2^24 by 2^24 cells in the projection of the map, numbered so that near places are near in number. Pure. */

export interface Box {
  readonly west: number;
  readonly south: number;
  /** Less than `west`: the box crosses the date line. */
  readonly east: number;
  readonly north: number;
}

/** Cells from `low` to `high`, both included. */
export interface CellRange {
  readonly low: number;
  readonly high: number;
}

const levels = 24;
const side = 2 ** levels;
/** Where the square map ends. */
const northEnd = 85.051_128_78;
/** No part of the map is asked for in more cells a side than this: what is answered stays small. */
const mostCells = 64;
/** A part of the map becomes at most the square of this in ranges. */
const mostRangeCells = 5;

/** The number of the cell at a place. */
export function cellOf(latitude: number, longitude: number): number {
  const { x, y } = project(latitude, longitude);
  return interleave(x, y);
}

/** The grid on which a part of the map is counted: 2^level cells a side, about 64 pixels of the map each. */
export function gridLevel(box: Box, zoom: number): number {
  return deepestWithin(boxesOf(box), Math.min(levels, Math.floor(zoom) + 3), mostCells);
}

/** How many low bits of a cell's number a grid leaves out. */
export function shiftOf(level: number): number {
  return 2 * (levels - level);
}

function deepestWithin(parts: readonly Box[], from: number, most: number): number {
  let level = from;
  while (level > 0 && Math.max(...parts.map((part) => cellsAcross(part, level))) > most) level -= 1;
  return level;
}

/** Ranges that hold every cell of the box, and some around it: whoever asks looks at the places too. */
export function rangesOf(box: Box): CellRange[] {
  return merge(boxesOf(box).flatMap((part) => rangesOfPart(part, deepestWithin([part], levels, mostRangeCells))));
}

/** Ranges of exactly the cells of that grid which the box touches. */
export function gridRangesOf(box: Box, level: number): CellRange[] {
  return merge(boxesOf(box).flatMap((part) => rangesOfPart(part, level)));
}

/** A place within a cell of the grid of that level; `right` and `down` from its corner, of its width and height. */
export function placeIn(
  cell: number,
  level: number,
  right: number,
  down: number,
): { latitude: number; longitude: number } {
  let [x, y] = [0, 0];
  for (let bit = 0; bit < level; bit += 1) {
    const both = Math.floor(cell / 4 ** bit) % 4;
    x += (both % 2) * 2 ** bit;
    y += Math.floor(both / 2) * 2 ** bit;
  }
  const across = 2 ** level;
  const up = Math.PI * (1 - (2 * (y + down)) / across);
  return { latitude: (Math.atan(Math.sinh(up)) * 180) / Math.PI, longitude: ((x + right) / across) * 360 - 180 };
}

function merge(ranges: readonly CellRange[]): CellRange[] {
  const merged: { low: number; high: number }[] = [];
  for (const range of ranges.toSorted((left, right) => left.low - right.low)) {
    const last = merged.at(-1);
    if (last !== undefined && range.low <= last.high + 1) last.high = Math.max(last.high, range.high);
    else merged.push({ ...range });
  }
  return merged;
}

function boxesOf(box: Box): Box[] {
  return box.west <= box.east
    ? [box]
    : [
        { ...box, east: 180 },
        { ...box, west: -180 },
      ];
}

function rangesOfPart(part: Box, level: number): CellRange[] {
  const { left, right, top, bottom } = cornersOf(part, level);
  const size = 4 ** (levels - level);
  const ranges: CellRange[] = [];
  for (let x = left; x <= right; x += 1)
    for (let y = top; y <= bottom; y += 1) {
      const low = interleave(x, y) * size;
      ranges.push({ low, high: low + size - 1 });
    }
  return ranges;
}

function cellsAcross(part: Box, level: number): number {
  const { left, right, top, bottom } = cornersOf(part, level);
  return 1 + Math.max(right - left, bottom - top);
}

function cornersOf({ west, south, east, north }: Box, level: number) {
  const size = 2 ** (levels - level);
  const at = (latitude: number, longitude: number) => {
    const { x, y } = project(latitude, longitude);
    return { x: Math.floor(x / size), y: Math.floor(y / size) };
  };
  const { x: left, y: top } = at(north, west);
  const { x: right, y: bottom } = at(south, east);
  return { left, right, top, bottom };
}

function project(latitude: number, longitude: number): { x: number; y: number } {
  const bounded = Math.min(northEnd, Math.max(-northEnd, latitude));
  const sine = Math.sin((bounded * Math.PI) / 180);
  const down = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { x: toCell((longitude + 180) / 360), y: toCell(down) };
}

function toCell(fraction: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(fraction * side)));
}

/** Bits of x and y in turn: 12 of each fit into 24, which are exact, twice over. */
function interleave(x: number, y: number): number {
  const low = spread(x & 0xfff) | (spread(y & 0xfff) << 1);
  const high = spread(x >>> 12) | (spread(y >>> 12) << 1);
  return high * 2 ** 24 + low;
}

/** Puts a zero between every two of 12 bits. */
function spread(value: number): number {
  let bits = value;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
