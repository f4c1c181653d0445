/** Everything the server keeps about this machine, section by section. */
import type { InventoryContents } from '@sekisho/contracts';
import { collectDisks } from './disks.ts';
import { collectHardware } from './hardware.ts';
import { collectNetwork } from './network.ts';
import { collectOperatingSystem } from './operating-system.ts';
import { collectSoftware } from './software.ts';
import type { Sources } from './sources.ts';
import { collectUsers } from './users.ts';

type Contents = InventoryContents;
type Collectors = { readonly [K in keyof Contents]: (sources: Sources) => Contents[K] | Promise<Contents[K]> };

const collectors: Collectors = {
  hardware: collectHardware,
  'operating-system': collectOperatingSystem,
  disks: collectDisks,
  network: collectNetwork,
  software: collectSoftware,
  users: collectUsers,
};

const everySection = Object.keys(collectors) as readonly (keyof Contents)[];

/** @param names of sections; none: all of them. Of the others nothing is even looked at. */
export async function collectSections(sources: Sources, names: readonly string[]): Promise<Partial<Contents>> {
  const wanted = names.length === 0 ? everySection : everySection.filter((name) => names.includes(name));
  const collected = await Promise.all(wanted.map(async (name) => [name, await collectors[name](sources)] as const));
  return Object.fromEntries(collected);
}

export async function collectInventory(sources: Sources): Promise<Contents> {
  return (await collectSections(sources, [])) as Contents;
}
