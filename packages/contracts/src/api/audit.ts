/** The audit log as the console reads it: /api/v1/audit-log. */
import { type Static, Type } from 'typebox';
import { auditActions } from '../audit-actions.ts';
import { Nullable, OneOf, Timestamp, Uuid } from '../primitives.ts';

export const AuditLogEntry = Type.Object(
  {
    id: Uuid,
    at: Timestamp,
    actor: Type.Object({
      type: OneOf(['administrator', 'device', 'system'] as const),
      /** Login id of an administrator, computer name of a device. */
      name: Nullable(Type.String()),
      /** Through an API token. */
      byToken: Type.Boolean(),
    }),
    /** One of `auditActions`, or that of a newer server. */
    action: Type.String(),
    target: Nullable(Type.Object({ type: Type.String(), id: Type.String(), name: Nullable(Type.String()) })),
    detail: Type.Record(Type.String(), Type.Unknown()),
    /** Its place in the chain; `null` until the sealer has come by. */
    sequence: Nullable(Type.Integer()),
  },
  { title: 'AuditLogEntry' },
);
export type AuditLogEntry = Static<typeof AuditLogEntry>;

export const AuditLogFilter = Type.Object({
  actor: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'login id' })),
  action: Type.Optional(OneOf(auditActions)),
  target: Type.Optional(
    Type.String({ maxLength: 200, pattern: '^[a-z-]+:.+$', description: '`type:id`, as `device:…`' }),
  ),
  from: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
});
export type AuditLogFilter = Static<typeof AuditLogFilter>;
export const AuditLogQuery = Type.Object({
  ...AuditLogFilter.properties,
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type AuditLogQuery = Static<typeof AuditLogQuery>;

export const AuditLog = Type.Object({
  items: Type.Array(AuditLogEntry),
  nextCursor: Nullable(Type.String()),
  /** How far the chain reaches, and its newest signed checkpoint. */
  sealed: Type.Object({ entries: Type.Integer(), at: Nullable(Timestamp), keyId: Nullable(Type.String()) }),
});
export type AuditLog = Static<typeof AuditLog>;
