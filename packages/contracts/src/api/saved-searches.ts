/** Searches of the device list that are kept by name: /api/v1/saved-searches. */
import { type Static, Type } from 'typebox';
import { DeviceClientKind } from '../client-kinds.ts';
import { Nullable, OneOf, PolicyCode, Uuid } from '../primitives.ts';
import { DeviceStateName, deviceSorts } from './devices.ts';
import { SoftwareId } from './inventory.ts';

/** What of the list is shown, as people chose it: 'for seven days', not a moment. */
export const DeviceView = Type.Object(
  {
    keyword: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    state: Type.Optional(DeviceStateName),
    group: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Literal('none')])),
    policy: Type.Optional(PolicyCode),
    clientKind: Type.Optional(DeviceClientKind),
    software: Type.Optional(SoftwareId),
    unseenDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3660 })),
    unseenSince: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
    sort: Type.Optional(OneOf([...deviceSorts, ...deviceSorts.map((name) => `-${name}` as const)])),
  },
  { title: 'DeviceView', additionalProperties: false },
);
export type DeviceView = Static<typeof DeviceView>;

export const SavedSearchSave = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    /** With everybody in the organization. */
    shared: Type.Boolean(),
    view: DeviceView,
  },
  { additionalProperties: false },
);
export type SavedSearchSave = Static<typeof SavedSearchSave>;

export const SavedSearch = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    shared: Type.Boolean(),
    view: DeviceView,
    /** Login id of who made it. */
    madeBy: Nullable(Type.String()),
    mayChange: Type.Boolean(),
  },
  { title: 'SavedSearch' },
);
export type SavedSearch = Static<typeof SavedSearch>;

/** One's own and those that are shared, by name. */
export const SavedSearchList = Type.Object({ items: Type.Array(SavedSearch) });
export type SavedSearchList = Static<typeof SavedSearchList>;
