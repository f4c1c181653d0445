/** GET /service-state: how the service itself is, for administrators who may read its figures. */
import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Timestamp, Uuid } from '../primitives.ts';

export const serviceItemNames = [
  'processes',
  'database',
  'outbox',
  'jobs',
  'audit',
  'backup',
  'certificate',
  'licences',
] as const;
export const serviceConditions = ['good', 'attention', 'bad'] as const;
/** What is the matter; each has a sentence that says what to do. */
export const serviceFindings = [
  'process-behind',
  'versions-differ',
  'transaction-long',
  'outbox-late',
  'jobs-late',
  'audit-late',
  'backup-none',
  'backup-old',
  'backup-failed',
  'certificate-ends',
  'certificate-ended',
  'certificate-unreadable',
  'licences-few',
  'licences-used-up',
] as const;

export const ServiceItemName = OneOf(serviceItemNames);
export type ServiceItemName = (typeof serviceItemNames)[number];
export const ServiceCondition = OneOf(serviceConditions);
export type ServiceCondition = (typeof serviceConditions)[number];
export const ServiceFinding = OneOf(serviceFindings);
export type ServiceFinding = (typeof serviceFindings)[number];

export const ServiceProcess = Type.Object(
  {
    id: Uuid,
    host: Type.String(),
    processId: Type.Integer(),
    version: Type.String(),
    startedAt: Timestamp,
    seenAt: Timestamp,
    liveConnections: Type.Integer(),
    residentBytes: Type.Integer(),
    /** By how much its event loop comes late. */
    lagMs: Type.Integer(),
  },
  { title: 'ServiceProcess' },
);
export type ServiceProcess = Static<typeof ServiceProcess>;

export const ServiceItem = Type.Object(
  {
    name: ServiceItemName,
    condition: ServiceCondition,
    finding: Nullable(ServiceFinding),
    /** Processes, bytes of the database, messages in the outbox, jobs that wait, unsealed entries, bytes of the last backup, licences in use. */
    value: Nullable(Type.Number()),
    /** Of `value`: contracted licences. */
    of: Nullable(Type.Number()),
    /** The oldest that waits, the last good backup, the end of the certificate. */
    at: Nullable(Timestamp),
  },
  { title: 'ServiceItem' },
);
export type ServiceItem = Static<typeof ServiceItem>;

export const ServiceState = Type.Object(
  {
    at: Timestamp,
    condition: ServiceCondition,
    schemaVersion: Type.String(),
    databaseVersion: Type.String(),
    items: Type.Array(ServiceItem),
    processes: Type.Array(ServiceProcess),
  },
  { title: 'ServiceState' },
);
export type ServiceState = Static<typeof ServiceState>;
