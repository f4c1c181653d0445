/** The tree that both forms of inventory are read into, and how it is asked: whatever is missing or of another kind is empty. Pure. */

export interface Branch {
  readonly [name: string]: Node | undefined;
}
export type Node = string | number | boolean | null | Branch | readonly Node[];

export const noBranch: Branch = Object.freeze(Object.create(null) as Branch);

const isList = (node: Node | undefined): node is readonly Node[] => Array.isArray(node);

export function isBranch(node: Node | undefined): node is Branch {
  return typeof node === 'object' && node !== null && !isList(node);
}

const first = (node: Node | undefined): Node | undefined => (isList(node) ? node[0] : node);

export function branchOf(branch: Branch, name: string): Branch {
  const node = first(branch[name]);
  return isBranch(node) ? node : noBranch;
}

/** One alone is a list of one: XML does not tell them apart. */
export function branchesOf(branch: Branch, name: string, atMost: number): readonly Branch[] {
  const node = branch[name];
  const all = isList(node) ? node : node === undefined ? [] : [node];
  return all.filter(isBranch).slice(0, atMost);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u001f\u007f]+/g;

/** One line without control characters; cut between characters. */
export function textOf(branch: Branch, name: string, maxLength = 500): string {
  const node = first(branch[name]);
  if (node === undefined || node === null || typeof node === 'object') return '';
  return cleanLine(String(node), maxLength);
}

export function cleanLine(text: string, maxLength: number): string {
  const clean = text.toWellFormed().replace(controls, ' ').trim();
  return clean.length <= maxLength
    ? clean
    : clean
        .slice(0, maxLength)
        .toWellFormed()
        .replace(/\ufffd$/, '');
}

/** A whole number from 0 on; `null` where there is none. */
export function numberOf(branch: Branch, name: string): number | null {
  const value = Number.parseFloat(textOf(branch, name, 40).replace(',', '.'));
  return Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : null;
}

const mebibyte = 1024 * 1024;

export function mebibytesOf(branch: Branch, name: string): number {
  const value = numberOf(branch, name) ?? 0;
  return value > Number.MAX_SAFE_INTEGER / mebibyte ? 0 : value * mebibyte;
}

/** Agents write the time of their machine, `2026-11-28 12:34:23` or a day alone. @param offsetMs of that machine, ahead of UTC */
export function momentOf(text: string, offsetMs: number): number | null {
  const parts = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/.exec(text) ?? slashed(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second) - offsetMs;
  return year >= 1970 && month >= 1 && month <= 12 && atMs >= 0 && atMs < 253_402_300_800_000 ? atMs : null;
}

/** As in `15/06/2016`, the form of days in the older agents. */
function slashed(text: string): RegExpExecArray | null {
  const day = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  return day === null ? null : /^(\d{4})-(\d\d)-(\d\d)/.exec(`${day[3]}-${day[2]}-${day[1]}`);
}

/** `+0900` as milliseconds; 0 where nothing is said. */
export function offsetOf(text: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (parts === null) return 0;
  const ms = (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
  return parts[1] === '-' ? -ms : ms;
}
