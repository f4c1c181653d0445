/** Deregistration: a signed notice that is kept for good, the licence freed, everything on its way ended, the device told. */
import type { DeregistrationNotice, SignedText, SigningDomain } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Topic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { supersedeOpen } from '../commands/index.ts';
import { markDeregistered, selectListed } from '../device-list/index.ts';
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
}

export interface Deregistration {
  /** Throws `device-not-found`, `device-deregistered`. */
  deregister(principal: Principal, deviceId: string): Promise<void>;
}

export function createDeregistration(ports: DeregistrationPorts): Deregistration {
  return {
    deregister: (principal, deviceId) => ports.transaction((tx) => deregister(ports, tx, principal, deviceId)),
  };
}

async function deregister(ports: DeregistrationPorts, tx: Tx, principal: Principal, deviceId: string): Promise<void> {
  const { organizationId } = principal;
  await lockDevices(tx, organizationId, [deviceId]);
  const [device] = await selectListed(tx, organizationId, [deviceId]);
  const code = refusalOf(device ?? null, principal.groupIds);
  if (code !== null) throw new SekishoError(code);
  const at = new Date(ports.clock.now());
  const content: DeregistrationNotice = { organization: organizationId, device: deviceId, at: at.getTime() };
  const notice = await ports.signFor(organizationId, 'deregistration', JSON.stringify(content));
  await closeDeviceRecord(tx, { organizationId, id: deviceId, notice, at });
  await supersedeOpen(tx, organizationId, [deviceId], ['lock', 'unlock', 'wipe'], at);
  await markDeregistered(tx, { organizationId, deviceId });
  await ports.takeOffMap(tx, organizationId, [deviceId]);
  await ports.releaseLicences(tx, organizationId, 1);
  await ports.appendAudit(tx, {
    organizationId,
    actor: auditActorOf(principal),
    action: 'device.deregistered',
    target: { type: 'device', id: deviceId },
    detail: { computerName: device?.computerName },
    at,
  });
  await ports.outbox.enqueue(tx, ports.deviceRevoked, deviceId);
}
