/** The process that collects the inventory and prints it as JSON. */
import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { collectSections } from './collect/inventory.ts';
import { lookHere } from './here.ts';
import { createSources } from './machine-sources.ts';
import { openWindowsApi } from './windows-api.ts';

/** @param names of sections; none: all of them */
export async function printInventory(names: readonly string[]): Promise<number> {
  // Nobody waits for it.
  setPriority(constants.priority.PRIORITY_LOW);
  const { koffi, places } = lookHere({});
  const sources = createSources(openWindowsApi(koffi), places.systemFolder);
  const bytes = Buffer.from(JSON.stringify(await collectSections(sources, names)));
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  return 0;
}
