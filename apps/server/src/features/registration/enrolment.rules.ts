/** Who of a batch becomes a device: same key, same device; a licence for each new one, as long as there are any. Pure. */

export interface KnownDevice {
  readonly id: string;
  readonly state: 'active' | 'deregistered';
}

export type Enrolment =
  | { readonly outcome: 'new' }
  | { readonly outcome: 'known'; readonly deviceId: string }
  /** The key of an earlier one in this batch. */
  | { readonly outcome: 'same-as'; readonly index: number }
  | { readonly outcome: 'deregistered'; readonly deviceId: string }
  | { readonly outcome: 'full' };

/**
 * @param keyHashes of the candidates, in the order they came
 * @param known devices of the organization with one of these keys
 * @param free licences to give
 */
export function planEnrolments(
  keyHashes: readonly string[],
  known: ReadonlyMap<string, KnownDevice>,
  free: number,
): readonly Enrolment[] {
  const plan: Enrolment[] = [];
  const firstOf = new Map<string, number>();
  let left = free;
  for (const [index, hash] of keyHashes.entries()) {
    const device = known.get(hash);
    const first = firstOf.get(hash);
    if (device?.state === 'deregistered') plan.push({ outcome: 'deregistered', deviceId: device.id });
    else if (device !== undefined) plan.push({ outcome: 'known', deviceId: device.id });
    else if (first !== undefined) plan.push({ outcome: 'same-as', index: first });
    else if (left === 0) plan.push({ outcome: 'full' });
    else {
      left -= 1;
      firstOf.set(hash, index);
      plan.push({ outcome: 'new' });
    }
  }
  return plan;
}
