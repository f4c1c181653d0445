/** The audit log: every act it can tell of, and the checkpoints of its seal. */
import { type Static, Type } from 'typebox';
import { EpochMs, Sha256Hex, Uuid } from './primitives.ts';

/** Signed by the server's key for audit logs (domain `audit-checkpoint`): the chain had this hash at this entry. */
export const AuditCheckpointSchema = Type.Object({
  organization: Uuid,
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  hash: Sha256Hex,
  sealedAt: EpochMs,
});
export type AuditCheckpoint = Static<typeof AuditCheckpointSchema>;

/** Signed by the same key (domain `audit-cut`): what stood up to this entry was deleted, being older than it is kept; the chain goes on. */
export const AuditCutSchema = Type.Object({
  organization: Uuid,
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  hash: Sha256Hex,
  keptDays: Type.Integer({ minimum: 1 }),
  cutAt: EpochMs,
});
export type AuditCut = Static<typeof AuditCutSchema>;
