/** Other versions of the agent: brought beside the one that runs, started instead of it, and kept only once they have checked in. */
import type { ReleaseFile, ReleaseTarget, UpdateFault, UpdateRequest } from '@sekisho/contracts';

/** A version that is to be tried, and by whose wish. */
export interface WantedVersion {
  readonly version: string;
  readonly rollout: string;
  readonly attempt: number;
  /** How long it has to check in. */
  readonly patienceMs: number;
}

/** What became of a trial. */
export interface UpdateEnd {
  readonly version: string;
  readonly from: string;
  readonly rollout: string;
  readonly attempt: number;
  /** `null`: it runs for good. */
  readonly fault: UpdateFault | null;
}

/** Part of a file as it is downloaded; `null`: it cannot be had now. */
export type FetchPart = (file: ReleaseFile, from: number, bytes: number) => Promise<Uint8Array | null>;

/** Why a version could not be brought here, for good. */
export class UpdateRefused extends Error {
  override readonly name = 'UpdateRefused';
  readonly fault: UpdateFault;
  constructor(fault: UpdateFault, cause?: unknown) {
    super(fault, { cause });
    this.fault = fault;
  }
}

export interface Updates {
  readonly running: UpdateRequest;
  /** Whether the version that runs has yet to be confirmed. */
  onTrial(): boolean;
  /** What the server has not been told yet. */
  ended(): UpdateEnd | null;
  /** It has been told. @throws when it cannot be stored */
  forgetEnd(): void;
  /**
   * Brings every file of a version here, whole and verified; what was there already is used. What was fetched before a failure stays.
   * @returns whether it is all here; not: to be asked for again
   * @throws {UpdateRefused} where asking again would not help
   */
  prepare(version: string, target: ReleaseTarget, fetchPart: FetchPart): Promise<boolean>;
  /** From the next start on that version is tried, and this one comes back if it is not confirmed. @throws when it cannot be stored */
  tryNext(wanted: WantedVersion): void;
  /** This process ends because it was asked to: that says nothing about the version. @throws when it cannot be stored */
  giveBackTry(): void;
  /** The version that runs stays; older ones go. @throws when it cannot be stored */
  confirm(): void;
}
