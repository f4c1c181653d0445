/** The process that collects the inventory and prints it as JSON. */
import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { loadKoffi } from '../any/koffi.ts';
import { collectSections } from './collect/inventory.ts';
import { createSources } from './machine-sources.ts';
import { openWindowsApi } from './windows-api.ts';
import { placesHere } from './windows-machine.ts';

/** @param names of sections; none: all of them */
export async function printInventory(names: readonly string[]): Promise<number> {
  // Nobody waits for it.
  setPriority(constants.priority.PRIORITY_LOW);
  const places = placesHere({});
  const sources = createSources(openWindowsApi(loadKoffi(places)), places.systemFolder);
  const bytes = Buffer.from(JSON.stringify(await collectSections(sources, names)));
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  return 0;
}
