/** GET /api/v1/lock-history: remote locks, unlocks and SIM locks, searched by name and day. */
import { LockHistory, LockHistoryExportRequest, LockHistoryQuery, Task } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Tasks } from '../tasks/index.ts';
import { createMomentFormat, type HistoryExportParameters } from './export.task.ts';
import { decodePosition, encodePosition } from './history-cursor.rules.ts';
import { type LockHistoryTable, selectHistory } from './lock-history.store.ts';

export interface LockHistoryRoutesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly tasks: Tasks;
}

const defaultLimit = 100;

function requireTimeZone(timeZone: string): void {
  try {
    createMomentFormat(timeZone);
  } catch (cause) {
    const errors = [{ pointer: '/timeZone', code: 'time-zone-unknown' as const }];
    throw new SekishoError('time-zone-unknown', { errors, cause });
  }
}

function entryOf(row: LockHistoryTable): LockHistory['items'][number] {
  const timestamp = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: row.id,
    deviceId: row.device_id,
    computerName: row.computer_name,
    what: row.what,
    issuedBy: row.issued_by,
    issuedAt: timestamp(row.issued_at),
    completedAt: timestamp(row.completed_at),
    lockedAt: timestamp(row.locked_at),
    shutDownAt: timestamp(row.shut_down_at),
  };
}

export function lockHistoryRoutes(ports: LockHistoryRoutesPorts): AnyRoute[] {
  const { db } = ports;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/lock-history',
      operationId: 'listLockHistory',
      summary: 'Remote locks, unlocks and SIM locks, newest first',
      access: { permission: 'history.read' },
      schema: { querystring: LockHistoryQuery, response: { 200: LockHistory } },
      handler: async ({ principal: { organizationId, groupIds }, query }) => {
        const { cursor, limit = defaultLimit, ...filter } = query;
        const after = cursor === undefined ? null : decodePosition(cursor);
        const rows = await selectHistory(db, ports.clock.now(), {
          organizationId,
          groupIds,
          filter,
          after,
          limit: limit + 1,
        });
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        const more = rows.length > limit && last !== undefined;
        return {
          items: shown.map(entryOf),
          nextCursor: more ? encodePosition({ sortedAt: last.sorted_at, id: last.id }) : null,
        };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/lock-history/export',
      operationId: 'exportLockHistory',
      summary: 'Write the lock history, or what the filter leaves of it, into a CSV file: a task',
      access: { permission: 'history.read' },
      schema: { body: LockHistoryExportRequest, response: { 202: Task } },
      handler: ({ principal, body: { filter, timeZone }, language }) => {
        requireTimeZone(timeZone);
        const parameters: HistoryExportParameters = { filter, timeZone };
        return ports.transaction(async (tx) => {
          const task = await ports.tasks.start(tx, principal, { kind: 'lock-history-export', parameters, language });
          await ports.appendAudit(tx, {
            organizationId: principal.organizationId,
            actor: auditActorOf(principal),
            action: 'lock-history.exported',
            target: { type: 'task', id: task.id },
            detail: { filter },
            at: new Date(ports.clock.now()),
          });
          return task;
        });
      },
    }),
  ];
}
