/** GET /api/v1/devices/{id}/commands and /timeline: what was wanted of a device, and what became of it. */
import { type Command, CommandList, type Intent, Timeline, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { type CommandsTable, selectCommands } from './commands.store.ts';
import { selectTimeline, type TimelineRow } from './events.store.ts';
import { decodePosition, encodePosition } from './timeline-cursor.rules.ts';

export interface CommandsRoutesPorts {
  readonly db: Db;
  readonly clock: Clock;
  /** Throws `device-not-found` unless the principal may see the device. */
  readonly requireVisible: (principal: Principal, deviceId: string) => Promise<void>;
}

const ByDevice = Type.Object({ id: Uuid });
const Page = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
const maximumCommands = 500;
const defaultLimit = 100;

const timestamp = (at: Date | null) => at?.toISOString() ?? null;

function isWithoutKeys(intent: string): boolean {
  return (JSON.parse(intent) as Partial<Intent>).parameters?.['noKeys'] === true;
}

export function commandOf(row: CommandsTable): Command {
  return {
    id: row.id,
    deviceId: row.device_id,
    kind: row.kind,
    state: row.state,
    code: row.code,
    noKeys: isWithoutKeys(row.intent),
    issuedBy: row.issued_by,
    issuedAt: row.issued_at.toISOString(),
    deliveredAt: timestamp(row.delivered_at),
    executedAt: timestamp(row.executed_at),
    completedAt: timestamp(row.completed_at),
  };
}

function entryOf(row: TimelineRow): Timeline['items'][number] {
  return {
    id: row.id,
    at: row.at.toISOString(),
    receivedAt: timestamp(row.received_at),
    what: row.what,
    commandId: row.command_id,
    commandKind: row.command_kind,
    actor: row.actor,
    detail: row.detail,
  };
}

export function commandsRoutes({ db, clock, requireVisible }: CommandsRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/commands',
      operationId: 'listDeviceCommands',
      summary: 'The latest commands of a device, newest first',
      access: { permission: 'devices.read' },
      schema: { params: ByDevice, response: { 200: CommandList } },
      handler: async ({ principal, params }) => {
        await requireVisible(principal, params.id);
        const key = { organizationId: principal.organizationId, deviceId: params.id };
        return { items: (await selectCommands(db, key, maximumCommands)).map(commandOf) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/devices/:id/timeline',
      operationId: 'getDeviceTimeline',
      summary: 'Commands and events of a device together, newest first',
      access: { permission: 'devices.read' },
      schema: { params: ByDevice, querystring: Page, response: { 200: Timeline } },
      handler: async ({ principal, params, query: { cursor, limit = defaultLimit } }) => {
        await requireVisible(principal, params.id);
        const key = { organizationId: principal.organizationId, deviceId: params.id };
        const after = cursor === undefined ? null : decodePosition(cursor);
        const rows = await selectTimeline(db, key, after, limit + 1, clock.now());
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
