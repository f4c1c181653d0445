/** The uninstall password of an organization (N20): made once, sealed, shown on request; devices get its verifier in their policy. */
import type { UninstallPassword, UninstallPasswordIssued, UninstallVerifier } from '@sekisho/contracts';
import { makeUninstallPassword, makeUninstallVerifier } from '@sekisho/trust';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Randomness } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './uninstall-password.store.ts';

export interface UninstallPasswords {
  /** What policies carry to devices; makes the organization's first password where it has none. */
  verifierOf(tx: Tx, organizationId: string): Promise<UninstallVerifier>;
  /** In clear, and told to the audit log. Throws `not-found`. */
  reveal(principal: Principal): Promise<UninstallPassword>;
  /** Another password: the older one is good on each device until its next check-in. */
  issue(principal: Principal): Promise<UninstallPasswordIssued>;
  /** For organizations of an earlier release. */
  completeAll(): Promise<void>;
}

export interface UninstallPasswordPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sealer: Sealer;
  /** Every policy of the organization, under one new number; of the policies feature. */
  readonly signPoliciesAnew: (tx: Tx, organizationId: string) => Promise<void>;
}

const saltBytes = 16;
const sealContext = (organizationId: string) => `uninstall-password/${organizationId}`;

export function createUninstallPasswords(ports: UninstallPasswordPorts): UninstallPasswords {
  async function make(organizationId: string): Promise<store.NewPassword> {
    const password = makeUninstallPassword((count) => ports.randomness.bytes(count));
    return {
      organizationId,
      sealed: ports.sealer.seal(Buffer.from(password), sealContext(organizationId)),
      verifier: await makeUninstallVerifier(password, ports.randomness.bytes(saltBytes)),
      issuedAt: new Date(ports.clock.now()),
    };
  }

  async function audit(
    tx: Tx,
    principal: Principal,
    action: 'uninstall-password.issued' | 'uninstall-password.viewed',
  ) {
    const { organizationId } = principal;
    await ports.appendAudit(tx, {
      organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'organization', id: organizationId },
      at: new Date(ports.clock.now()),
    });
  }

  return {
    async verifierOf(tx, organizationId) {
      const known = await store.selectPassword(tx, organizationId);
      if (known !== undefined) return known.verifier;
      await store.insertPassword(tx, await make(organizationId));
      const row = await store.selectPassword(tx, organizationId);
      if (row === undefined) throw new SekishoError('not-found');
      return row.verifier;
    },
    reveal: (principal) =>
      ports.transaction(async (tx) => {
        const { organizationId } = principal;
        const row = await store.selectPassword(tx, organizationId);
        if (row === undefined) throw new SekishoError('not-found');
        await audit(tx, principal, 'uninstall-password.viewed');
        const password = ports.sealer.open(row.sealed, sealContext(organizationId)).toString();
        return { password, issuedAt: row.issued_at.toISOString() };
      }),
    async issue(principal) {
      const row = await make(principal.organizationId);
      await ports.transaction(async (tx) => {
        await store.replacePassword(tx, row);
        await ports.signPoliciesAnew(tx, principal.organizationId);
        await audit(tx, principal, 'uninstall-password.issued');
      });
      return { issuedAt: row.issuedAt.toISOString() };
    },
    async completeAll() {
      for (const organizationId of await store.selectOrganizationsWithout(ports.db)) {
        await ports.transaction((tx) => ports.signPoliciesAnew(tx, organizationId));
      }
    },
  };
}
