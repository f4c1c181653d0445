/** A release of the agent: what is signed (domain `agent-release`) by a key that no server holds, and why a device does not take one. */
import { type Static, Type } from 'typebox';
import { EpochMs, OneOf, Sha256Hex } from './primitives.ts';

/** Three numbers; nothing else could be compared by everybody alike. */
export const AgentVersion = Type.String({ pattern: '^(0|[1-9]\\d{0,4})(\\.(0|[1-9]\\d{0,4})){2}$' });

/** Below zero: `left` is older. */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string) => version.split('.').map(Number);
  const others = numbers(right);
  return (
    numbers(left)
      .map((number, index) => number - (others[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  );
}

/** Of one file in a release, and of the folder it may lie in: nothing that any system reads as something else. */
const namePattern = '[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?';

export const releaseFileMaxBytes = 256 * 1024 * 1024;

const FileBytes = Type.Integer({ minimum: 0, maximum: releaseFileMaxBytes });

/** `packed`: as it is downloaded, under gzip. */
export const ReleaseFile = Type.Object({
  name: Type.String({ maxLength: 100, pattern: `^${namePattern}(/${namePattern})?$` }),
  executable: Type.Boolean(),
  bytes: FileBytes,
  sha256: Sha256Hex,
  packed: Type.Object({ bytes: FileBytes, sha256: Sha256Hex }),
});
export type ReleaseFile = Static<typeof ReleaseFile>;

export const releasePlatforms = ['linux', 'windows', 'macos'] as const;
export type ReleasePlatform = (typeof releasePlatforms)[number];

/** `universal`: one folder for every processor. */
export const releaseArchitectures = ['x64', 'arm64', 'x86', 'universal'] as const;
export type ReleaseArchitecture = (typeof releaseArchitectures)[number];

export const ReleaseTarget = Type.Object({
  platform: OneOf(releasePlatforms),
  architecture: OneOf(releaseArchitectures),
  files: Type.Array(ReleaseFile, { minItems: 1, maxItems: 64 }),
});
export type ReleaseTarget = Static<typeof ReleaseTarget>;

export const AgentRelease = Type.Object({
  version: AgentVersion,
  /** From which version on it may be taken in one step. */
  minimumVersion: AgentVersion,
  /** Devices take it between these two, by their trusted time: an old release with a known fault is worth nothing to a thief for long. */
  notBefore: EpochMs,
  notAfter: EpochMs,
  targets: Type.Array(ReleaseTarget, { minItems: 1, maxItems: 8 }),
});
export type AgentRelease = Static<typeof AgentRelease>;

/** Why a device has not taken a release, or has gone back from it. An unknown word (of a newer agent) is shown as it is. */
export const updateFaults = [
  'release-untrusted',
  'release-malformed',
  'release-not-newer',
  'release-step-too-wide',
  'release-not-yet',
  'release-expired',
  'release-not-for-here',
  'runtime-differs',
  'download-damaged',
  'disk-full',
  'cannot-write',
  'did-not-start',
  'did-not-check-in',
] as const;
export type UpdateFault = (typeof updateFaults)[number];
