/** What has changed on a device, as people read it: entry by entry, or all since a day as one. */
import type { InventoryChangeList, InventoryChangesQuery, InventoryDifference } from '@sekisho/contracts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { compose, noChanges } from './changes.rules.ts';
import { selectChanges } from './digest.store.ts';

interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

export interface ChangesReader {
  /** Throws `cursor-invalid`. */
  list(device: DeviceKey, request: InventoryChangesQuery): Promise<InventoryChangeList>;
  since(device: DeviceKey, moment: string): Promise<InventoryDifference>;
}

const defaultLimit = 30;
/** Of a device whose inventory changes every hour, the last year; older entries are left out. */
const mostComposed = 10_000;
const pageSize = 500;

export function createChangesReader(db: Db): ChangesReader {
  return {
    async list(device, { from, until, cursor, limit = defaultLimit }) {
      const before = cursor === undefined ? null : decode(cursor);
      const bounds = [before, until === undefined ? null : new Date(until)].filter((at) => at !== null);
      const rows = await selectChanges(db, {
        ...device,
        from: from === undefined ? null : new Date(from),
        until: bounds.sort((left, right) => left.getTime() - right.getTime())[0] ?? null,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map(({ receivedAt, collectedAt, changes }) => ({
        at: receivedAt.toISOString(),
        collectedAt: collectedAt.toISOString(),
        changes,
      }));
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last !== undefined ? encode(last.at) : null };
    },
    async since(device, moment) {
      let changes = noChanges;
      let times = 0;
      for (let until: Date | null = null; times < mostComposed; ) {
        const rows = await selectChanges(db, { ...device, from: new Date(moment), until, limit: pageSize });
        // Newest first: what is read later happened before.
        for (const row of rows) changes = compose(row.changes, changes);
        times += rows.length;
        until = rows.at(-1)?.receivedAt ?? null;
        if (rows.length < pageSize) break;
      }
      return { times, changes };
    },
  };
}

/** Times are kept in whole milliseconds. */
const encode = (at: string) => Buffer.from(String(Date.parse(at))).toString('base64url');

function decode(cursor: string): Date {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,14}$/.test(text)) throw new SekishoError('cursor-invalid');
  return new Date(Number(text));
}
