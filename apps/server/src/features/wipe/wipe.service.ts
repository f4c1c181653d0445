/** Wipes: issued, cancelled, ended when nobody fetched them; and what people see of them. */
import type {
  ApprovalAsked,
  BulkCommandAnswer,
  DeviceWipe,
  ErrorCode,
  Wipe,
  WipeParameters,
  WipeReceipt,
  WipeReceiptFile,
} from '@sekisho/contracts';
import { wipeLifetimeMs } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { ApprovalGate, CarryOut } from '../approvals/index.ts';
import { type CommandsTable, expireWipes, findLatestWipe, findWiping, supersedeOpen } from '../commands/index.ts';
import { findRegisteredAgain, selectListed, updateOpenCommand } from '../device-list/index.ts';
import { findDeviceRecords, lockDevices } from '../registration/index.ts';
import { type OrderPorts, type PlannedWipe, storeWipes } from './store-wipes.ts';
import { type Confirmed, readWipeIntent, refusalOf, targetsOf, type WipePolicy, wipeIntentOf } from './wipe.rules.ts';
import { type StoredReceipt, selectReceipts } from './wipe.store.ts';
import { askForWipes, createWipeCarryOut } from './wipe-approval.ts';

export interface WipePorts extends OrderPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly appendAudit: AppendAudit;
  readonly approvals: ApprovalGate;
  /** `null` where there is none. */
  readonly findPolicy: (
    organizationId: string,
    code: string,
    tx?: Tx,
  ) => Promise<(WipePolicy & { readonly name: string }) | null>;
}

export interface Confirmation extends Confirmed {
  readonly deviceId: string;
}

export interface Wipes {
  /**
   * Throws `device-not-found`, `device-deregistered`, `wipe-already-issued`, `computer-name-mismatch`, `policy-changed-meanwhile`,
   * `wipe-targets-empty`. Where approvers have to agree, it waits for them.
   */
  issue(principal: Principal, confirmation: Confirmation): Promise<Wipe | { readonly asked: ApprovalAsked }>;
  /** Each device for itself. */
  issueMany(principal: Principal, confirmations: readonly Confirmation[]): Promise<BulkCommandAnswer>;
  /** Throws `device-not-found`, `wipe-not-found`, `wipe-already-delivered`. */
  cancel(principal: Principal, deviceId: string): Promise<void>;
  of(principal: Principal, deviceId: string): Promise<DeviceWipe>;
  /** Throws `wipe-not-found` while there is no receipt. */
  receiptFile(principal: Principal, deviceId: string): Promise<WipeReceiptFile>;
  /** What approvers have signed. */
  carryOut: CarryOut;
  /** Ends wipes whose intent has expired unfetched. */
  expire(): Promise<void>;
  /** Ends every wipe of the installation that no device has fetched; the number. */
  expireUnfetched(tx: Tx): Promise<number>;
}

export function createWipes(ports: WipePorts): Wipes {
  return {
    async issue(principal, confirmation) {
      const { refused, asked } = await issueAll(ports, principal, [confirmation]);
      const [first] = refused;
      if (first !== undefined) throw refusalError(first.code);
      if (asked !== null) return { asked };
      const command = await findLatestWipe(ports.db, keyOf(principal, confirmation.deviceId));
      if (command === null) throw new SekishoError('wipe-not-found');
      return wipeOf(command, []);
    },
    async issueMany(principal, confirmations) {
      const { issued, refused, asked } = await issueAll(ports, principal, confirmations);
      return { issued: issued.length, refused: [...refused], ...(asked === null ? {} : { asked }) };
    },
    cancel: (principal, deviceId) => ports.transaction((tx) => cancel(ports, tx, principal, deviceId)),
    of: (principal, deviceId) => describe(ports, principal, deviceId),
    async receiptFile(principal, deviceId) {
      const command = await findLatestWipe(ports.db, keyOf(principal, deviceId));
      const receipts = command === null ? [] : await selectReceipts(ports.db, principal.organizationId, command.id);
      const [record] = await findDeviceRecords(ports.db, [deviceId]);
      if (command === null || receipts.length === 0 || record === undefined) throw new SekishoError('wipe-not-found');
      return {
        intent: command.intent,
        devicePublicKey: record.publicKey.toString('base64url'),
        receipts: receipts.map(({ text, signatures }) => ({ text, signatures })),
      };
    },
    carryOut: createWipeCarryOut(ports),
    async expire() {
      await ports.transaction((tx) => expire(ports, tx, wipeLifetimeMs));
    },
    expireUnfetched: (tx) => expire(ports, tx, 0),
  };
}

