/**
 * What has to happen once after a restore, before anybody is served: the server has forgotten what it did since the backup, devices and
 * people have not. Whatever may have been withdrawn since does not come alive again; the table in ADR 0019 says why for each.
 */
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Log } from '../../platform/log.ts';
import * as store from './backups.store.ts';

type CountEnded = (tx: Tx) => Promise<number>;

export interface AfterRestorePorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly appendAudit: AppendAudit;
  readonly log: Log;
  readonly organizationIds: () => Promise<readonly string[]>;
  /** Above every number that devices may hold. */
  readonly jumpSettingsNumber: (tx: Tx, organizationId: string) => Promise<void>;
  readonly signPoliciesAnew: (tx: Tx, organizationId: string) => Promise<void>;
  readonly endSessions: CountEnded;
  readonly endLinks: CountEnded;
  readonly endApiTokens: CountEnded;
  readonly endRequests: CountEnded;
  /** That no device has fetched: one that was cancelled since would be carried out, and cannot be undone. */
  readonly endWipes: CountEnded;
  /** That no device has fetched: a lock may have taken its place since. Locks stay, so that whatever is wrong is wrong on the safe side. */
  readonly endUnlocks: CountEnded;
}

/** One process does it, the others wait for that. The lines to print; none when there was nothing to settle. */
export async function settleRestore(ports: AfterRestorePorts): Promise<readonly string[]> {
  const organizationIds = await ports.organizationIds();
  return ports.transaction(async (tx) => {
    const restore = await store.lockUnsettled(tx);
    if (restore === null) return [];
    const at = new Date(ports.clock.now());
    const ended = {
      sessions: await ports.endSessions(tx),
      links: await ports.endLinks(tx),
      apiTokens: restore.api_tokens_kept ? 0 : await ports.endApiTokens(tx),
      approvalRequests: await ports.endRequests(tx),
      wipes: await ports.endWipes(tx),
      unlocks: await ports.endUnlocks(tx),
    };
    const backupAt = restore.backup_at.toISOString();
    for (const organizationId of organizationIds) {
      await ports.jumpSettingsNumber(tx, organizationId);
      await ports.signPoliciesAnew(tx, organizationId);
      await ports.appendAudit(tx, {
        organizationId,
        actor: { type: 'system' },
        action: 'organization.restored',
        target: { type: 'organization', id: organizationId },
        detail: { backupAt, restoredAt: restore.restored_at.toISOString() },
        at,
      });
    }
    await store.markSettled(tx, at);
    ports.log.warn({ backupAt, ended }, 'this server was restored from a backup');
    return wordsOf(backupAt, ended);
  });
}

function wordsOf(backupAt: string, ended: Readonly<Record<string, number>>): string[] {
  return [
    `This server was restored: it knows what was so at ${backupAt}, and nothing later.`,
    `Ended, as they may have been withdrawn since: ${ended['sessions']} sessions, ${ended['links']} account links, ` +
      `${ended['apiTokens']} API tokens, ${ended['approvalRequests']} approval requests; and of what no device had fetched, ` +
      `${ended['wipes']} wipes and ${ended['unlocks']} unlocks.`,
  ];
}
