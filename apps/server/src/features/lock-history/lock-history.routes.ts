/** GET /api/v1/lock-history: remote locks, unlocks and SIM locks, searched by name and day. */
import { LockHistory, LockHistoryQuery } from '@sekisho/contracts';
import type { Db } from '../../platform/database/tables.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { decodePosition, encodePosition } from './history-cursor.rules.ts';
import { type LockHistoryTable, selectHistory } from './lock-history.store.ts';

const defaultLimit = 100;

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

export function lockHistoryRoutes({ db }: { readonly db: Db }): AnyRoute[] {
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
        const rows = await selectHistory(db, { organizationId, groupIds, filter, after, limit: limit + 1 });
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        const more = rows.length > limit && last !== undefined;
        return {
          items: shown.map(entryOf),
          nextCursor: more ? encodePosition({ sortedAt: last.sorted_at, id: last.id }) : null,
        };
      },
    }),
  ];
}
