/** `account-link LOGIN-ID [--second-factors remove]`: for the only administrator who has lost the password, or every second factor. */
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServerAddresses } from '../../platform/feature.ts';
import type { CommandInput } from '../../platform/run-command.ts';
import { StartError } from '../../platform/start-error.ts';
import type { Administrators } from '../administrators/index.ts';
import type { AccountLinks } from './account-links.service.ts';

export interface AccountLinkPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly addresses: ServerAddresses;
  readonly administrators: Pick<Administrators, 'findByLoginId'>;
  readonly accountLinks: Pick<AccountLinks, 'makeFor'>;
  /** Of the second factors. */
  readonly forgetSecondFactors: (tx: Tx, administratorId: string) => Promise<void>;
}

/** The lines to print. Throws `StartError` with what is wrong. */
export async function printAccountLink(
  ports: AccountLinkPorts,
  { positionals, flags }: CommandInput,
): Promise<readonly string[]> {
  const [loginId, ...more] = positionals;
  if (loginId === undefined || more.length > 0) throw new StartError('account-link needs one login id');
  const factors = flags.get('--second-factors');
  if (factors !== undefined && factors !== 'remove') throw new StartError('--second-factors can only be remove');
  const link = await ports.transaction(async (tx) => {
    const account = await ports.administrators.findByLoginId(loginId, tx);
    if (account === null) throw new StartError(`There is no administrator with the login id ${loginId}`);
    if (factors === 'remove') await ports.forgetSecondFactors(tx, account.id);
    await ports.appendAudit(tx, {
      organizationId: account.organization_id,
      actor: { type: 'system' },
      action: 'administrator.link-made',
      target: { type: 'administrator', id: account.id },
      detail: { loginId, by: 'command line', secondFactorsRemoved: factors === 'remove' },
      at: new Date(ports.clock.now()),
    });
    return ports.accountLinks.makeFor(tx, account);
  });
  return [
    `Good once, until ${link.expiresAt}, for ${loginId}:`,
    `${ports.addresses.consoleUrl}/account-link#token=${link.token}`,
  ];
}
