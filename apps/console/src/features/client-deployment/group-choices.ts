/** The groups an installer can be made for, in the order one looks for them. Pure. */
import type { DeviceGroup } from '@sekisho/contracts';
import { matches } from '../search/search-match.ts';

export type GroupChoice = { id: number; name: string; devices: number | null };

/** `whole` is the name of group 0, where the reader may choose it. A number finds the group that has it. */
export function groupChoices(
  groups: readonly DeviceGroup[],
  whole: string | undefined,
  typed: string,
  compare: (left: string, right: string) => number,
): GroupChoice[] {
  const sorted = [...groups].sort((left, right) => compare(left.name, right.name) || left.id - right.id);
  const all: GroupChoice[] = whole === undefined ? sorted : [{ id: 0, name: whole, devices: null }, ...sorted];
  const wanted = typed.trim();
  return wanted === '' ? all : all.filter(({ id, name }) => matches(name, wanted) || String(id) === wanted);
}
