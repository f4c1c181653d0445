/** Whether who proves an identity is its holder, or a second one: a copy of its disk. Pure. */

/** What is held of a device; marks are `number.random`. */
export interface HeldMark {
  /** The last one that it has shown; `null`: none yet. */
  readonly current: string | null;
  /** Given with the last token; `null`: none yet. */
  readonly next: string | null;
  /** Of the machine that showed the current one; `null` where it is known by nothing. */
  readonly machine: string | null;
  /** How often in a row, no day apart, a mark was old. */
  readonly staleCount: number;
  readonly staleAtMs: number | null;
}

export interface ShownMark {
  readonly mark: string | null;
  readonly machine: string | null;
}

export const noMark: HeldMark = { current: null, next: null, machine: null, staleCount: 0, staleAtMs: null };

/** So often in a day a machine may go back to an old state of its disk and be the same device all the same. */
export const staleTolerated = 2;
const dayMs = 24 * 3_600_000;

export type MarkVerdict = { readonly holder: true; readonly held: HeldMark } | { readonly holder: false };

export const markNumber = (mark: string | null): number => (mark === null ? 0 : Number(mark.split('.', 1)[0]));

/** @param random of the mark that it is given now */
export function judgeMark(held: HeldMark, shown: ShownMark, random: string, nowMs: number): MarkVerdict {
  if (held.machine !== null && shown.machine !== null && held.machine !== shown.machine) return { holder: false };
  const machine = shown.machine ?? held.machine;
  const number = Math.max(markNumber(held.next), markNumber(shown.mark)) + 1;
  const next = `${number}.${random}`;
  if (isFresh(held, shown.mark)) return { holder: true, held: { ...held, machine, current: shown.mark, next } };
  const recent = held.staleAtMs !== null && nowMs - held.staleAtMs < dayMs;
  const staleCount = (recent ? held.staleCount : 0) + 1;
  // Without a word from the machine itself an old mark is enough.
  if (shown.machine === null || staleCount > staleTolerated) return { holder: false };
  return { holder: true, held: { machine, current: shown.mark, next, staleCount, staleAtMs: nowMs } };
}

/** The one given last; the one shown last, whose answer may have been lost; or a later one: this server was restored and has forgotten it. */
function isFresh({ current, next }: HeldMark, mark: string | null): boolean {
  return mark === next || mark === current || markNumber(mark) > markNumber(next);
}
