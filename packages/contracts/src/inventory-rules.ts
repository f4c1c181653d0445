/** When devices under a policy collect their inventory, and which sections of it (I01). */
import { type Static, Type } from 'typebox';
import { InventorySectionChoice, inventorySectionChoices } from './installer-configuration.ts';

export const inventoryEveryMinMs = 3_600_000;
export const inventoryEveryMaxMs = 31 * 24 * 3_600_000;
/** Devices that share a time of day are spread over at most so long after it. */
export const inventorySpreadMaxMs = 12 * 3_600_000;

export const InventorySchedule = Type.Union([
  /** So long after the last one, and when the device itself has changed. */
  Type.Object({
    kind: Type.Literal('interval'),
    everyMs: Type.Integer({ minimum: inventoryEveryMinMs, maximum: inventoryEveryMaxMs }),
  }),
  /** At a time of day where the device is, on these weekdays (0: Sunday), and only then. */
  Type.Object({
    kind: Type.Literal('times'),
    minuteOfDay: Type.Integer({ minimum: 0, maximum: 1439 }),
    weekdays: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
    spreadMs: Type.Integer({ minimum: 0, maximum: inventorySpreadMaxMs }),
  }),
  /** Once after each start of the machine. */
  Type.Object({ kind: Type.Literal('start-up') }),
  /** Only when somebody asks for it. */
  Type.Object({ kind: Type.Literal('request') }),
]);
export type InventorySchedule = Static<typeof InventorySchedule>;
export type InventoryTimes = Extract<InventorySchedule, { kind: 'times' }>;

export const InventoryRules = Type.Object({
  schedule: InventorySchedule,
  /** Of the others nothing is collected. */
  sections: Type.Array(InventorySectionChoice, {
    minItems: 1,
    maxItems: inventorySectionChoices.length,
    uniqueItems: true,
  }),
});
export type InventoryRules = Static<typeof InventoryRules>;

/** Of a policy that says nothing about it. */
export const defaultInventoryRules: InventoryRules = {
  schedule: { kind: 'interval', everyMs: 24 * 3_600_000 },
  sections: [...inventorySectionChoices],
};

/** What a policy leaves out. */
export function sectionsLeftOut(rules: InventoryRules | undefined): InventorySectionChoice[] {
  const { sections } = rules ?? defaultInventoryRules;
  return inventorySectionChoices.filter((name) => !sections.includes(name));
}
