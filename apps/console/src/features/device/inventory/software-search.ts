/** Which programs match what one types. Pure. */
import type { InventoryContents } from '@sekisho/contracts';

export type Program = InventoryContents['software']['packages'][number];

/** Every word must occur in name, version or publisher, in any case; the order is that of the reader's language. */
export function searchSoftware(
  programs: readonly Program[],
  typed: string,
  compare: (left: string, right: string) => number,
): Program[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return programs
    .filter(({ name, version, publisher }) => {
      const text = `${name} ${version} ${publisher}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((left, right) => compare(left.name, right.name));
}
