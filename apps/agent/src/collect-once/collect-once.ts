/** What a client that does not stay collects in its one run: the sections that its installer asks for, under its token. */
import { rm } from 'node:fs/promises';
import { sectionsOf } from '@sekisho/agent-core';
import { type CollectedInventory, InstallerConfiguration } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { clientIdOf } from './client-id.rules.ts';

/**
 * Takes away the folder that this program was unpacked into, where whatever started it asks for that. `null` where the file is not there, or
 * is not to be understood.
 */
export async function readInstallerFile(machine: Machine, file: string): Promise<InstallerConfiguration | null> {
  const text = await machine.readFile(file);
  const unpacked = machine.environment['SEKISHO_AGENT_UNPACKED'];
  if (unpacked !== undefined) await rm(unpacked, { recursive: true, force: true });
  try {
    const value: unknown = JSON.parse(text ?? '');
    return Check(InstallerConfiguration, value) ? value : null;
  } catch {
    return null;
  }
}

export async function collectOnce(
  machine: Machine,
  { organizationId, enrolmentToken, initial }: InstallerConfiguration,
  collectedAt: number,
): Promise<CollectedInventory> {
  const [{ facts }, contents] = await Promise.all([machine.readFacts(), machine.collectInventory()]);
  const chosen = Object.fromEntries(initial.inventorySections.map((name) => [name, contents[name]]));
  return {
    clientId: clientIdOf(organizationId, contents, facts.computerName),
    installerToken: enrolmentToken,
    facts,
    collectedAt,
    sections: sectionsOf(chosen),
  };
}
