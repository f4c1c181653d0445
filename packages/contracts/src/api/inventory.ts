/** Inventories over all devices and over time: software with its versions, what has changed on a device, figures for charts. */
import { type Static, Type } from 'typebox';
import { InventorySectionChoice } from '../installer-configuration.ts';
import { Nullable, OneOf, PolicyCode, Timestamp } from '../primitives.ts';

/** One row of numbers for titles and versions. */
export const SoftwareId = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'number of a title of GET /software, or of one of its versions',
});

const Devices = Type.Integer({ description: 'active devices that the reader may see' });

export const SoftwareTitle = Type.Object(
  { id: SoftwareId, name: Type.String(), publisher: Type.String(), devices: Devices, versions: Type.Integer() },
  { title: 'SoftwareTitle' },
);
export type SoftwareTitle = Static<typeof SoftwareTitle>;

export const softwareSorts = ['name', 'devices'] as const;

export const SoftwareFilter = Type.Object({
  keyword: Type.Optional(Type.String({ maxLength: 200, description: 'part, case-sensitive: name, publisher' })),
});
export type SoftwareFilter = Static<typeof SoftwareFilter>;

/** POST /software/export. */
export const SoftwareExportRequest = Type.Object({ filter: SoftwareFilter });
export type SoftwareExportRequest = Static<typeof SoftwareExportRequest>;

/** Query of GET /software. `sort` with a leading `-` is descending. */
export const SoftwareQuery = Type.Object({
  ...SoftwareFilter.properties,
  sort: Type.Optional(OneOf([...softwareSorts, ...softwareSorts.map((name) => `-${name}` as const)])),
  cursor: Type.Optional(Type.String({ maxLength: 8000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type SoftwareQuery = Static<typeof SoftwareQuery>;

export const SoftwareList = Type.Object({ items: Type.Array(SoftwareTitle), nextCursor: Nullable(Type.String()) });
export type SoftwareList = Static<typeof SoftwareList>;

/** GET /software/{id}: a title, or one version of it (`version` is not null then). */
export const SoftwareDetail = Type.Object(
  {
    title: SoftwareTitle,
    version: Nullable(Type.String()),
    /** Most devices first; of very many, the first. */
    versions: Type.Array(Type.Object({ id: SoftwareId, version: Type.String(), devices: Devices })),
  },
  { title: 'SoftwareDetail' },
);
export type SoftwareDetail = Static<typeof SoftwareDetail>;

/** Versions of a title that went, and that came. Both: it was updated. */
export const SoftwareChange = Type.Object({
  name: Type.String(),
  publisher: Type.String(),
  removed: Type.Array(Type.String()),
  added: Type.Array(Type.String()),
});
export type SoftwareChange = Static<typeof SoftwareChange>;

/** Things whose facts are followed; `system` is the machine itself. */
export const factThings = [
  'system',
  'operating-system',
  'processor',
  'disk',
  'volume',
  'interface',
  'network',
] as const;
export type FactThing = (typeof factThings)[number];

const FactValue = Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
/** `name`: of the disk, volume or interface; `null` before: it came; `null` after: it went. */
export const FactChange = Type.Object({
  thing: OneOf(factThings),
  name: Type.String(),
  field: Type.String(),
  before: FactValue,
  after: FactValue,
});
export type FactChange = Static<typeof FactChange>;

export const InventoryChanges = Type.Object({ software: Type.Array(SoftwareChange), facts: Type.Array(FactChange) });
export type InventoryChanges = Static<typeof InventoryChanges>;

/** GET /devices/{id}/inventory/changes, newest first. */
export const InventoryChangesQuery = Type.Object({
  from: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  cursor: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
export type InventoryChangesQuery = Static<typeof InventoryChangesQuery>;

export const InventoryChangeList = Type.Object({
  items: Type.Array(
    Type.Object({
      /** When the server had it, and when the device collected it. */
      at: Timestamp,
      collectedAt: Timestamp,
      changes: InventoryChanges,
    }),
  ),
  nextCursor: Nullable(Type.String()),
});
export type InventoryChangeList = Static<typeof InventoryChangeList>;

/** GET /devices/{id}/inventory/difference?since=: what is not as it was then, however often it changed in between. */
export const InventoryDifference = Type.Object({
  /** Times it changed since then. */
  times: Type.Integer(),
  changes: InventoryChanges,
});
export type InventoryDifference = Static<typeof InventoryDifference>;

/** What devices are counted by; `memory`: GiB, rounded up to a power of two; `day`: of the last inventory with anything new, in UTC. */
export const figureKinds = ['os', 'agent', 'encryption', 'memory', 'day'] as const;
export type FigureKind = (typeof figureKinds)[number];

const Figure = Type.Array(Type.Object({ value: Type.String(), devices: Devices }));
/** GET /inventory/figures: most devices first, and of many values the first. */
export const InventoryFigures = Type.Object(
  {
    os: Figure,
    agent: Figure,
    encryption: Figure,
    memory: Figure,
    day: Figure,
    software: Type.Array(Type.Object({ id: SoftwareId, name: Type.String(), devices: Devices })),
    /** Devices with an inventory; `waiting`: of which the last one has not been looked through yet. */
    devices: Type.Integer(),
    waiting: Type.Integer(),
  },
  { title: 'InventoryFigures' },
);
export type InventoryFigures = Static<typeof InventoryFigures>;

/**
 * GET /inventory/left-out: sections that policies in use do not name. What was collected of them before is still shown and counted;
 * `devices` are those under such a policy.
 */
export const InventoryLeftOut = Type.Object({
  items: Type.Array(
    Type.Object({
      section: InventorySectionChoice,
      devices: Devices,
      policies: Type.Array(Type.Object({ code: PolicyCode, name: Type.String() })),
    }),
  ),
});
export type InventoryLeftOut = Static<typeof InventoryLeftOut>;
