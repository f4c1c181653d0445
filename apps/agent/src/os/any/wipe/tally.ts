/** Counts of what a wipe did to one target, and a few examples of what it could not do. */
import type { WipeOutcome, WipeOutcomeCode } from '@sekisho/contracts';

type Subject = Pick<WipeOutcome, 'kind' | 'path' | 'pattern'>;

const maximumExamples = 3;
const maximumPathCharacters = 500;

export class Tally {
  removedFiles = 0;
  removedFolders = 0;
  removedBytes = 0;
  kept = 0;
  linkedElsewhere = 0;
  failed = 0;
  readonly #failures: { path: string; reason: string }[] = [];

  fail(path: string, reason: string): void {
    this.failed += 1;
    if (this.#failures.length < maximumExamples)
      this.#failures.push({ path: path.toWellFormed().slice(0, maximumPathCharacters), reason: reason.slice(0, 64) });
  }

  outcome(
    subject: Subject,
    code: WipeOutcomeCode | null = this.failed > 0 ? 'wipe-target-incomplete' : null,
  ): WipeOutcome {
    const { removedFiles, removedFolders, removedBytes, kept, linkedElsewhere, failed } = this;
    const counts = { removedFiles, removedFolders, removedBytes, kept, linkedElsewhere, failed };
    return { ...subject, ...counts, keyslotsBefore: 0, keyslotsAfter: 0, code, failures: this.#failures };
  }
}
