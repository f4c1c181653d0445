/** Remote lock and unlock: decided, stored, written into history, list and audit, and the devices woken, in one transaction. */
import type { Command, ErrorCode } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import { findWiping, insertCommands, refusalOf, supersedeOpen, supersedeUnfetchedUnlocks } from '../commands/index.ts';
import { selectListed, updateOpenCommand } from '../device-list/index.ts';
import { recordIssued } from '../lock-history/index.ts';
import { intentOf, type LockKind } from './lock.rules.ts';

export interface RemoteLockPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly appendAudit: AppendAudit;
  readonly tracing: Tracing;
  /** Locks the devices' rows of contact. */
  readonly holdForOrder: (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;
  /** Tells devices to check in once `tx` has committed; a wake that fails is tried again, never a failed request. */
  readonly wake: (tx: Tx, deviceIds: readonly string[]) => Promise<void>;
}

export interface Refused {
  readonly deviceId: string;
  readonly code: ErrorCode;
}

export interface LockOrder {
  readonly kind: LockKind;
  /** Of a lock: no unlock key releases it. */
  readonly noKeys: boolean;
}

export interface RemoteLock {
  /** Throws `device-not-found`, `device-deregistered`, `command-refused-while-wiping`. */
  issue(principal: Principal, deviceId: string, order: LockOrder): Promise<Command>;
  /** Each device for itself; nothing is thrown for those that cannot be had. */
  issueMany(
    principal: Principal,
    deviceIds: readonly string[],
    order: LockOrder,
  ): Promise<{ readonly issued: number; readonly refused: readonly Refused[] }>;
  /** Ends every unlock of the installation that no device has fetched; the number. */
  endUnfetchedUnlocks(tx: Tx): Promise<number>;
}

export interface Target {
  readonly deviceId: string;
  readonly computerName: string;
}

export function createRemoteLock(ports: RemoteLockPorts): RemoteLock {
  async function issueAll(principal: Principal, deviceIds: readonly string[], order: LockOrder) {
    return ports.transaction(async (tx) => {
      const { organizationId } = principal;
      // One row per device orders everything that is decided about it: commands, check-ins, deregistration.
      await ports.holdForOrder(tx, organizationId, deviceIds);
      const listed = new Map((await selectListed(tx, organizationId, deviceIds)).map((row) => [row.deviceId, row]));
      const wiping = await findWiping(tx, organizationId, deviceIds);
      const targets: Target[] = [];
      const refused: Refused[] = [];
      for (const deviceId of deviceIds) {
        const device = listed.get(deviceId);
        const code = refusalOf(
          device === undefined ? null : { ...device, wiping: wiping.has(deviceId) },
          order.kind,
          principal.groupIds,
        );
        if (code !== null) refused.push({ deviceId, code });
        else targets.push({ deviceId, computerName: device?.computerName ?? '' });
      }
      const at = new Date(ports.clock.now());
      const issued = { organizationId, ...order, issuedBy: principal.loginId, at };
      const commands = targets.length === 0 ? [] : await storeIssued(ports, tx, issued, targets);
      await auditIssued(ports, tx, principal, order, commands, at);
      if (commands.length > 0)
        await ports.wake(
          tx,
          targets.map(({ deviceId }) => deviceId),
        );
      return { commands, refused, at };
    });
  }

  return {
    async issue(principal, deviceId, order) {
      const { commands, refused, at } = await issueAll(principal, [deviceId], order);
      const [command] = commands;
      if (command === undefined) throw new SekishoError(refused[0]?.code ?? 'device-not-found');
      return {
        id: command.id,
        deviceId,
        ...order,
        state: 'issued',
        code: null,
        issuedBy: principal.loginId,
        issuedAt: at.toISOString(),
        deliveredAt: null,
        executedAt: null,
        completedAt: null,
      };
    },
    async issueMany(principal, deviceIds, order) {
      const { commands, refused } = await issueAll(principal, deviceIds, order);
      return { issued: commands.length, refused };
    },
    async endUnfetchedUnlocks(tx) {
      const ended = await supersedeUnfetchedUnlocks(tx, new Date(ports.clock.now()));
      await updateOpenCommand(tx, ended, null);
      return ended.length;
    },
  };
}

export interface IssuedCommand {
  readonly id: string;
  readonly deviceId: string;
}

/** The rows of new locks or unlocks: an older one on its way to the same device ends. The devices' rows of contact are locked. */
export async function storeIssued(
  { ids, tracing }: Pick<RemoteLockPorts, 'ids' | 'tracing'>,
  tx: Tx,
  issued: LockOrder & {
    readonly organizationId: string;
    /** `null`: nobody; the server by itself. */
    readonly issuedBy: string | null;
    readonly at: Date;
  },
  targets: readonly Target[],
): Promise<readonly IssuedCommand[]> {
  const { organizationId, kind, noKeys, issuedBy, at } = issued;
  const deviceIds = targets.map(({ deviceId }) => deviceId);
  await supersedeOpen(tx, organizationId, deviceIds, ['lock', 'unlock'], at);
  const commands = targets.map((target) => ({ ...target, id: ids.next() }));
  const rows = commands.map(({ id, deviceId }) => ({
    id,
    deviceId,
    intent: JSON.stringify(intentOf({ id, organizationId, deviceId, kind, noKeys, issuedAt: at })),
  }));
  await insertCommands(tx, organizationId, { kind, issuedBy, at, trace: tracing.current() }, rows);
  await recordIssued(
    tx,
    organizationId,
    { what: kind, issuedBy, at },
    commands.map(({ id, deviceId, computerName }) => ({ id: ids.next(), deviceId, computerName, commandId: id })),
  );
  await updateOpenCommand(
    tx,
    deviceIds.map((deviceId) => ({ organizationId, deviceId })),
    kind,
  );
  return commands;
}

async function auditIssued(
  ports: RemoteLockPorts,
  tx: Tx,
  principal: Principal,
  { kind, noKeys }: LockOrder,
  commands: readonly IssuedCommand[],
  at: Date,
): Promise<void> {
  const entries = commands.map((command) => ({
    organizationId: principal.organizationId,
    actor: auditActorOf(principal),
    action: `device.${kind}-issued` as const,
    target: { type: 'device', id: command.deviceId },
    detail: { commandId: command.id, ...(noKeys ? { noKeys } : {}) },
    at,
  }));
  await ports.appendAudit(tx, ...entries);
}
