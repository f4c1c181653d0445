/** Who of a batch becomes a device: same key, same device; a licence for each new one, and a use of its installer. Pure. */

export interface KnownDevice {
  readonly id: string;
  readonly state: 'active' | 'deregistered';
}

export type InstallerRefusal =
  | 'installer-expired'
  | 'installer-revoked'
  | 'installer-used-up'
  | 'enrolment-refused'
  /** Whoever registers for others may not do so in its group. */
  | 'permission-denied';

export interface EnrolmentCandidate {
  readonly keyHash: string;
  /** Whose token it showed; `null`: the serial number. */
  readonly installerId: string | null;
}

export interface UsableInstaller {
  /** Why nobody registers with it any more. */
  readonly refusal: InstallerRefusal | null;
  /** How many may still register with it; `null`: any number. */
  readonly usesLeft: number | null;
}

export type Enrolment =
  | { readonly outcome: 'new' }
  | { readonly outcome: 'known'; readonly deviceId: string }
  /** A clone that comes back: it takes over that record, and neither a licence nor a use. */
  | { readonly outcome: 'returns'; readonly deviceId: string }
  /** The key of an earlier one in this batch. */
  | { readonly outcome: 'same-as'; readonly index: number }
  | { readonly outcome: 'deregistered'; readonly deviceId: string }
  | { readonly outcome: 'full' }
  | { readonly outcome: 'refused'; readonly code: InstallerRefusal };

/**
 * @param candidates in the order they came
 * @param known devices of the organization with one of these keys
 * @param installers those that candidates showed, as far as they are there
 * @param free licences to give
 * @param returning records that candidates take over, by their index
 */
export function planEnrolments(
  candidates: readonly EnrolmentCandidate[],
  known: ReadonlyMap<string, KnownDevice>,
  installers: ReadonlyMap<string, UsableInstaller>,
  free: number,
  returning: ReadonlyMap<number, string> = new Map(),
): readonly Enrolment[] {
  const plan: Enrolment[] = [];
  const firstOf = new Map<string, number>();
  const used = new Map<string, number>();
  let left = free;

  function refusalOf(installerId: string, takesUse: boolean): InstallerRefusal | null {
    const installer = installers.get(installerId);
    if (installer === undefined) return 'enrolment-refused';
    const { refusal, usesLeft } = installer;
    if (refusal !== null) return refusal;
    const isUsedUp = usesLeft !== null && usesLeft <= (used.get(installerId) ?? 0);
    return takesUse && isUsedUp ? 'installer-used-up' : null;
  }

  for (const [index, { keyHash, installerId }] of candidates.entries()) {
    const device = known.get(keyHash);
    const first = firstOf.get(keyHash);
    const returns = returning.get(index);
    // Whoever is a device already is answered as one, whatever became of the installer: its answer may have been lost.
    const refusal = installerId === null ? null : refusalOf(installerId, returns === undefined);
    if (device?.state === 'deregistered') plan.push({ outcome: 'deregistered', deviceId: device.id });
    else if (device !== undefined) plan.push({ outcome: 'known', deviceId: device.id });
    else if (first !== undefined) plan.push({ outcome: 'same-as', index: first });
    else if (refusal !== null) plan.push({ outcome: 'refused', code: refusal });
    else if (returns !== undefined) {
      firstOf.set(keyHash, index);
      plan.push({ outcome: 'returns', deviceId: returns });
    } else if (left === 0) plan.push({ outcome: 'full' });
    else {
      left -= 1;
      if (installerId !== null) used.set(installerId, (used.get(installerId) ?? 0) + 1);
      firstOf.set(keyHash, index);
      plan.push({ outcome: 'new' });
    }
  }
  return plan;
}
