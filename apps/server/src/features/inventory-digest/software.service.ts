/** Software over all devices as people read it: pages of titles, one of them with its versions. */
import type { SoftwareDetail, SoftwareList, SoftwareQuery } from '@sekisho/contracts';
import { byIndexesOnly } from '../../platform/database/by-indexes-only.ts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { countSoftware, type DeviceScope } from '../device-list/index.ts';
import * as query from './software.query.ts';

export interface SoftwareReader {
  /** Throws `cursor-invalid`. */
  list(scope: DeviceScope, request: SoftwareQuery): Promise<SoftwareList>;
  /** Throws `software-not-found`. */
  get(scope: DeviceScope, id: number): Promise<SoftwareDetail>;
}

const defaultLimit = 100;
const mostVersions = 1_000;
const mostId = 2_147_483_647;

export function createSoftwareReader(db: Db): SoftwareReader {
  return {
    async list(scope, { keyword = '', sort: sortText = 'name', cursor, limit = defaultLimit }) {
      const descending = sortText.startsWith('-');
      const sort = (descending ? sortText.slice(1) : sortText) as query.SoftwareSort;
      const after = cursor === undefined ? null : decodePosition(cursor, sortText);
      const page = { keyword, sort, descending, after, limit: limit + 1 };
      const rows = await byIndexesOnly(db, (reading) => query.selectTitles(reading, scope, page));
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      return { items, nextCursor: more ? encodePosition(sortText, String(last[sort]), last.id) : null };
    },
    async get(scope, id) {
      const named = await query.selectSoftware(db, scope.organizationId, id);
      if (named === undefined) throw new SekishoError('software-not-found');
      const { titleId, name, publisher, version } = named;
      const versions = await query.selectVersionsOf(db, scope, titleId, mostVersions);
      const devices = await countSoftware(db, scope, titleId);
      // Who may see none of its devices is not told that there are any.
      if (scope.groupIds !== null && devices === 0) throw new SekishoError('software-not-found');
      return { title: { id: titleId, name, publisher, devices, versions: versions.length }, version, versions };
    },
  };
}

function encodePosition(sort: string, key: string, id: number): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

/** Strict: nothing goes on that `encodePosition` has not made for this very sort. */
function decodePosition(cursor: string, sort: string): query.SoftwarePosition {
  const parts = parse(cursor);
  const [madeFor, key, id] = Array.isArray(parts) && parts.length === 3 ? (parts as unknown[]) : [];
  const isKey = typeof key === 'string' && !key.includes('\0') && key.isWellFormed();
  const isNumber = typeof key === 'string' && /^\d{1,10}$/.test(key) && Number(key) <= mostId;
  const isId = typeof id === 'number' && Number.isInteger(id) && id > 0 && id <= mostId;
  if (madeFor !== sort || !isKey || !isId || (sort.endsWith('devices') && !isNumber))
    throw new SekishoError('cursor-invalid');
  return { key, id };
}
