/** The audit log's only way in: a plain insert in the very transaction it speaks of. Sealing and chaining come later, in batches. */
import type { AuditAction } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Principal } from '../authorization/permissions.ts';
import { uuidArray } from '../database/array-literal.ts';
import type { Tx } from '../database/tables.ts';
import type { Ids } from '../ids.ts';

export type AuditActor =
  | { readonly type: 'administrator'; readonly id: string; readonly loginId: string; readonly tokenId?: string }
  | { readonly type: 'device'; readonly id: string }
  | { readonly type: 'system' };

export interface AuditEntry {
  readonly organizationId: string;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly target?: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** Any number of entries, in one statement. */
export type AppendAudit = (tx: Tx, ...entries: readonly AuditEntry[]) => Promise<void>;

export function auditActorOf(principal: Principal): AuditActor {
  const { administratorId: id, loginId } = principal;
  return principal.kind === 'api-token'
    ? { type: 'administrator', id, loginId, tokenId: principal.tokenId }
    : { type: 'administrator', id, loginId };
}

export function createAppendAudit(ids: Ids): AppendAudit {
  return async (tx, ...entries) => {
    if (entries.length === 0) return;
    const targets = entries.map(({ target }) => (target === undefined ? null : `${target.type}:${target.id}`));
    await sql`insert into audit_log (id, organization_id, actor, action, target, detail, at)
      select * from unnest(${uuidArray(entries.map(() => ids.next()))}::uuid[],
        ${uuidArray(entries.map((entry) => entry.organizationId))}::uuid[],
        ${entries.map((entry) => JSON.stringify(entry.actor))}::jsonb[], ${entries.map((entry) => entry.action)}::text[],
        ${targets}::text[], ${entries.map((entry) => JSON.stringify(entry.detail ?? {}))}::jsonb[],
        ${entries.map((entry) => entry.at)}::timestamptz[])`.execute(tx);
  };
}
