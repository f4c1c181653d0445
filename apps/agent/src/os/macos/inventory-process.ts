/** The process that collects the inventory of this Mac. */
import { printSections } from '../posix/inventory-process.ts';
import { createSources, type Sources } from '../posix/sources.ts';
import { collectSections, everySection } from './collect/inventory.ts';

export function printInventory(names: readonly string[], sources: Sources = createSources()): Promise<number> {
  return printSections(names, { everySection, collectSections: (sections) => collectSections(sources, sections) });
}
