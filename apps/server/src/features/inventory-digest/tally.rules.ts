/** How counts move when a device is counted otherwise than before: only what differs is touched. Pure. */

/** `null`: the device is not counted. Group 0: in none. */
export interface Counted<Key> {
  readonly group: number;
  readonly keys: readonly Key[];
}

/** By group (0: the whole organization), then by key. */
export type Deltas<Key> = Map<number, Map<Key, number>>;

/** Of the whole organization. */
export const everybody = 0;

function add<Key>(deltas: Deltas<Key>, group: number, keys: Iterable<Key>, by: number): void {
  const ofGroup = deltas.get(group) ?? new Map<Key, number>();
  deltas.set(group, ofGroup);
  for (const key of keys) {
    const sum = (ofGroup.get(key) ?? 0) + by;
    if (sum === 0) ofGroup.delete(key);
    else ofGroup.set(key, sum);
  }
}

export function tally<Key>(deltas: Deltas<Key>, before: Counted<Key> | null, after: Counted<Key> | null): void {
  const [old, now] = [new Set(before?.keys), new Set(after?.keys)];
  const gone = [...old].filter((key) => !now.has(key));
  const come = [...now].filter((key) => !old.has(key));
  add(deltas, everybody, gone, -1);
  add(deltas, everybody, come, 1);
  const [from, to] = [before?.group ?? everybody, after?.group ?? everybody];
  const moved = from !== to;
  if (from !== everybody) add(deltas, from, moved ? old : gone, -1);
  if (to !== everybody) add(deltas, to, moved ? now : come, 1);
}
