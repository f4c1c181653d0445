/** Requests for an inventory, now: decided, stored, audited, and the devices woken, in one transaction. */
import type { BulkCommandAnswer, Command, ErrorCode } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import { commandOf, findOpenOfKind, findWiping, insertCommands, refusalOf, supersedeOpen } from '../commands/index.ts';
import { selectListed } from '../device-list/index.ts';
import { lockDevices } from '../registration/index.ts';
import { intentOf, stands } from './inventory-request.rules.ts';

export interface InventoryRequestsPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly appendAudit: AppendAudit;
  readonly tracing: Tracing;
  /** Tells devices to check in once `tx` has committed; a wake that fails is tried again, never a failed request. */
  readonly wake: (tx: Tx, deviceIds: readonly string[]) => Promise<void>;
}

export interface InventoryRequests {
  /**
   * The command that asks the device: a new one, or the one it has not answered yet. Throws `device-not-found`,
   * `device-deregistered`, `client-not-resident`, `command-refused-while-wiping`.
   */
  ask(principal: Principal, deviceId: string): Promise<Command>;
  /** Each device for itself; nothing is thrown for those that cannot be asked. */
  askMany(principal: Principal, deviceIds: readonly string[]): Promise<BulkCommandAnswer>;
}

const kind = 'collect-inventory';

export function createInventoryRequests(ports: InventoryRequestsPorts): InventoryRequests {
  const askAll = (principal: Principal, deviceIds: readonly string[]) =>
    ports.transaction(async (tx) => {
      const { organizationId } = principal;
      // One row per device orders everything that is decided about it: of two who ask at once, the second finds the first's.
      await lockDevices(tx, organizationId, deviceIds);
      const { asked, refused } = await decide(tx, principal, deviceIds);
      const at = new Date(ports.clock.now());
      const standing = (await findOpenOfKind(tx, organizationId, asked, kind)).filter((row) =>
        stands(row.issued_at, at),
      );
      const asks = new Set(standing.map((row) => row.device_id));
      const anew = asked.filter((deviceId) => !asks.has(deviceId));
      if (anew.length > 0) await issue(ports, tx, principal, anew, at);
      if (asked.length > 0) await ports.wake(tx, asked);
      return { commands: await findOpenOfKind(tx, organizationId, asked, kind), refused };
    });
  return {
    async ask(principal, deviceId) {
      const { commands, refused } = await askAll(principal, [deviceId]);
      const [command] = commands;
      if (command === undefined) throw new SekishoError(refused[0]?.code ?? 'device-not-found');
      return commandOf(command);
    },
    async askMany(principal, deviceIds) {
      const { commands, refused } = await askAll(principal, deviceIds);
      return { issued: commands.length, refused };
    },
  };
}

async function decide(tx: Tx, { organizationId, groupIds }: Principal, deviceIds: readonly string[]) {
  const listed = new Map((await selectListed(tx, organizationId, deviceIds)).map((row) => [row.deviceId, row]));
  const wiping = await findWiping(tx, organizationId, deviceIds);
  const asked: string[] = [];
  const refused: { deviceId: string; code: ErrorCode }[] = [];
  for (const deviceId of deviceIds) {
    const device = listed.get(deviceId);
    const target = device === undefined ? null : { ...device, wiping: wiping.has(deviceId) };
    const code = refusalOf(target, kind, groupIds);
    if (code === null) asked.push(deviceId);
    else refused.push({ deviceId, code });
  }
  return { asked, refused };
}

async function issue(
  { ids, tracing, appendAudit }: InventoryRequestsPorts,
  tx: Tx,
  principal: Principal,
  deviceIds: readonly string[],
  at: Date,
): Promise<void> {
  const { organizationId, loginId: issuedBy } = principal;
  await supersedeOpen(tx, organizationId, deviceIds, [kind], at);
  const commands = deviceIds.map((deviceId) => {
    const id = ids.next();
    return { id, deviceId, intent: JSON.stringify(intentOf({ id, organizationId, deviceId, issuedAt: at })) };
  });
  await insertCommands(tx, organizationId, { kind, issuedBy, at, trace: tracing.current() }, commands);
  const entries = commands.map(({ id, deviceId }) => ({
    organizationId,
    actor: auditActorOf(principal),
    action: 'inventory.requested' as const,
    target: { type: 'device', id: deviceId },
    detail: { commandId: id },
    at,
  }));
  await appendAudit(tx, ...entries);
}