const keyOf = ({ organizationId }: Principal, deviceId: string) => ({ organizationId, deviceId });

function refusalError(code: ErrorCode): SekishoError {
  return code === 'computer-name-mismatch'
    ? new SekishoError(code, { errors: [{ pointer: '/computerName', code }] })
    : new SekishoError(code);
}

async function issueAll(ports: WipePorts, principal: Principal, confirmations: readonly Confirmation[]) {
  return ports.transaction(async (tx) => {
    const at = new Date(ports.clock.now());
    const { planned, refused } = await planWipes(ports, tx, principal, confirmations, at);
    if (planned.length > 0 && (await ports.approvals.isNeeded(tx, principal.organizationId, 'wipe')))
      return { issued: [], refused, asked: await askForWipes(ports.approvals, tx, principal, planned) };
    await storeWipes(ports, tx, { organizationId: principal.organizationId, issuedBy: principal.loginId, at }, planned);
    const entries = planned.map(({ id, deviceId, parameters }) => ({
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action: 'device.wipe-issued' as const,
      target: { type: 'device', id: deviceId },
      detail: { commandId: id, ...parameters },
      at,
    }));
    await ports.appendAudit(tx, ...entries);
    return { issued: planned, refused, asked: null };
  });
}

/** Decides for each device, in the order given, and makes the intents; the devices' rows are locked from here on. */
async function planWipes(
  ports: Pick<WipePorts, 'ids' | 'findPolicy' | 'holdForOrder'>,
  tx: Tx,
  principal: Principal,
  confirmations: readonly Confirmation[],
  at: Date,
): Promise<{
  readonly planned: readonly PlannedWipe[];
  readonly refused: readonly { readonly deviceId: string; readonly code: ErrorCode }[];
}> {
  const { organizationId, groupIds } = principal;
  const deviceIds = confirmations.map(({ deviceId }) => deviceId);
  await ports.holdForOrder(tx, organizationId, deviceIds);
  const listed = new Map((await selectListed(tx, organizationId, deviceIds)).map((row) => [row.deviceId, row]));
  const wiping = new Set(await findWiping(tx, organizationId, deviceIds));
  const policies = new Map<string, WipePolicy | null>();
  for (const code of new Set([...listed.values()].map((row) => row.policyCode)))
    policies.set(code, await ports.findPolicy(organizationId, code, tx));
  const planned: PlannedWipe[] = [];
  const refused: { deviceId: string; code: ErrorCode }[] = [];
  for (const confirmation of confirmations) {
    const { deviceId } = confirmation;
    const device = listed.get(deviceId);
    const policy = policies.get(device?.policyCode ?? '') ?? null;
    const facts = device === undefined ? null : { ...device, wiping: wiping.has(deviceId) };
    const code = refusalOf(facts, policy, confirmation, groupIds);
    if (code !== null || device === undefined || policy === null) {
      refused.push({ deviceId, code: code ?? 'device-not-found' });
      continue;
    }
    wiping.add(deviceId);
    const parameters: WipeParameters = {
      targets: targetsOf(device, policy),
      policyCode: policy.code,
      policyRevision: policy.revision,
    };
    const id = ports.ids.next();
    const intent = JSON.stringify(wipeIntentOf({ id, organizationId, deviceId, issuedAt: at, parameters }));
    const { computerName, hardwareSerialNumber } = device;
    planned.push({ id, deviceId, computerName, hardwareSerialNumber, parameters, intent });
  }
  return { planned, refused };
}

