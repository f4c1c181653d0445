/** How long an organization keeps what only grows: read, changed with an audit entry, and carried out every night. */
import { defaultRetention, type RetentionSettings } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { KeptDays } from '../../platform/database/time-partitions.rules.ts';
import type { Expired, TimePartitions } from '../../platform/database/time-partitions.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Log } from '../../platform/log.ts';
import * as store from './retention.store.ts';

type Expire = (kept: readonly KeptDays[]) => Promise<Expired>;

export interface RetentionPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly log: Log;
  readonly partitions: TimePartitions;
  readonly listOrganizations: () => Promise<readonly { readonly id: string }[]>;
  /** One per setting, of the feature whose rows they are. */
  readonly expire: Readonly<Record<keyof RetentionSettings, Expire>>;
}

export interface Retention {
  of(organizationId: string): Promise<RetentionSettings>;
  save(principal: Principal, settings: RetentionSettings): Promise<RetentionSettings>;
  /** Of every organization, what it does not keep any more. One kind that fails keeps none of the others from being done. */
  carryOut(): Promise<void>;
}

export function createRetention(ports: RetentionPorts): Retention {
  const of = async (organizationId: string, db: Db = ports.db) =>
    (await store.selectRetention(db, organizationId)) ?? defaultRetention;

  async function carryOutOne(kind: keyof RetentionSettings, organizations: readonly { readonly id: string }[]) {
    const kept: KeptDays[] = [];
    for (const { id } of organizations) kept.push({ organizationId: id, days: (await of(id))[kind] });
    ports.log.info({ kind, ...(await ports.expire[kind](kept)) }, 'what is not kept any more is deleted');
  }

  return {
    of: (organizationId) => of(organizationId),
    save: (principal, settings) =>
      ports.transaction(async (tx) => {
        const { organizationId } = principal;
        const before = await of(organizationId, tx);
        await store.upsertRetention(tx, organizationId, settings);
        await ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'retention.saved',
          target: { type: 'organization', id: organizationId },
          detail: { before, now: settings },
          at: new Date(ports.clock.now()),
        });
        return settings;
      }),
    async carryOut() {
      const organizations = await ports.listOrganizations();
      const failed: unknown[] = [];
      for (const kind of Object.keys(ports.expire) as (keyof RetentionSettings)[])
        await carryOutOne(kind, organizations).catch((cause: unknown) => failed.push(cause));
      if (failed.length > 0) throw new AggregateError(failed, 'not everything that is over could be deleted');
    },
  };
}
