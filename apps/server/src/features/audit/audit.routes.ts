/** GET /api/v1/audit-log, and its export: for administrators of the whole organization. */
import { AuditLog, type AuditLogEntry, AuditLogQuery, Task } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tasks } from '../tasks/index.ts';
import * as store from './audit.store.ts';

export interface AuditRoutesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly tasks: Tasks;
}

const defaultLimit = 100;
const cursorPattern = /^(\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The log tells of the whole organization: nothing of it is a group administrator's, with whatever permission. */
function requireWhole({ groupIds }: Principal): void {
  if (groupIds !== null) throw new SekishoError('permission-denied');
}

function decodeCursor(cursor: string): store.AuditPosition {
  const [, atMs, id] = cursorPattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (atMs === undefined || id === undefined) throw new SekishoError('cursor-invalid');
  return { at: new Date(Number(atMs)), id };
}

const encodeCursor = ({ at, id }: store.AuditPosition) => Buffer.from(`${at.getTime()} ${id}`).toString('base64url');

/** What a person calls it, as the entry itself tells; the list knows the names of devices. */
function targetNameOf({ detail, actor, target, target_name: listed }: store.AuditRow): string | null {
  const { loginId, name, after, computerName } = detail;
  const named = [listed, computerName, loginId, name, after].find((value) => typeof value === 'string' && value !== '');
  if (typeof named === 'string') return named;
  return actor.id !== undefined && target === `administrator:${actor.id}` ? (actor.loginId ?? null) : null;
}

function entryOf(row: store.AuditRow): AuditLogEntry {
  const { actor } = row;
  const [, type, id] = /^([^:]+):(.*)$/s.exec(row.target ?? '') ?? [];
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { type: actor.type, name: actor.loginId ?? row.actor_name, byToken: actor.tokenId !== undefined },
    action: row.action,
    target: type === undefined || id === undefined ? null : { type, id, name: targetNameOf(row) },
    detail: row.detail,
    sequence: row.sequence === null ? null : Number(row.sequence),
  };
}

export function auditRoutes(ports: AuditRoutesPorts): AnyRoute[] {
  const { db } = ports;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/audit-log',
      operationId: 'listAuditLog',
      summary: 'Who did what, newest first',
      access: { permission: 'audit.read' },
      schema: { querystring: AuditLogQuery, response: { 200: AuditLog } },
      handler: async ({ principal, query: { cursor, limit = defaultLimit, ...filter } }) => {
        requireWhole(principal);
        const { organizationId } = principal;
        const after = cursor === undefined ? null : decodeCursor(cursor);
        const rows = await store.selectAudit(db, organizationId, filter, {
          after,
          limit: limit + 1,
          nowMs: ports.clock.now(),
        });
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        const newest = await store.selectNewestCheckpoint(db, organizationId);
        return {
          items: shown.map(entryOf),
          nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last) : null,
          sealed: {
            entries: newest?.sequence ?? 0,
            at: newest?.at.toISOString() ?? null,
            keyId: newest?.keyId ?? null,
          },
        };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/audit-log/export',
      operationId: 'exportAuditLog',
      summary: 'Write the sealed audit log with its checkpoints into a file of JSON lines: a task',
      access: { permission: 'audit.read' },
      schema: { response: { 202: Task } },
      handler: async ({ principal, language }) => {
        requireWhole(principal);
        return ports.transaction(async (tx) => {
          const task = await ports.tasks.start(tx, principal, { kind: 'audit-export', parameters: {}, language });
          await ports.appendAudit(tx, {
            organizationId: principal.organizationId,
            actor: auditActorOf(principal),
            action: 'audit-log.exported',
            target: { type: 'task', id: task.id },
            at: new Date(ports.clock.now()),
          });
          return task;
        });
      },
    }),
  ];
}
