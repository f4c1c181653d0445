/** Who is offered a release now, and when a rollout stops by itself. Pure. */
import { hash } from 'node:crypto';
import {
  type AgentRelease,
  compareVersions,
  type DeviceClientKind,
  functionRefusal,
  type RolloutState,
  type UpdateRequest,
} from '@sekisho/contracts';
import { targetFor } from '@sekisho/trust';

export interface StagedRollout {
  readonly id: string;
  readonly state: RolloutState;
  readonly percent: number;
  readonly groupIds: readonly number[] | null;
  readonly attempt: number;
}

/**
 * Whether a device is among the first `percent` of a hundred: always the same devices for a rollout, of which a greater percentage only
 * adds others, and other devices first for another rollout.
 */
export function isInStage({ id, percent }: Pick<StagedRollout, 'id' | 'percent'>, deviceId: string): boolean {
  if (percent >= 100) return true;
  return hash('sha256', `${id}/${deviceId}`, 'buffer').readUInt32BE() / 2 ** 32 < percent / 100;
}

/**
 * Devices ask once for each number they are told. Where groups decide, it is another one also when the device was moved: both of what it is
 * made of only rise.
 */
export function toldNumber(
  { revision, groupIds }: { readonly revision: number; readonly groupIds: readonly number[] | null },
  deviceRevision: number,
): number {
  return groupIds === null ? revision : revision + deviceRevision;
}

export interface AskingDevice {
  readonly deviceId: string;
  /** `null`: of none. */
  readonly groupId: number | null;
  readonly clientKind: DeviceClientKind;
  readonly running: UpdateRequest;
  /** What became of it in this rollout before. */
  readonly known: { readonly state: 'offered' | 'updated' | 'failed'; readonly attempt: number } | null;
}

/** Every device would refuse it, and be counted as a failure. */
export const isOver = ({ notAfter }: AgentRelease, nowMs: number): boolean => notAfter < nowMs;

export function isOffered(
  rollout: StagedRollout,
  release: AgentRelease,
  { deviceId, groupId, clientKind, running, known }: AskingDevice,
  nowMs: number,
): boolean {
  if (isOver(release, nowMs)) return false;
  if (functionRefusal(clientKind, 'agent-update') !== null) return false;
  if (rollout.state !== 'running' || !isInStage(rollout, deviceId)) return false;
  if (rollout.groupIds !== null && (groupId === null || !rollout.groupIds.includes(groupId))) return false;
  // An update that was told and is not there any more was undone by an installer: that is somebody's will.
  if (known !== null && known.state !== 'offered' && known.attempt >= rollout.attempt) return false;
  const isNewer = compareVersions(release.version, running.version) > 0;
  return (
    isNewer && compareVersions(running.version, release.minimumVersion) >= 0 && targetFor(release, running) !== null
  );
}
