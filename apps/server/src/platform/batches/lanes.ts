/** Batches of one organization each where the database is spread by organization: every statement then concerns one machine. */
import type { Settings } from '../config/settings.ts';

export function lanesOf<Item>(
  { sharded }: Pick<Settings, 'sharded'>,
  organizationOf: (item: Item) => string,
): { readonly laneOf?: (item: Item) => string } {
  return sharded === 'yes' ? { laneOf: organizationOf } : {};
}
