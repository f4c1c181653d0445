/** The process that collects the inventory and prints it as JSON. */
import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createSources } from '../posix/sources.ts';
import { collectSections, everySection } from './collect/inventory.ts';

/** @param names of sections; none: all of them. What is not a section is not collected. */
export async function printInventory(names: readonly string[]): Promise<number> {
  // Nobody waits for it.
  setPriority(constants.priority.PRIORITY_LOW);
  const sections = names.length === 0 ? everySection : everySection.filter((name) => names.includes(name));
  const bytes = Buffer.from(JSON.stringify(await collectSections(createSources(), sections)));
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  return 0;
}