/** Only while no device can have fetched it: what has been delivered may be running. */
async function cancel(ports: WipePorts, tx: Tx, principal: Principal, deviceId: string): Promise<void> {
  const { organizationId } = principal;
  await lockDevices(tx, organizationId, [deviceId]);
  const command = await findLatestWipe(tx, { organizationId, deviceId });
  if (command === null || !['issued', 'delivered'].includes(command.state)) throw new SekishoError('wipe-not-found');
  if (command.state === 'delivered') throw new SekishoError('wipe-already-delivered');
  const at = new Date(ports.clock.now());
  await supersedeOpen(tx, organizationId, [deviceId], ['wipe'], at);
  await updateOpenCommand(tx, [{ organizationId, deviceId }], null);
  await ports.appendAudit(tx, {
    organizationId,
    actor: auditActorOf(principal),
    action: 'device.wipe-cancelled',
    target: { type: 'device', id: deviceId },
    detail: { commandId: command.id },
    at,
  });
}

async function expire(ports: WipePorts, tx: Tx, olderThanMs: number): Promise<number> {
  const at = new Date(ports.clock.now());
  const expired = await expireWipes(tx, new Date(at.getTime() - olderThanMs));
  await updateOpenCommand(tx, expired, null);
  const entries = expired.map(({ organizationId, deviceId, commandId }) => ({
    organizationId,
    actor: { type: 'system' } as const,
    action: 'device.wipe-expired' as const,
    target: { type: 'device', id: deviceId },
    detail: { commandId },
    at,
  }));
  await ports.appendAudit(tx, ...entries);
  return entries.length;
}

async function describe(ports: WipePorts, principal: Principal, deviceId: string): Promise<DeviceWipe> {
  const { organizationId } = principal;
  const [device] = await selectListed(ports.db, organizationId, [deviceId]);
  const policy = device === undefined ? null : await ports.findPolicy(organizationId, device.policyCode);
  if (device === undefined || policy === null) throw new SekishoError('device-not-found');
  const command = await findLatestWipe(ports.db, { organizationId, deviceId });
  const receipts = command === null ? [] : await selectReceipts(ports.db, organizationId, command.id);
  const again = await findRegisteredAgain(ports.db, { organizationId, deviceId });
  return {
    policyCode: policy.code,
    policyName: policy.name,
    policyRevision: policy.revision,
    targets: targetsOf(device, policy),
    latest: command === null ? null : wipeOf(command, receipts),
    registeredAgain: again === null ? null : { deviceId: again.deviceId, at: again.at.toISOString() },
  };
}

function wipeOf(command: CommandsTable, receipts: readonly StoredReceipt[]): Wipe {
  const { targets, policyCode, policyRevision, notAfter } = readWipeIntent(command.intent);
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: command.id,
    state: command.state,
    code: command.code,
    issuedBy: command.issued_by,
    issuedAt: command.issued_at.toISOString(),
    deliveredAt: iso(command.delivered_at),
    executedAt: iso(command.executed_at),
    completedAt: iso(command.completed_at),
    notAfter: notAfter === null ? null : new Date(notAfter).toISOString(),
    policyCode,
    policyRevision,
    targets,
    receipts: receipts.map(receiptOf),
  };
}

function receiptOf({ text, received_at }: StoredReceipt): Wipe['receipts'][number] {
  const { stage, startedAt, at, outcomes } = JSON.parse(text) as WipeReceipt;
  return {
    stage,
    startedAt: new Date(startedAt).toISOString(),
    at: new Date(at).toISOString(),
    receivedAt: received_at.toISOString(),
    outcomes,
  };
}
