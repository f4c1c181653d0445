/** Updates of the agent as the console sees them: /api/v1/agent-updates. */
import { type Static, Type } from 'typebox';
import { AgentVersion, releaseArchitectures, releasePlatforms } from '../agent-release.ts';
import { updatePatience } from '../device/update.ts';
import { Nullable, OneOf, Sha256Hex, SignedText, Timestamp, Uuid } from '../primitives.ts';

export const ReleaseAdd = Type.Object({ release: SignedText }, { additionalProperties: false });
export type ReleaseAdd = Static<typeof ReleaseAdd>;

export const Release = Type.Object(
  {
    id: Uuid,
    version: AgentVersion,
    minimumVersion: AgentVersion,
    notBefore: Timestamp,
    notAfter: Timestamp,
    addedAt: Timestamp,
    /** Login id. */
    addedBy: Nullable(Type.String()),
    targets: Type.Array(Type.Object({ platform: OneOf(releasePlatforms), architecture: OneOf(releaseArchitectures) })),
    /** Packed files that have not been uploaded yet: until they are, it cannot be rolled out. */
    missing: Type.Array(Sha256Hex),
  },
  { title: 'Release' },
);
export type Release = Static<typeof Release>;

/** `halted`: by the server itself, since too many failed. */
export const rolloutStates = ['running', 'paused', 'halted', 'ended'] as const;
export type RolloutState = (typeof rolloutStates)[number];

const Percent = Type.Integer({ minimum: 1, maximum: 100 });
const GroupId = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
/** `null`: every device, whatever its group. */
const StageGroups = Nullable(Type.Array(GroupId, { minItems: 1, maxItems: 100, uniqueItems: true }));
const Patience = Type.Integer({ minimum: updatePatience.minimum, maximum: updatePatience.maximum });

export const RolloutStart = Type.Object(
  {
    releaseId: Uuid,
    percent: Percent,
    groupIds: StageGroups,
    /** More failures than this, and it halts by itself. */
    toleratedFailures: Type.Integer({ minimum: 0, maximum: 100_000 }),
    checkInWithinSeconds: Patience,
  },
  { title: 'RolloutStart', additionalProperties: false },
);
export type RolloutStart = Static<typeof RolloutStart>;

/** `tryAgain`: devices on which it failed are asked to take it once more. */
export const RolloutChange = Type.Object(
  {
    state: Type.Optional(OneOf(['running', 'paused', 'ended'])),
    percent: Type.Optional(Percent),
    /** In place of those before. */
    groupIds: Type.Optional(StageGroups),
    tryAgain: Type.Optional(Type.Literal(true)),
  },
  { title: 'RolloutChange', additionalProperties: false, minProperties: 1 },
);
export type RolloutChange = Static<typeof RolloutChange>;

export const Rollout = Type.Object(
  {
    id: Uuid,
    releaseId: Uuid,
    version: AgentVersion,
    state: OneOf(rolloutStates),
    percent: Percent,
    groupIds: Nullable(Type.Array(GroupId)),
    toleratedFailures: Type.Integer(),
    checkInWithinSeconds: Type.Integer(),
    startedAt: Timestamp,
    startedBy: Nullable(Type.String()),
    /** Devices that were offered it and have not told yet, that run it, that went back or did not take it. */
    offered: Type.Integer(),
    updated: Type.Integer(),
    failed: Type.Integer(),
  },
  { title: 'Rollout' },
);
export type Rollout = Static<typeof Rollout>;

export const AgentUpdates = Type.Object(
  {
    /** Without one, devices take no update. */
    releaseKeys: Type.Array(Type.Object({ keyId: Type.String(), name: Type.String() })),
    /** The newest first. */
    releases: Type.Array(Release),
    /** The newest first; at most one has not ended. */
    rollouts: Type.Array(Rollout),
  },
  { title: 'AgentUpdates' },
);
export type AgentUpdates = Static<typeof AgentUpdates>;

export const updateDeviceStates = ['offered', 'updated', 'failed'] as const;
export type UpdateDeviceState = (typeof updateDeviceStates)[number];

export const UpdateDevice = Type.Object(
  {
    deviceId: Uuid,
    computerName: Type.String(),
    state: OneOf(updateDeviceStates),
    /** With `failed`: why, one of `updateFaults` or a word of a newer agent. */
    fault: Nullable(Type.String()),
    /** Which version it came from. */
    from: Type.String(),
    at: Timestamp,
  },
  { title: 'UpdateDevice' },
);
export type UpdateDevice = Static<typeof UpdateDevice>;

export const UpdateDeviceQuery = Type.Object({
  state: OneOf(updateDeviceStates),
  /** The last of the page before. */
  after: Type.Optional(Uuid),
});
export type UpdateDeviceQuery = Static<typeof UpdateDeviceQuery>;

export const updateDevicePage = 100;

export const UpdateDeviceList = Type.Object({ items: Type.Array(UpdateDevice) }, { title: 'UpdateDeviceList' });
export type UpdateDeviceList = Static<typeof UpdateDeviceList>;
