/** Updates of the agent: POST /device/v1/update asks for one, GET /device/v1/files/:sha256 fetches it. */
import { type Static, Type } from 'typebox';
import { AgentVersion, releaseArchitectures, releasePlatforms } from '../agent-release.ts';
import { Nullable, OneOf, SignedText, Uuid } from '../primitives.ts';

/** How long a new version has to check in for the first time; seconds. */
export const updatePatience = { minimum: 10, maximum: 3_600, usual: 600 } as const;

export const UpdateRequest = Type.Object({
  platform: OneOf(releasePlatforms),
  architecture: OneOf(releaseArchitectures),
  version: AgentVersion,
});
export type UpdateRequest = Static<typeof UpdateRequest>;

export const UpdateOffer = Type.Object({
  rollout: Uuid,
  /** Rises when the organization has those try again that failed. */
  attempt: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  /** Domain `agent-release`. */
  release: SignedText,
  checkInWithinSeconds: Type.Integer({ minimum: updatePatience.minimum, maximum: updatePatience.maximum }),
});
export type UpdateOffer = Static<typeof UpdateOffer>;

/** `null`: nothing for this device now. */
export const UpdateAnswer = Type.Object({ offer: Nullable(UpdateOffer) });
export type UpdateAnswer = Static<typeof UpdateAnswer>;

/** A file is fetched in parts of at most this many bytes. */
export const filePartBytes = 1024 * 1024;
