/** What people decide about one device: policy, group, user name, note. Saving makes it pending and wakes it. */
import type { DeviceDetail, DevicePatch } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import {
  type DeviceListReader,
  deviceScopeOf,
  emptyGroupOfDeregistered,
  moveDeregisteredToPolicy,
  updateAssignment,
} from '../device-list/index.ts';
import type { Groups } from '../groups/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import { lockDevices } from '../registration/index.ts';
import * as store from './devices.store.ts';
import { noteMaxWidth, widthOf } from './note.rules.ts';

export interface Devices {
  /** Throws `device-not-found`, `device-deregistered`, `policy-not-found`, `group-not-found`, `note-too-long`. */
  change(principal: Principal, deviceId: string, changes: DevicePatch): Promise<DeviceDetail>;
}

export interface DevicesPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly organizations: Pick<Organizations, 'raiseSettingsNumber'>;
  readonly policies: Pick<Policies, 'hold'>;
  readonly groups: Pick<Groups, 'hold'>;
  readonly deviceList: Pick<DeviceListReader, 'get'>;
  /** Tells the device to check in, once `tx` has committed; of the live feature. */
  readonly wake: (tx: Tx, deviceId: string) => Promise<void>;
}

/** The same refusal, at the field that names what is not there. */
function atField(pointer: string): (cause: unknown) => never {
  return (cause) => {
    if (!(cause instanceof SekishoError)) throw cause;
    throw new SekishoError(cause.code, { errors: [{ pointer, code: cause.code }], cause });
  };
}

/** A group administrator moves devices among own groups alone, never out of them. */
function isOwnGroup({ groupIds }: Principal, groupId: number | null): boolean {
  return groupIds === null || (groupId !== null && groupIds.includes(groupId));
}

export function createDevices(ports: DevicesPorts): Devices {
  return {
    async change(principal, deviceId, changes) {
      if (changes.note !== undefined && widthOf(changes.note) > noteMaxWidth) {
        throw new SekishoError('note-too-long', { errors: [{ pointer: '/note', code: 'note-too-long' }] });
      }
      await ports.transaction((tx) => change(ports, tx, principal, deviceId, changes));
      return ports.deviceList.get(deviceScopeOf(principal), deviceId);
    },
  };
}

async function change(
  ports: DevicesPorts,
  tx: Tx,
  principal: Principal,
  deviceId: string,
  changes: DevicePatch,
): Promise<void> {
  const { organizationId } = principal;
  const deviceRevision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
  await lockDevices(tx, organizationId, [deviceId]);
  const before = await store.lockDevice(tx, deviceScopeOf(principal), deviceId);
  if (before === undefined) throw new SekishoError('device-not-found');
  if (before.state === 'deregistered') throw new SekishoError('device-deregistered');
  const policyCode = changes.policyCode ?? before.policyCode;
  await ports.policies.hold(tx, organizationId, policyCode).catch(atField('/policyCode'));
  const groupId = changes.groupId === undefined ? before.groupId : changes.groupId;
  if (groupId !== before.groupId && !isOwnGroup(principal, groupId))
    atField('/groupId')(new SekishoError('group-not-found'));
  const group =
    groupId === null ? null : await ports.groups.hold(tx, organizationId, groupId).catch(atField('/groupId'));
  await store.updateAssignment(tx, organizationId, deviceId, { policyCode, groupId, deviceRevision });
  await updateAssignment(tx, organizationId, deviceId, {
    policyCode,
    group,
    deviceRevision,
    ...(changes.userName === undefined ? {} : { userName: changes.userName }),
    ...(changes.note === undefined ? {} : { note: changes.note }),
  });
  await ports.appendAudit(tx, {
    organizationId,
    actor: auditActorOf(principal),
    action: 'device.saved',
    target: { type: 'device', id: deviceId },
    detail: { before: { policyCode: before.policyCode, groupId: before.groupId }, changes, revision: deviceRevision },
    at: new Date(ports.clock.now()),
  });
  await ports.wake(tx, deviceId);
}

/** Before a policy is deleted: deregistered devices move to another. @returns whether any others stay under it */
export async function vacatePolicy(tx: Tx, organizationId: string, code: string, to: string): Promise<boolean> {
  await store.moveDeregisteredToPolicy(tx, organizationId, code, to);
  await moveDeregisteredToPolicy(tx, organizationId, code, to);
  return store.isUnderPolicy(tx, organizationId, code);
}

/** Before a group is deleted: deregistered devices leave it. @returns whether any others stay in it */
export async function vacateGroup(tx: Tx, organizationId: string, groupId: number): Promise<boolean> {
  await store.takeDeregisteredOutOfGroup(tx, organizationId, groupId);
  await emptyGroupOfDeregistered(tx, organizationId, groupId);
  return store.isInGroup(tx, organizationId, groupId);
}
