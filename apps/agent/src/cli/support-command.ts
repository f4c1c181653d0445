/** `support`: gathers what support needs into one file, with secrets taken out (I06). */
import path from 'node:path';
import { parseInstallerConfiguration } from '../installer-configuration.ts';
import type { Machine } from '../machine.ts';
import { addressesOf } from '../proxy-choice.rules.ts';
import { holdsSecret, scrub } from '../support/scrub.rules.ts';
import type { SupportSource } from '../support/support-source.ts';
import { writeZip, type ZipEntry } from '../support/zip.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

const usualDays = 7;
const mostDays = 366;

/** What could stand in a log without looking like a secret. */
async function knownSecrets(machine: Machine): Promise<string[]> {
  const installer = parseInstallerConfiguration((await machine.readInstallerFile()) ?? '');
  const proxy = (await machine.readConfig())?.proxy ?? null;
  const addresses = proxy === null ? [] : addressesOf(proxy).map((address) => new URL(address));
  return [installer?.enrolmentToken ?? '', ...addresses.flatMap(({ password, username }) => [password, username])];
}

function entryOf(name: string, content: string | Uint8Array, known: readonly string[]): ZipEntry {
  if (typeof content === 'string') return { name, content: Buffer.from(scrub(content, known)) };
  if (!holdsSecret(content, known)) return { name, content };
  return { name: `${name}.txt`, content: Buffer.from('left out: it holds a secret of this device\n') };
}

async function gather(context: CommandContext, sources: readonly SupportSource[]): Promise<ZipEntry[]> {
  const { machine, output, t } = context;
  const known = await knownSecrets(machine);
  const entries: ZipEntry[] = [];
  for (const { name, read } of sources) {
    output.out(t('agent.support.gathering', { what: name }));
    const content = await read().catch((error: unknown) => `this could not be read: ${String(error)}\n`);
    if (content === null) output.out(t('agent.support.missing', { what: name }));
    else entries.push(entryOf(name, content, known));
    if (typeof content === 'object' && content !== null) output.out(t('agent.support.whole', { what: name }));
  }
  return entries;
}

export async function supportCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const days = Number(options.text('days') ?? usualDays);
  if (!Number.isInteger(days) || days < 1 || days > mostDays) {
    output.error(t('agent.option-invalid', { option: '--days' }));
    return exitCodes.usage;
  }
  const { support } = machine;
  if (support === undefined) {
    output.error(t('agent.support.not-here'));
    return exitCodes.failed;
  }
  const at = new Date(support.nowMs());
  const usualName = `sekisho-support-${at
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[^\dT]/g, '')}.zip`;
  const file = path.resolve(options.text('to') ?? usualName);
  const entries = await gather(context, support.sources(days));
  try {
    await support.write(file, writeZip(entries, at));
  } catch (error) {
    output.error(t('agent.support.cannot-write', { file, reason: error instanceof Error ? error.message : '' }));
    return exitCodes.failed;
  }
  output.out(t('agent.support.secrets'));
  output.out(t('agent.support.done', { file }));
  return exitCodes.done;
}
