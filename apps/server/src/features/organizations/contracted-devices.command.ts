/** `contracted-devices NUMBER [--organization CODE]`: the contract has changed. */
import type { CommandInput } from '../../platform/run-command.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { StartError } from '../../platform/start-error.ts';
import type { Organizations } from './organizations.service.ts';

const most = 100_000_000;

/** The lines to print. Throws `StartError` with what is wrong. */
export async function changeContractedDevices(
  organizations: Pick<Organizations, 'changeContractedDevices'>,
  { positionals, flags }: CommandInput,
): Promise<readonly string[]> {
  const [text = '', ...more] = positionals;
  const wanted = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (wanted < 1 || wanted > most || more.length > 0) {
    throw new StartError(`contracted-devices needs one whole number from 1 to ${most}`);
  }
  const code = flags.get('--organization') ?? null;
  const changed = await organizations.changeContractedDevices(code, wanted).catch((cause: unknown) => {
    throw cause instanceof SekishoError ? new StartError(reasonOf(cause, code), { cause }) : cause;
  });
  return [`Organization ${changed.code}: ${changed.before} → ${wanted} contracted devices`];
}

function reasonOf(error: SekishoError, code: string | null): string {
  if (error.code === 'contracted-below-registered') {
    return 'More devices than that are registered; deregister some first, or give a greater number';
  }
  return code === null
    ? 'There is no organization, or more than one: name it by --organization CODE'
    : `There is no organization ${code}`;
}
