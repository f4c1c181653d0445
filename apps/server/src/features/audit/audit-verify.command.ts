/** `audit-verify [--organization CODE] [--checkpoints FILE]`: is the audit log what it was when it was sealed? */
import type { Platform } from '../../platform/feature.ts';
import type { CommandInput } from '../../platform/run-command.ts';
import { StartError } from '../../platform/start-error.ts';
import type { ChainFault } from './seal.rules.ts';
import { checkpointsFile } from './sealer.ts';
import { readSealedFile, verifyAudit } from './verify-audit.ts';

export interface VerifiedOrganization {
  readonly id: string;
  readonly code: string;
}

const faultsShown = 20;

/** The lines to print. Throws `StartError` with what was found, when anything was. */
export async function verifyAuditLogs(
  platform: Pick<Platform, 'db' | 'sealer'>,
  organizations: readonly VerifiedOrganization[],
  checkpointsFolder: string,
  { flags }: CommandInput,
): Promise<readonly string[]> {
  const code = flags.get('--organization');
  const wanted = organizations.filter((organization) => code === undefined || organization.code === code);
  if (wanted.length === 0)
    throw new StartError(code === undefined ? 'There is no organization' : `There is no organization ${code}`);
  const given = flags.get('--checkpoints');
  const lines: string[] = [];
  const faulty: string[] = [];
  for (const organization of wanted) {
    const own = await readSealedFile(checkpointsFile(checkpointsFolder, organization.id));
    const others = given === undefined ? { checkpoints: [], cuts: [] } : await readGiven(given);
    const { entries, checkpoints, cut, faults, unsealed, keyId } = await verifyAudit(platform, organization.id, {
      checkpoints: [...own.checkpoints, ...others.checkpoints],
      cuts: [...own.cuts, ...others.cuts],
    });
    const since = cut === null ? '' : ` after entry ${cut.sequence}: older ones are not kept`;
    const facts = `${entries} entries${since}, ${checkpoints} checkpoints, ${unsealed} not sealed yet, key ${keyId ?? 'none'}`;
    if (faults.length === 0) lines.push(`Organization ${organization.code}: whole (${facts})`);
    else {
      faulty.push(`Organization ${organization.code}: NOT what was sealed (${facts})`);
      faulty.push(...faults.slice(0, faultsShown).map((fault) => `  ${wordsOf(fault)}`));
      if (faults.length > faultsShown) faulty.push(`  and ${faults.length - faultsShown} more`);
    }
  }
  if (faulty.length > 0) throw new StartError([...lines, ...faulty].join('\n'));
  return lines;
}

async function readGiven(file: string) {
  return readSealedFile(file).catch((cause: unknown) => {
    throw new StartError(`${file} cannot be read as checkpoints`, { cause });
  });
}

function wordsOf(fault: ChainFault): string {
  switch (fault.kind) {
    case 'missing':
      return `entry ${fault.sequence} is missing`;
    case 'changed':
      return `entry ${fault.sequence} (${fault.id}), or the one before, was changed, moved or put in`;
    case 'checkpoint-invalid':
      return `the checkpoint at ${fault.sequence} was not signed by this server's key`;
    case 'checkpoint-differs':
      return `entry ${fault.sequence} is not the one that was signed`;
    case 'truncated':
      return `entries ${fault.from} to ${fault.to} are cut off: a checkpoint speaks of them`;
  }
}
