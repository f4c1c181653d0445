/** Clones that have not been heard of for long: which they are, after how many days they go, and their removal by night. */
import { type CloneUpkeep, type CloneUpkeepQuery, type CloneUpkeepSettings, namedDueClones } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Log } from '../../platform/log.ts';
import * as store from './upkeep.store.ts';

export interface CloneUpkeepPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly log: Log;
  readonly listOrganizations: () => Promise<readonly { readonly id: string }[]>;
  /** Whether deregistrations wait for approvers. */
  readonly needsApproval: (tx: Tx, organizationId: string) => Promise<boolean>;
  /** Deregisters those of the devices that `stillDue` says are due, once nothing can change about them. @returns how many */
  readonly closeSilent: (
    tx: Tx,
    organizationId: string,
    deviceIds: readonly string[],
    stillDue: () => Promise<
      readonly { readonly deviceId: string; readonly detail: Readonly<Record<string, unknown>> }[]
    >,
  ) => Promise<number>;
}

export interface CloneUpkeepService {
  of(organizationId: string, query: CloneUpkeepQuery): Promise<CloneUpkeep>;
  save(principal: Principal, settings: CloneUpkeepSettings): Promise<CloneUpkeep>;
  /** Of every organization that has chosen so. One that fails keeps none of the others from being done. */
  carryOut(): Promise<void>;
}

const dayMs = 24 * 3_600_000;
/** Of a job that runs every night. */
const longestGapMs = 2 * dayMs;
/** Small enough that nobody who registers waits for long. */
const atOnce = 100;

export function createCloneUpkeep(ports: CloneUpkeepPorts): CloneUpkeepService {
  const { db, transaction, clock } = ports;
  const limitOf = (silentDays: number) => new Date(clock.now() - silentDays * dayMs);

  async function of(organizationId: string, query: CloneUpkeepQuery): Promise<CloneUpkeep> {
    const { silentDays, lastRunAt, lastRemoved } = await store.selectUpkeep(db, organizationId);
    const asked = query.silentDays ?? silentDays;
    const until = asked === null ? null : limitOf(asked);
    const named = until === null ? [] : await store.selectDue(db, organizationId, until, namedDueClones);
    return {
      silentDays,
      needsApproval: await transaction((tx) => ports.needsApproval(tx, organizationId)),
      due: {
        devices: named[0]?.due ?? 0,
        named: named.map(({ deviceId: id, computerName, heardAt }) => {
          return { id, computerName, heardAt: heardAt.toISOString() };
        }),
      },
      lastRun: lastRunAt === null ? null : { at: lastRunAt.toISOString(), removed: lastRemoved },
    };
  }

  /** @returns how many went */
  async function removeSome(organizationId: string, silentDays: number): Promise<number> {
    const until = limitOf(silentDays);
    const deviceIds = (await store.selectDue(db, organizationId, until, atOnce)).map(({ deviceId }) => deviceId);
    if (deviceIds.length === 0) return 0;
    return transaction(async (tx) => {
      if (await ports.needsApproval(tx, organizationId)) return 0;
      return ports.closeSilent(tx, organizationId, deviceIds, async () => {
        const due = await store.selectDue(tx, organizationId, until, atOnce, deviceIds);
        return due.map(({ deviceId, heardAt }) => {
          return { deviceId, detail: { silentDays, heardAt: heardAt.toISOString() } };
        });
      });
    });
  }

  async function carryOutOne(organizationId: string): Promise<void> {
    const { silentDays, lastRunAt } = await store.selectUpkeep(db, organizationId);
    if (silentDays === null) return;
    let removed = 0;
    // While no server ran nobody could be heard of: after a gap everybody has a day to come.
    const wasAway = lastRunAt !== null && clock.now() - lastRunAt.getTime() > longestGapMs;
    for (let some = wasAway ? 0 : atOnce; some > 0; removed += some)
      some = await removeSome(organizationId, silentDays);
    await store.updateLastRun(db, organizationId, new Date(clock.now()), removed);
    ports.log.info({ organizationId, removed }, 'silent clones are removed');
  }

  return {
    of,
    async save(principal, { silentDays }) {
      const { organizationId } = principal;
      await transaction(async (tx) => {
        const { silentDays: before } = await store.selectUpkeep(tx, organizationId);
        await store.upsertSilentDays(tx, organizationId, silentDays);
        await ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'linked-clones.saved',
          target: { type: 'organization', id: organizationId },
          detail: { before, silentDays },
          at: new Date(clock.now()),
        });
      });
      return of(organizationId, {});
    },
    async carryOut() {
      const failed: unknown[] = [];
      for (const { id } of await ports.listOrganizations())
        await carryOutOne(id).catch((cause: unknown) => failed.push(cause));
      if (failed.length > 0) throw new AggregateError(failed, 'not every silent clone could be removed');
    },
  };
}
