/** Whether a command may be issued for a device. Pure. */
import {
  type CommandKind,
  type DeviceClientKind,
  type ErrorCode,
  functionRefusal,
  isResident,
} from '@sekisho/contracts';

export interface CommandTarget {
  readonly state: string;
  readonly clientKind: DeviceClientKind;
  readonly groupId: number | null;
}

/** What stands against a command; `null`: nothing does. A device outside the principal's groups does not exist for it. */
export function obstacleTo(
  target: CommandTarget | null,
  kind: CommandKind,
  groupIds: readonly number[] | null,
): ErrorCode | null {
  if (target === null) return 'device-not-found';
  if (groupIds !== null && (target.groupId === null || !groupIds.includes(target.groupId))) return 'device-not-found';
  if (target.state !== 'active') return 'device-deregistered';
  if (kind !== 'collect-inventory') return functionRefusal(target.clientKind, kind);
  // All of them collect; only who stays can be asked to.
  return isResident(target.clientKind) ? null : 'client-not-resident';
}

/** The same of all but a wipe. @param target `wiping`: one has been issued, whether it has been carried out or not */
export function refusalOf(
  target: (CommandTarget & { readonly wiping: boolean }) | null,
  kind: Exclude<CommandKind, 'wipe'>,
  groupIds: readonly number[] | null,
): ErrorCode | null {
  return obstacleTo(target, kind, groupIds) ?? (target?.wiping === true ? 'command-refused-while-wiping' : null);
}
