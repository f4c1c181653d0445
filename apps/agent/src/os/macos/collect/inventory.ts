/** Everything the server keeps about this Mac, section by section; the profiler is asked once, for what the sections need. */
import type { InventoryContents } from '@sekisho/contracts';
import type { Sources } from '../../posix/sources.ts';
import { collectDisks } from './disks.ts';
import { collectHardware } from './hardware.ts';
import { collectNetwork } from './network.ts';
import { collectOperatingSystem } from './operating-system.ts';
import { type DataType, type Report, readReport } from './profiler.ts';
import { describeSoftware } from './software.ts';
import { collectUsers } from './users.ts';

type SectionName = keyof InventoryContents;

type Collectors = {
  readonly [K in SectionName]: (sources: Sources, report: Report) => Promise<InventoryContents[K]>;
};

const collectors: Collectors = {
  hardware: collectHardware,
  'operating-system': collectOperatingSystem,
  disks: collectDisks,
  network: collectNetwork,
  software: async (_, report) => describeSoftware(report),
  users: collectUsers,
};

const needs: Readonly<Partial<Record<SectionName, readonly DataType[]>>> = {
  hardware: ['SPHardwareDataType'],
  disks: ['SPNVMeDataType', 'SPSerialATADataType', 'SPStorageDataType'],
  software: ['SPApplicationsDataType'],
};

export const everySection = Object.keys(collectors) as readonly SectionName[];

export async function collectInventory(sources: Sources): Promise<InventoryContents> {
  return (await collectSections(sources, everySection)) as InventoryContents;
}

/** Of the others nothing is even looked at. */
export async function collectSections(
  sources: Sources,
  sections: readonly SectionName[],
): Promise<Partial<InventoryContents>> {
  const types = sections.flatMap((name) => needs[name] ?? []);
  const report = await readReport(sources, types);
  const collected = sections.map(async (name) => [name, await collectors[name](sources, report)] as const);
  return Object.fromEntries(await Promise.all(collected));
}
