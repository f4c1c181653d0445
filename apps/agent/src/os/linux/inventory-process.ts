/** The process that collects the inventory of this machine. */
import { printSections } from '../posix/inventory-process.ts';
import { createSources } from '../posix/sources.ts';
import { collectSections, everySection } from './collect/inventory.ts';

export function printInventory(names: readonly string[]): Promise<number> {
  const sources = createSources();
  return printSections(names, { everySection, collectSections: (sections) => collectSections(sources, sections) });
}
