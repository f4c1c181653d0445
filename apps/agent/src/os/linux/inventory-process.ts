/** The process that collects the inventory and prints it as JSON. */
import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createSources } from '../posix/sources.ts';
import { collectInventory } from './collect/inventory.ts';

export async function printInventory(): Promise<number> {
  // Nobody waits for it.
  setPriority(constants.priority.PRIORITY_LOW);
  const bytes = Buffer.from(JSON.stringify(await collectInventory(createSources())));
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  return 0;
}
