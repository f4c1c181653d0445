/** Sections that policies do not name, with the devices under them. Pure. */
import {
  type InventoryLeftOut,
  type InventoryRules,
  inventorySectionChoices,
  sectionsLeftOut,
} from '@sekisho/contracts';

export interface PolicyInUse {
  readonly code: string;
  readonly name: string;
  readonly settings: { readonly inventory?: InventoryRules };
}

/** @param devicesOf active devices by code of policy; a policy without any leaves nothing out */
export function leftOutBy(
  policies: readonly PolicyInUse[],
  devicesOf: ReadonlyMap<string, number>,
): InventoryLeftOut['items'] {
  const used = policies.map((policy) => ({ ...policy, devices: devicesOf.get(policy.code) ?? 0 }));
  return inventorySectionChoices.flatMap((section) => {
    const without = used.filter(
      ({ devices, settings }) => devices > 0 && sectionsLeftOut(settings.inventory).includes(section),
    );
    if (without.length === 0) return [];
    const devices = without.reduce((sum, policy) => sum + policy.devices, 0);
    return [{ section, devices, policies: without.map(({ code, name }) => ({ code, name })) }];
  });
}
