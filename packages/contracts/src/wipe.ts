/** A wipe on its way and back (N18): what stands in its intent, and the device's signed word on what it did. */
import { type Static, Type } from 'typebox';
import { EpochMs, OneOf, PolicyCode, Revision, Uuid } from './primitives.ts';
import { WipeTargets } from './wipe-targets.ts';

/** A wipe that no device has fetched by then is void. */
export const wipeLifetimeMs = 30 * 24 * 3_600_000;

/** `parameters` of an intent of kind `wipe`: the very targets, as they stood when it was issued. */
export const WipeParameters = Type.Object({
  targets: WipeTargets,
  policyCode: PolicyCode,
  policyRevision: Revision,
});
export type WipeParameters = Static<typeof WipeParameters>;

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Path = Type.String({ maxLength: 4096 });

export const wipeOutcomeCodes = [
  /** There is nothing at this path (any more). */
  'wipe-target-missing',
  /** The way to it goes through a symbolic link, which is not followed. */
  'wipe-target-linked',
  /** It belongs to the agent, or to the system as long as the agent needs it. */
  'wipe-target-kept',
  /** No local file system: a network share belongs to others. */
  'wipe-target-not-local',
  'wipe-volume-not-mounted',
  /** Some of it could not be removed; `failures` says what. */
  'wipe-target-incomplete',
  'wipe-nothing-encrypted',
  'wipe-keys-left',
  /** The device can do this part of a wipe not at all. */
  'not-supported-here',
] as const;
export type WipeOutcomeCode = (typeof wipeOutcomeCodes)[number];

/** What became of one target. */
export const WipeOutcome = Type.Object(
  {
    kind: OneOf(['folder', 'pattern', 'volume', 'encryption-keys'] as const),
    /** Folder, mount point or encrypted device. */
    path: Path,
    pattern: Type.Optional(Type.String({ maxLength: 255 })),
    removedFiles: Count,
    removedFolders: Count,
    removedBytes: Count,
    /** Left on purpose: needed by the agent or the system, or another volume. */
    kept: Count,
    /** Removed here, but the same content has another name elsewhere (a hard link). */
    linkedElsewhere: Count,
    failed: Count,
    /** Of encrypted devices: key slots that held a key before, and those that do now. */
    keyslotsBefore: Count,
    keyslotsAfter: Count,
    /** `null`: all of it is gone. */
    code: Type.Union([OneOf(wipeOutcomeCodes), Type.Null()]),
    /** A few of those that failed, with the system's word for why. */
    failures: Type.Array(Type.Object({ path: Path, reason: Type.String({ maxLength: 64 }) }), { maxItems: 5 }),
  },
  { title: 'WipeOutcome' },
);
export type WipeOutcome = Static<typeof WipeOutcome>;

/** `before-keys`: everything but the encryption keys, told before those go. `complete`: the last word. */
export const wipeStages = ['before-keys', 'complete'] as const;
export type WipeStage = (typeof wipeStages)[number];

/** Text of a SignedText of domain `wipe-receipt`, signed with the device's own key. */
export const WipeReceipt = Type.Object({
  organization: Uuid,
  device: Uuid,
  /** Id of the intent that was carried out. */
  intent: Uuid,
  stage: OneOf(wipeStages),
  /** Trusted times of the device. */
  startedAt: EpochMs,
  at: EpochMs,
  outcomes: Type.Array(WipeOutcome, { maxItems: 300 }),
  /** The device shuts down when this has been sent. */
  shutDown: Type.Boolean(),
});
export type WipeReceipt = Static<typeof WipeReceipt>;

/** A target that was not there needs no wiping; anything else that was not done is a failure. */
export function isOutcomeFailed({ code }: Pick<WipeOutcome, 'code'>): boolean {
  return code !== null && code !== 'wipe-target-missing';
}
