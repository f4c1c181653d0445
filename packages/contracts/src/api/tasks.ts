/** Tasks: long work that somebody starts in the console, with progress, a result and files. /api/v1/tasks, and what starts them. */
import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Timestamp, Uuid } from '../primitives.ts';
import { DeviceListFilter } from './devices.ts';
import { ArchiveFaultCode, ImportCounts, RefusedFile } from './inventory-import.ts';
import { LockHistoryFilter } from './organization.ts';

export const taskKinds = [
  'device-export',
  'device-import',
  'inventory-import',
  'lock-history-export',
  'audit-export',
  'software-export',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** `receiving`: its file is being uploaded. `awaiting-confirmation`: checked and found good; nothing is changed until somebody confirms. */
export const taskStates = [
  'receiving',
  'waiting',
  'running',
  'awaiting-confirmation',
  'done',
  'failed',
  'cancelled',
] as const;
export type TaskState = (typeof taskStates)[number];

/** `input` is what was uploaded. */
export const taskFileNames = ['input', 'result', 'errors'] as const;
export type TaskFileName = (typeof taskFileNames)[number];

export const csvColumns = [
  'uid',
  'computerName',
  'policyCode',
  'userName',
  'groupId',
  'note',
  'groupName',
  'registration',
  'logonUser',
  'osName',
  'osVersion',
  'manufacturer',
  'model',
  'hardwareSerialNumber',
  'addresses',
  'agentVersion',
  'registeredAt',
  'lastSeenAt',
  'check',
] as const;
export type CsvColumn = (typeof csvColumns)[number];
/** What an import may change. */
export const csvEditableColumns = ['policyCode', 'userName', 'groupId', 'note'] as const;
export type CsvEditableColumn = (typeof csvEditableColumns)[number];

export const userNameMaxLength = 20;

/** What can be wrong with an imported file. */
export const csvFaultCodes = [
  'empty',
  'encoding-utf16',
  'encoding-shift-jis',
  'encoding-unknown',
  'byte-order-mark',
  'too-many-rows',
  'delimiter-tab',
  'delimiter-semicolon',
  'header',
  'quote',
  'cells',
  'uid-scientific',
  'uid-malformed',
  'uid-unknown',
  'uid-repeated',
  'deregistered',
  'policy-unknown',
  'user-name-too-long',
  'group-malformed',
  'group-unknown',
  'group-not-permitted',
  'note-too-long',
  'read-only-zeros-lost',
  'read-only-scientific',
  'read-only-date',
  'read-only-changed',
] as const;
export type CsvFaultCode = (typeof csvFaultCodes)[number];

export const CsvFault = Type.Object({
  /** As a text editor counts them; a row begins there. */
  line: Type.Integer({ minimum: 1 }),
  column: Nullable(OneOf(csvColumns)),
  code: OneOf(csvFaultCodes),
  /** What stands there, shortened. */
  value: Type.String(),
});
export type CsvFault = Static<typeof CsvFault>;

export const CsvChange = Type.Object({
  line: Type.Integer({ minimum: 1 }),
  deviceId: Uuid,
  computerName: Type.String(),
  column: OneOf(csvEditableColumns),
  before: Type.String(),
  after: Type.String(),
});
export type CsvChange = Static<typeof CsvChange>;

/** What a task came to; which fields are there follows from its kind. */
export const TaskOutcome = Type.Object({
  rows: Type.Optional(Type.Integer()),
  /** Of software: devices under policies that do not collect it; they are in it as they were last collected. */
  leftOut: Type.Optional(Type.Integer()),
  changed: Type.Optional(Type.Integer({ description: 'devices with at least one change' })),
  changes: Type.Optional(
    Type.Object(
      Object.fromEntries(csvEditableColumns.map((name) => [name, Type.Integer()])) as Record<
        CsvEditableColumn,
        ReturnType<typeof Type.Integer>
      >,
    ),
  ),
  examples: Type.Optional(Type.Array(CsvChange)),
  /** Of the changes: what is confirmed is what is done, or nothing. */
  fingerprint: Type.Optional(Type.String()),
  faults: Type.Optional(Type.Object({ total: Type.Integer(), first: Type.Array(CsvFault) })),
  /** Of an inventory import. */
  inventories: Type.Optional(ImportCounts),
  refusedFiles: Type.Optional(Type.Array(RefusedFile)),
  archiveFault: Type.Optional(ArchiveFaultCode),
});
export type TaskOutcome = Static<typeof TaskOutcome>;

export const Task = Type.Object(
  {
    id: Uuid,
    kind: OneOf(taskKinds),
    state: OneOf(taskStates),
    done: Type.Integer(),
    total: Nullable(Type.Integer()),
    startedBy: Type.String({ description: 'login id' }),
    createdAt: Timestamp,
    startedAt: Nullable(Timestamp),
    finishedAt: Nullable(Timestamp),
    /** Task and files are gone then. */
    expiresAt: Timestamp,
    files: Type.Array(Type.Object({ name: OneOf(taskFileNames), fileName: Type.String(), bytes: Type.Integer() })),
    outcome: Nullable(TaskOutcome),
    /** With `failed`: a code of the catalogue. */
    code: Nullable(Type.String()),
  },
  { title: 'Task' },
);
export type Task = Static<typeof Task>;
export const TaskList = Type.Object({ items: Type.Array(Task) });
export type TaskList = Static<typeof TaskList>;

/** POST /devices/export: the whole list, or what the filter leaves. */
export const DeviceExportRequest = Type.Object({ filter: DeviceListFilter });
export type DeviceExportRequest = Static<typeof DeviceExportRequest>;
/** POST /lock-history/export. `timeZone`: in which the times are written, an IANA name. */
export const LockHistoryExportRequest = Type.Object({
  filter: LockHistoryFilter,
  timeZone: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9+/_-]+$' }),
});
export type LockHistoryExportRequest = Static<typeof LockHistoryExportRequest>;
