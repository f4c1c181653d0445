/** The audit log's only way in: a plain insert in the very transaction it speaks of. Sealing and chaining come later, in batches. */
import type { Principal } from '../authorization/permissions.ts';
import type { Tx } from '../database/tables.ts';
import type { Ids } from '../ids.ts';

export type AuditActor =
  | { readonly type: 'administrator'; readonly id: string; readonly loginId: string; readonly tokenId?: string }
  | { readonly type: 'device'; readonly id: string }
  | { readonly type: 'system' };

export interface AuditEntry {
  readonly organizationId: string;
  readonly actor: AuditActor;
  /** `<what>.<did>`, for example `device.lock-issued`. */
  readonly action: string;
  readonly target?: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export type AppendAudit = (tx: Tx, entry: AuditEntry) => Promise<void>;

export function auditActorOf(principal: Principal): AuditActor {
  const { administratorId: id, loginId } = principal;
  return principal.kind === 'api-token'
    ? { type: 'administrator', id, loginId, tokenId: principal.tokenId }
    : { type: 'administrator', id, loginId };
}

export function createAppendAudit(ids: Ids): AppendAudit {
  return async (tx, entry) => {
    await tx
      .insertInto('audit_log')
      .values({
        id: ids.next(),
        organization_id: entry.organizationId,
        actor: JSON.stringify(entry.actor),
        action: entry.action,
        target: entry.target === undefined ? null : `${entry.target.type}:${entry.target.id}`,
        detail: JSON.stringify(entry.detail ?? {}),
        at: entry.at,
      })
      .execute();
  };
}
