/** What no wipe removes, known by identity and not by name. */
import { lstatSync, statSync } from 'node:fs';
import { type Identity, identityOf } from './open-folders.ts';

/** `never`: nor anything below it, on whatever volume. `system`: nor anything below it on its own volume. */
export type KeptRole = 'never' | 'system';
export type KeptPaths = Readonly<Record<KeptRole, readonly string[]>>;
export type Kept = ReadonlyMap<Identity, KeptRole>;

/** What these paths are now, symbolic links and what they lead to alike; paths that are not there keep nothing. */
export function findKept(paths: KeptPaths): Kept {
  const kept = new Map<Identity, KeptRole>();
  // The stricter role last, so that it counts where both name the same.
  for (const role of ['system', 'never'] as const)
    for (const each of paths[role])
      for (const look of [lstatSync, statSync]) {
        const stats = look(each, { bigint: true, throwIfNoEntry: false });
        if (stats !== undefined) kept.set(identityOf(stats), role);
      }
  return kept;
}
