/** Unlock keys: downloaded from a policy's page, and replaced by a new one that makes every older one worthless (N06). */
import { type AuditAction, type SignedText, type UnlockKey, unlockKeyFileName } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Policies, PolicyRecord } from './policies.service.ts';

export interface UnlockKeyFile {
  readonly name: string;
  readonly content: string;
}

export interface UnlockKeys {
  /** The key in force, signed for this call. Throws `policy-not-found`. */
  download(principal: Principal, code: string): Promise<UnlockKeyFile>;
  /** Throws `policy-not-found`. */
  issue(principal: Principal, code: string): Promise<PolicyRecord>;
}

export interface UnlockKeysPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly policies: Pick<Policies, 'get' | 'renewUnlockKey'>;
  /** Of the trust feature. */
  readonly signKey: (organizationId: string, text: string) => Promise<SignedText>;
}

export function createUnlockKeys(ports: UnlockKeysPorts): UnlockKeys {
  async function audit(
    tx: Tx,
    principal: Principal,
    action: AuditAction,
    code: string,
    detail: Record<string, number>,
  ) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'policy', id: code },
      detail,
      at: new Date(ports.clock.now()),
    });
  }

  return {
    async download(principal, code) {
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        const { unlockKey } = await ports.policies.get(organizationId, code, tx);
        const { number, issuedAt } = unlockKey;
        const key: UnlockKey = { organization: organizationId, policy: code, number, issuedAt: issuedAt.getTime() };
        const signed = await ports.signKey(organizationId, JSON.stringify(key));
        await audit(tx, principal, 'policy.unlock-key-downloaded', code, { number });
        return { name: unlockKeyFileName(code), content: `${JSON.stringify(signed)}\n` };
      });
    },
    issue: (principal, code) =>
      ports.transaction(async (tx) => {
        const { before, after } = await ports.policies.renewUnlockKey(tx, principal.organizationId, code);
        const numbers = { number: after.unlockKey.number, replaced: before.unlockKey.number };
        await audit(tx, principal, 'policy.unlock-key-issued', code, numbers);
        return after;
      }),
  };
}
