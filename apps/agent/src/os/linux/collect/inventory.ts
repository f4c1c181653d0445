/** Everything the server keeps about this machine, section by section. */
import type { InventoryContents } from '@sekisho/contracts';
import type { Sources } from '../../posix/sources.ts';
import { collectDisks } from './disks.ts';
import { collectHardware } from './hardware.ts';
import { describeUsers, readLoginSessions } from './login-sessions.ts';
import { collectNetwork } from './network.ts';
import { collectOperatingSystem } from './operating-system.ts';
import { collectSoftware } from './package-list.ts';

type Collectors = { readonly [K in keyof InventoryContents]: (sources: Sources) => Promise<InventoryContents[K]> };

const collectors: Collectors = {
  hardware: collectHardware,
  'operating-system': collectOperatingSystem,
  disks: collectDisks,
  network: collectNetwork,
  software: collectSoftware,
  users: async (sources) => describeUsers(await readLoginSessions(sources)),
};

export const everySection = Object.keys(collectors) as readonly (keyof InventoryContents)[];

export async function collectInventory(sources: Sources): Promise<InventoryContents> {
  return (await collectSections(sources, everySection)) as InventoryContents;
}

/** Of the others nothing is even looked at. */
export async function collectSections(
  sources: Sources,
  sections: readonly (keyof InventoryContents)[],
): Promise<Partial<InventoryContents>> {
  const collected = await Promise.all(sections.map(async (name) => [name, await collectors[name](sources)] as const));
  return Object.fromEntries(collected);
}
