/** Devices as the console sees them: /api/v1/devices and below. */
import { type Static, Type } from 'typebox';
import { DeviceClientKind } from '../client-kinds.ts';
import { LockMode } from '../device/check-in.ts';
import { InventorySectionChoice } from '../installer-configuration.ts';
import { Nullable, OneOf, PolicyCode, Timestamp, Uuid } from '../primitives.ts';
import { CommandKind } from '../trust.ts';
import { ApprovalAsked } from './approvals.ts';
import { SoftwareId } from './inventory.ts';

/** What the list shows as a state, worst first: exactly one per device. */
export const deviceStates = [
  'deregistered',
  'wipe-incomplete',
  'wiped',
  'wiping',
  'remote-locked',
  'sim-locked',
  'timer-locked',
  'timer-lock-expected',
  'pending',
  'online',
  'offline',
  /** Of a client that does not stay: there is an inventory, and nothing else. */
  'inventory-only',
] as const;
export type DeviceStateName = (typeof deviceStates)[number];
export const DeviceStateName = OneOf(deviceStates);

export const DeviceSummary = Type.Object(
  {
    id: Uuid,
    computerName: Type.String(),
    /** 利用者名, up to 20 characters; set by a person. */
    userName: Type.String(),
    /** 備考: 500 half-width, a full-width character counts two. */
    note: Type.String(),
    group: Nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
    policyCode: PolicyCode,
    policyName: Type.String(),
    state: DeviceStateName,
    online: Type.Boolean(),
    /** 設定がピンク: something saved or issued that the device has not fetched yet. */
    pending: Type.Boolean(),
    lockMode: LockMode,
    /** A temporary release runs until then. */
    releasedUntil: Nullable(Timestamp),
    /** A command that is still on its way. */
    openCommand: Nullable(Type.Union([Type.Literal('lock'), Type.Literal('unlock'), Type.Literal('wipe')])),
    logonUser: Nullable(Type.String()),
    platform: Type.Union([Type.Literal('linux'), Type.Literal('windows'), Type.Literal('macos')]),
    clientKind: DeviceClientKind,
    osName: Type.String(),
    osVersion: Type.String(),
    manufacturer: Type.String(),
    model: Type.String(),
    hardwareSerialNumber: Type.String(),
    addresses: Type.Array(Type.String()),
    agentVersion: Type.String(),
    registeredAt: Timestamp,
    lastSeenAt: Nullable(Timestamp),
    /** When the device locks itself (timer lock) without another check-in, as far as the server can say; it may have passed. */
    timerLocksAt: Nullable(Timestamp),
  },
  { title: 'DeviceSummary' },
);
export type DeviceSummary = Static<typeof DeviceSummary>;

export const deviceSorts = ['computerName', 'userName', 'lastSeenAt', 'registeredAt', 'policyCode'] as const;

/** `notSeenSince`: no contact on or after that moment; devices that never came are among them. */
export const DeviceListFilter = Type.Object({
  keyword: Type.Optional(
    Type.String({ maxLength: 200, description: 'part, case-sensitive: computer name, user, group name, note' }),
  ),
  state: Type.Optional(DeviceStateName),
  pending: Type.Optional(Type.Boolean()),
  group: Type.Optional(Type.Integer({ minimum: 1 })),
  noGroup: Type.Optional(Type.Boolean()),
  policy: Type.Optional(PolicyCode),
  clientKind: Type.Optional(DeviceClientKind),
  notSeenSince: Type.Optional(Timestamp),
  software: Type.Optional(SoftwareId),
});
export type DeviceListFilter = Static<typeof DeviceListFilter>;

