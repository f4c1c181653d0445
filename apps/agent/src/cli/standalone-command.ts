/** `standalone`: collects the inventory and writes it, encrypted to the organization, into `Inventory/<clientId>.icrt` (I04). */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '@sekisho/agent-core/node';
import type { StandaloneInventory } from '@sekisho/contracts';
import { sealIcrt } from '@sekisho/trust';
import { collectOnce } from '../collect-once/collect-once.ts';
import { readRunOptions } from '../collect-once/run-options.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** Beside it first, then renamed: a file by half is never taken for one. @throws when it cannot be written */
async function writeIntoFolder(folder: string, name: string, content: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  try {
    await writeFile(`${file}.new`, content, { flush: true });
    await rename(`${file}.new`, file);
  } finally {
    await rm(`${file}.new`, { force: true });
  }
  return file;
}

export async function standaloneCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const run = await readRunOptions(context, 'standalone');
  if (!run.ok) {
    output.error(run.message);
    return exitCodes.usage;
  }
  const { organizationId, groupId, groupName, importKey } = run.installer;
  output.out(t('agent.collecting'));
  const inventory = await collectOnce(machine, run.installer, systemClock.read().wallMs);
  const { clientId } = inventory;
  const content: StandaloneInventory = { version: 1, groupId, groupName, inventory };
  const sealed = await sealIcrt({ organizationId, clientId }, importKey ?? '', Buffer.from(JSON.stringify(content)));
  const folder = path.resolve(options.text('output') ?? '.', 'Inventory');
  try {
    const file = await writeIntoFolder(folder, `${clientId}.icrt`, sealed);
    output.out(t('agent.standalone.written', { file }));
    return exitCodes.done;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    output.error(t('agent.standalone.not-written', { folder, reason }));
    return exitCodes.failed;
  }
}
