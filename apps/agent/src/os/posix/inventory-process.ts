/** The process that collects the inventory and prints it as JSON. */
import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { InventoryContents } from '@sekisho/contracts';

type SectionName = keyof InventoryContents;

export interface SectionCollector {
  readonly everySection: readonly SectionName[];
  collectSections(sections: readonly SectionName[]): Promise<Partial<InventoryContents>>;
}

/** @param names of sections; none: all of them. What is not a section is not collected. */
export async function printSections(
  names: readonly string[],
  { everySection, collectSections }: SectionCollector,
): Promise<number> {
  // Nobody waits for it.
  setPriority(constants.priority.PRIORITY_LOW);
  const sections = names.length === 0 ? everySection : everySection.filter((name) => names.includes(name));
  const bytes = Buffer.from(JSON.stringify(await collectSections(sections)));
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  return 0;
}
