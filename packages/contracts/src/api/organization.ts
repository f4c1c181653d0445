/** Policies, groups, lock history, system information: /api/v1/policies, /groups, /lock-history, /system. */
import { type Static, Type } from 'typebox';
import { PolicySettings } from '../policy.ts';
import { Nullable, PolicyCode, Revision, Timestamp, Uuid } from '../primitives.ts';

export const Policy = Type.Object(
  {
    code: PolicyCode,
    name: Type.String(),
    revision: Revision,
    settings: PolicySettings,
    devices: Type.Integer(),
    updatedAt: Timestamp,
    /** The name it must keep at the root of the medium, and when the key in force was issued. */
    unlockKey: Type.Object({ fileName: Type.String(), issuedAt: Timestamp }),
  },
  { title: 'Policy' },
);
export type Policy = Static<typeof Policy>;
export const PolicyList = Type.Object({ items: Type.Array(Policy) });
export type PolicyList = Static<typeof PolicyList>;

const PolicyName = Type.String({ minLength: 1, maxLength: 100 });
/** PUT /policies/{code}: `revision` is the one read before; somebody else's save in between is refused. */
export const PolicySave = Type.Object({ name: PolicyName, settings: PolicySettings, revision: Revision });
export type PolicySave = Static<typeof PolicySave>;
/** POST /policies: one more beside A01–A10. */
export const PolicyCreate = Type.Object({ code: PolicyCode, name: PolicyName, settings: PolicySettings });
export type PolicyCreate = Static<typeof PolicyCreate>;

export const DeviceGroup = Type.Object(
  { id: Type.Integer({ minimum: 1 }), name: Type.String(), devices: Type.Integer() },
  { title: 'DeviceGroup' },
);
export type DeviceGroup = Static<typeof DeviceGroup>;
export const DeviceGroupList = Type.Object({ items: Type.Array(DeviceGroup) });
export type DeviceGroupList = Static<typeof DeviceGroupList>;
export const DeviceGroupSave = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) });
export type DeviceGroupSave = Static<typeof DeviceGroupSave>;

export const LockHistoryEntry = Type.Object({
  id: Uuid,
  deviceId: Uuid,
  computerName: Type.String(),
  what: Type.Union([Type.Literal('lock'), Type.Literal('unlock'), Type.Literal('sim-lock')]),
  issuedBy: Nullable(Type.String()),
  issuedAt: Nullable(Timestamp),
  completedAt: Nullable(Timestamp),
  lockedAt: Nullable(Timestamp),
  shutDownAt: Nullable(Timestamp),
});
export type LockHistoryEntry = Static<typeof LockHistoryEntry>;
/** `from`/`until` bound the day the reader chose, in the reader's own time zone: from ≤ issued (or locked) < until. Newest first. */
export const LockHistoryFilter = Type.Object({
  computerName: Type.Optional(Type.String({ maxLength: 200, description: 'part, case-sensitive' })),
  from: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  deviceId: Type.Optional(Uuid),
});
export type LockHistoryFilter = Static<typeof LockHistoryFilter>;
export const LockHistoryQuery = Type.Object({
  ...LockHistoryFilter.properties,
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type LockHistoryQuery = Static<typeof LockHistoryQuery>;
export const LockHistory = Type.Object({ items: Type.Array(LockHistoryEntry), nextCursor: Nullable(Type.String()) });
export type LockHistory = Static<typeof LockHistory>;

export const SystemInformation = Type.Object({
  organizationCode: Type.String(),
  organizationName: Type.String(),
  serialNumber: Type.String({ description: 'enrolment serial number' }),
  contractedDevices: Type.Integer(),
  registeredDevices: Type.Integer(),
  version: Type.String(),
  deviceUrl: Type.String({ description: 'where devices reach this server' }),
  /** One line to paste into a root shell of a Linux machine. */
  enrolmentCommand: Type.String(),
  trust: Type.Object({ version: Type.Integer(), hash: Type.String() }),
});
export type SystemInformation = Static<typeof SystemInformation>;

/** PATCH /system. */
export const SystemPatch = Type.Object({
  organizationName: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});
export type SystemPatch = Static<typeof SystemPatch>;
/** POST /system/save-all (設定保存 on Home): raises the organization's revision, so every device becomes pending. */
export const SaveAllAnswer = Type.Object({ revision: Revision });
export type SaveAllAnswer = Static<typeof SaveAllAnswer>;

/** POST /system/uninstall-password/reveal (N20). */
export const UninstallPassword = Type.Object({ password: Type.String(), issuedAt: Timestamp });
export type UninstallPassword = Static<typeof UninstallPassword>;
/** POST /system/uninstall-password/issue: not the password itself, which is shown on request only. */
export const UninstallPasswordIssued = Type.Object({ issuedAt: Timestamp });
export type UninstallPasswordIssued = Static<typeof UninstallPasswordIssued>;
