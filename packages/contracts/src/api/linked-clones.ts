/** /api/v1/system/linked-clones: clones that have not been heard of for long are removed by night; and which those are. */
import { type Static, Type } from 'typebox';
import { Nullable, Timestamp, Uuid } from '../primitives.ts';

/** A holiday is no reason to lose a device. */
export const shortestSilentDays = 7;
/** Of those that are due so many are named. */
export const namedDueClones = 20;

/** `null`: none is ever removed. */
const SilentDays = Nullable(Type.Integer({ minimum: shortestSilentDays, maximum: 3_650 }));

export const CloneUpkeepSettings = Type.Object(
  { silentDays: SilentDays },
  { title: 'CloneUpkeepSettings', additionalProperties: false },
);
export type CloneUpkeepSettings = Static<typeof CloneUpkeepSettings>;

/** `silentDays`: what would be due under that, not under what is saved. */
export const CloneUpkeepQuery = Type.Object({
  silentDays: Type.Optional(Type.Integer({ minimum: shortestSilentDays, maximum: 3_650 })),
});
export type CloneUpkeepQuery = Static<typeof CloneUpkeepQuery>;

export const CloneUpkeep = Type.Object(
  {
    silentDays: SilentDays,
    /** Where deregistrations wait for approvers, none is removed by night. */
    needsApproval: Type.Boolean(),
    due: Type.Object({
      devices: Type.Integer(),
      /** Those heard of longest ago. */
      named: Type.Array(Type.Object({ id: Uuid, computerName: Type.String(), heardAt: Timestamp })),
    }),
    lastRun: Nullable(Type.Object({ at: Timestamp, removed: Type.Integer() })),
  },
  { title: 'CloneUpkeep' },
);
export type CloneUpkeep = Static<typeof CloneUpkeep>;