/** Query of GET /devices. `sort` with a leading `-` is descending. */
export const DeviceListQuery = Type.Object({
  ...DeviceListFilter.properties,
  sort: Type.Optional(OneOf([...deviceSorts, ...deviceSorts.map((name) => `-${name}` as const)])),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type DeviceListQuery = Static<typeof DeviceListQuery>;

export const DeviceList = Type.Object({
  items: Type.Array(DeviceSummary),
  nextCursor: Nullable(Type.String()),
  /** Exact without a filter, by group, policy and deregistration, and of what few devices match; `totalIsExact` false: at least that many. */
  total: Type.Integer(),
  totalIsExact: Type.Boolean(),
});
export type DeviceList = Static<typeof DeviceList>;

export const DevicePatch = Type.Object({
  policyCode: Type.Optional(PolicyCode),
  groupId: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  userName: Type.Optional(Type.String({ maxLength: 20 })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type DevicePatch = Static<typeof DevicePatch>;

export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Timestamp,
  receivedAt: Nullable(Timestamp),
  /** A device event's `what`, or `command-issued`, `command-delivered`, `command-done`, `command-refused`, `command-superseded`. */
  what: Type.String(),
  commandId: Nullable(Uuid),
  commandKind: Nullable(Type.String()),
  actor: Nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const DeviceDetail = Type.Intersect([
  DeviceSummary,
  Type.Object({
    settingsRevision: Type.Object({ fetched: Nullable(Type.Integer()), wanted: Type.Integer() }),
    checkInIntervalMs: Type.Integer(),
    releasedBy: Nullable(Type.Union([Type.Literal('key'), Type.Literal('ssid')])),
    /** ICCIDs: the SIM that monitoring expects, and the one that was seen last; both `null` where no SIM was seen. */
    sim: Type.Object({ registered: Nullable(Type.String()), present: Nullable(Type.String()) }),
  }),
]);
export type DeviceDetail = Static<typeof DeviceDetail>;

/** GET /devices/{id}/timeline, newest first. */
export const Timeline = Type.Object({ items: Type.Array(TimelineEntry), nextCursor: Nullable(Type.String()) });
export type Timeline = Static<typeof Timeline>;

export const commandStates = ['issued', 'delivered', 'done', 'already', 'refused', 'superseded', 'expired'] as const;
export const CommandState = OneOf(commandStates);
export type CommandState = Static<typeof CommandState>;

export const Command = Type.Object(
  {
    id: Uuid,
    deviceId: Uuid,
    kind: CommandKind,
    state: CommandState,
    /** With `refused`: the device's code. */
    code: Nullable(Type.String()),
    /** Of a lock: no unlock key releases it. */
    noKeys: Type.Boolean(),
    issuedBy: Nullable(Type.String()),
    issuedAt: Timestamp,
    deliveredAt: Nullable(Timestamp),
    /** When the device carried it out, by its trusted time. */
    executedAt: Nullable(Timestamp),
    /** When the server stored the device's word. */
    completedAt: Nullable(Timestamp),
  },
  { title: 'Command' },
);
export type Command = Static<typeof Command>;
export const CommandList = Type.Object({ items: Type.Array(Command) });
export type CommandList = Static<typeof CommandList>;

const NoKeys = Type.Optional(
  Type.Boolean({
    description: 'with a lock: until the unlock no unlock key releases it, for whoever has the device may have a key',
  }),
);

/** POST /devices/{id}/commands. */
export const CommandRequest = Type.Object({
  kind: Type.Union([Type.Literal('lock'), Type.Literal('unlock')]),
  noKeys: NoKeys,
});
export type CommandRequest = Static<typeof CommandRequest>;

/** POST /devices/commands: the same command for many; each device gets its own answer. */
export const BulkCommandRequest = Type.Object({
  kind: Type.Union([Type.Literal('lock'), Type.Literal('unlock')]),
  deviceIds: Type.Array(Uuid, { minItems: 1, maxItems: 1000, uniqueItems: true }),
  noKeys: NoKeys,
});
export type BulkCommandRequest = Static<typeof BulkCommandRequest>;
export const BulkCommandAnswer = Type.Object({
  issued: Type.Integer(),
  refused: Type.Array(Type.Object({ deviceId: Uuid, code: Type.String() })),
  /** The others wait for approval, all in one request. */
  asked: Type.Optional(ApprovalAsked),
});
export type BulkCommandAnswer = Static<typeof BulkCommandAnswer>;

/** POST /devices/inventory/collect: the same question to many. */
export const CollectInventoriesRequest = Type.Object({
  deviceIds: Type.Array(Uuid, { minItems: 1, maxItems: 1000, uniqueItems: true }),
});
export type CollectInventoriesRequest = Static<typeof CollectInventoriesRequest>;

/** GET /devices/{id}/inventory: sections by name; the contents follow packages/contracts/src/device/inventory.ts. */
export const DeviceInventory = Type.Object({
  sections: Type.Array(
    Type.Object({ name: Type.String(), hash: Type.String(), collectedAt: Timestamp, content: Type.Unknown() }),
  ),
  /** Sections that the device's policy leaves out: what is held of them is as it was last collected. */
  leftOut: Type.Array(InventorySectionChoice),
});
export type DeviceInventory = Static<typeof DeviceInventory>;

const ProxyFamily = Type.Union([Type.Literal('ipv4'), Type.Literal('ipv6')]);

/** GET /devices/{id}/network: the device's last word about the proxy it was given (N16). */
export const DeviceNetwork = Type.Object({
  /** `null`: it never had trouble with one. */
  proxy: Nullable(
    Type.Object({
      proxy: Type.String(),
      /** Where the device was given one for IPv4 and one for IPv6: of which this one is. */
      family: Nullable(ProxyFamily),
      /** Why that proxy is not in use; `null`: it leads to the server again. */
      code: Nullable(Type.String()),
      /** The proxy of the other family, where it does not lead there either. */
      other: Nullable(Type.Object({ proxy: Type.String(), code: Type.String() })),
      /** The way in use instead; `direct`: none. */
      instead: Type.String(),
      at: Timestamp,
    }),
  ),
});
export type DeviceNetwork = Static<typeof DeviceNetwork>;
