/** Deregistration: a signed notice that is kept for good, the licence freed, everything on its way ended, the device told. */
import type {
  Approval,
  ApprovalAsked,
  AuditAction,
  DeregistrationNotice,
  SignedText,
  SigningDomain,
} from '@sekisho/contracts';
import { type AppendAudit, type AuditActor, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Topic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { ApprovalGate, CarryOut } from '../approvals/index.ts';
import { supersedeOpen } from '../commands/index.ts';
import { type ListedDevice, markDeregistered, selectListed } from '../device-list/index.ts';
import { closeDeviceRecord, lockDevices } from '../registration/index.ts';
import { refusalOf } from './deregistration.rules.ts';

export interface DeregistrationPorts {
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly appendAudit: AppendAudit;
  /** Payload: id of the device. */
  readonly deviceRevoked: Topic<string>;
  readonly signFor: (organizationId: string, domain: SigningDomain, text: string) => Promise<SignedText>;
  /** Its last position is shown no longer; its track stays as long as its policy keeps it. */
  readonly takeOffMap: (tx: Tx, organizationId: string, deviceIds: readonly string[]) => Promise<void>;
  readonly releaseLicences: (tx: Tx, organizationId: string, count: number) => Promise<void>;
  readonly approvals: ApprovalGate;
}

export interface Deregistration {
  /** `null`: done; else it waits for approval. Throws `device-not-found`, `device-deregistered`. */
  deregister(principal: Principal, deviceId: string): Promise<ApprovalAsked | null>;
  /**
   * Devices that another one has turned out to be; those closed meanwhile are left as they are. No approval is asked: what is closed
   * is no client's, so that nothing on any machine changes.
   */
  closeReplaced(
    tx: Tx,
    organizationId: string,
    replacements: readonly { readonly deviceId: string; readonly by: string }[],
  ): Promise<void>;
  /** Whether deregistrations wait for approvers. */
  needsApproval(tx: Tx, organizationId: string): Promise<boolean>;
  /**
   * Clones that fell silent, by the server itself. @param stillDue which of them, asked once nobody else can change anything about them
   * @returns how many
   */
  closeSilent(
    tx: Tx,
    organizationId: string,
    deviceIds: readonly string[],
    stillDue: () => Promise<readonly Closing[]>,
  ): Promise<number>;
  /** What approvers have signed; devices deregistered meanwhile are left as they are. */
  carryOut: CarryOut;
}

interface Closing {
  readonly deviceId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Notice {
  readonly text: string;
  readonly approvals: readonly Approval[];
  readonly actor: AuditActor;
  readonly action?: AuditAction;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export function createDeregistration(ports: DeregistrationPorts): Deregistration {
  return {
    deregister: (principal, deviceId) => ports.transaction((tx) => deregister(ports, tx, principal, deviceId)),
    closeReplaced: (tx, organizationId, replacements) => closeReplaced(ports, tx, organizationId, replacements),
    needsApproval: (tx, organizationId) => ports.approvals.isNeeded(tx, organizationId, 'deregistration'),
    async closeSilent(tx, organizationId, deviceIds, stillDue) {
      await hold(ports, tx, organizationId, deviceIds);
      return closeAll(ports, tx, organizationId, 'device.removed-silent', await stillDue());
    },
    async carryOut(tx, { organizationId, requestId, askedBy, actor, at }, statements) {
      let done = 0;
      const deviceIds = statements.flatMap(({ deviceId }) => deviceId ?? []);
      await hold(ports, tx, organizationId, deviceIds);
      for (const { deviceId, text, approvals } of statements) {
        const device = deviceId === null ? null : await look(tx, organizationId, deviceId);
        if (device === null || refusalOf(device, null) !== null) continue;
        const detail = { approvalRequest: requestId, askedBy };
        await close(ports, tx, organizationId, device, { text, approvals, actor, detail, at });
        done += 1;
      }
      return done;
    },
  };
}

/** Licences first, as whoever registers takes them, then all the devices in one order: no two wait for each other. */
async function hold(
  ports: DeregistrationPorts,
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<void> {
  await ports.releaseLicences(tx, organizationId, 0);
  await lockDevices(tx, organizationId, deviceIds);
}

async function look(tx: Tx, organizationId: string, deviceId: string): Promise<ListedDevice | null> {
  const [device] = await selectListed(tx, organizationId, [deviceId]);
  return device ?? null;
}

async function deregister(
  ports: DeregistrationPorts,
  tx: Tx,
  principal: Principal,
  deviceId: string,
): Promise<ApprovalAsked | null> {
  const { organizationId } = principal;
  await hold(ports, tx, organizationId, [deviceId]);
  const device = await look(tx, organizationId, deviceId);
  const code = refusalOf(device, principal.groupIds);
  if (code !== null || device === null) throw new SekishoError(code ?? 'device-not-found');
  const at = new Date(ports.clock.now());
  const content: DeregistrationNotice = { organization: organizationId, device: deviceId, at: at.getTime() };
  const text = JSON.stringify(content);
  if (await ports.approvals.isNeeded(tx, organizationId, 'deregistration')) {
    const { computerName, hardwareSerialNumber } = device;
    const subject = { computerName, hardwareSerialNumber };
    return ports.approvals.ask(tx, principal, 'deregistration', [{ deviceId, subject, text }]);
  }
  await close(ports, tx, organizationId, device, { text, approvals: [], actor: auditActorOf(principal), at });
  return null;
}

async function closeReplaced(
  ports: DeregistrationPorts,
  tx: Tx,
  organizationId: string,
  replacements: readonly { readonly deviceId: string; readonly by: string }[],
): Promise<void> {
  const closings = replacements.map(({ deviceId, by }) => ({ deviceId, detail: { by } }));
  const deviceIds = closings.map(({ deviceId }) => deviceId);
  await hold(ports, tx, organizationId, deviceIds);
  await closeAll(ports, tx, organizationId, 'device.replaced', closings);
}

/** By the server itself, of devices that are held; those closed meanwhile are left as they are. @returns how many */
async function closeAll(
  ports: DeregistrationPorts,
  tx: Tx,
  organizationId: string,
  action: AuditAction,
  closings: readonly Closing[],
): Promise<number> {
  const at = new Date(ports.clock.now());
  let closed = 0;
  for (const { deviceId, detail } of closings) {
    const device = await look(tx, organizationId, deviceId);
    if (device === null || refusalOf(device, null) !== null) continue;
    const content: DeregistrationNotice = { organization: organizationId, device: deviceId, at: at.getTime() };
    const notice = { text: JSON.stringify(content), approvals: [], actor: { type: 'system' } as const, at };
    await close(ports, tx, organizationId, device, { ...notice, action, detail });
    closed += 1;
  }
  return closed;
}

/** From the commit on nothing of the device is stored any more. */
async function close(
  ports: DeregistrationPorts,
  tx: Tx,
  organizationId: string,
  { deviceId, computerName }: ListedDevice,
  { text, approvals, actor, action = 'device.deregistered', detail = {}, at }: Notice,
): Promise<void> {
  const signed = await ports.signFor(organizationId, 'deregistration', text);
  const notice = { ...signed, approvals: [...approvals] };
  await closeDeviceRecord(tx, { organizationId, id: deviceId, notice, at });
  await supersedeOpen(tx, organizationId, [deviceId], ['lock', 'unlock', 'wipe', 'collect-inventory'], at);
  await markDeregistered(tx, { organizationId, deviceId });
  await ports.takeOffMap(tx, organizationId, [deviceId]);
  await ports.releaseLicences(tx, organizationId, 1);
  await ports.appendAudit(tx, {
    organizationId,
    actor,
    action,
    target: { type: 'device', id: deviceId },
    detail: { computerName, ...detail },
    at,
  });
  await ports.outbox.enqueue(tx, ports.deviceRevoked, deviceId);
}
