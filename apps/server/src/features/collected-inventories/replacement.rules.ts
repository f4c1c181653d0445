/** Of several devices that are one machine: which records give way to which. Pure. */
import { isResident } from '@sekisho/contracts';
import type { KnownMachine } from './known-machines.store.ts';

export interface Replacement {
  readonly deviceId: string;
  readonly by: string;
}

/** A client of ours that stays is never replaced; among the others the record that was there first stays. */
function givesWay(one: KnownMachine, other: KnownMachine): boolean {
  if (isResident(one.clientKind)) return false;
  return isResident(other.clientKind) || other.deviceId < one.deviceId;
}

/** @param sameAs devices that are the machine of one, itself among them */
export function planReplacements(
  devices: readonly KnownMachine[],
  sameAs: (device: KnownMachine) => readonly KnownMachine[],
): readonly Replacement[] {
  const plan = new Map<string, string>();
  for (const device of devices) {
    const others = sameAs(device).filter(({ deviceId }) => deviceId !== device.deviceId);
    for (const [one, other] of others.flatMap((each) => [[device, each] as const, [each, device] as const]))
      if (givesWay(one, other) && !plan.has(one.deviceId)) plan.set(one.deviceId, other.deviceId);
  }
  return [...plan].map(([deviceId, by]) => ({ deviceId, by }));
}
