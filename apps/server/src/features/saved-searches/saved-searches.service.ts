/** Saved searches: made, changed, deleted by who made them; shared ones by every whole-organization administrator. */
import type { AuditAction, SavedSearch, SavedSearchSave } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './saved-searches.store.ts';

export interface SavedSearches {
  list(principal: Principal): Promise<SavedSearch[]>;
  /** Throws `saved-search-name-taken`, `saved-searches-too-many`, `name-blank`; `permission-denied` to share as a group administrator. */
  create(principal: Principal, save: SavedSearchSave): Promise<SavedSearch>;
  /** The same, and `saved-search-not-found`, also for what is somebody else's. */
  change(principal: Principal, id: string, save: SavedSearchSave): Promise<SavedSearch>;
  /** Throws `saved-search-not-found`, `permission-denied`. */
  delete(principal: Principal, id: string): Promise<void>;
}

export interface SavedSearchesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Of one's own and shared ones together; nobody reads a longer menu. */
const most = 200;

const nameTaken = () =>
  new SekishoError('saved-search-name-taken', { errors: [{ pointer: '/name', code: 'saved-search-name-taken' }] });

/** One spelling for what looks the same, without blanks around it. Throws `name-blank`. */
function tidyName(name: string): string {
  const tidy = name.normalize('NFC').trim();
  if (tidy === '') throw new SekishoError('name-blank', { errors: [{ pointer: '/name', code: 'name-blank' }] });
  return tidy;
}

function mayChange({ groupIds, administratorId }: Principal, row: store.SavedSearchRow): boolean {
  return row.administratorId === administratorId || (row.shared && groupIds === null);
}

/** What everybody sees is put there by those who see everything. */
function requireMayShare({ groupIds }: Principal, { shared }: SavedSearchSave): void {
  if (shared && groupIds !== null) throw new SekishoError('permission-denied');
}

function searchOf(principal: Principal, row: store.SavedSearchRow): SavedSearch {
  const { id, name, shared, view, administratorId, loginId } = row;
  return {
    id,
    name,
    shared,
    view,
    madeBy: administratorId === null ? null : loginId,
    mayChange: mayChange(principal, row),
  };
}

async function unlessTaken(work: Promise<void>): Promise<void> {
  await work.catch((cause: unknown) => {
    const taken = ['saved_searches_own', 'saved_searches_shared'].some((name) => isUniqueViolation(cause, name));
    throw taken ? nameTaken() : cause;
  });
}

export function createSavedSearches(ports: SavedSearchesPorts): SavedSearches {
  async function audit(tx: Tx, principal: Principal, action: AuditAction, { id, name, shared }: store.SavedSearchRow) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'saved-search', id },
      detail: { name, shared },
      at: new Date(ports.clock.now()),
    });
  }

  async function hold(tx: Tx, principal: Principal, id: string): Promise<store.SavedSearchRow> {
    const row = await store.holdSearch(tx, principal.organizationId, principal.administratorId, id);
    if (row === undefined) throw new SekishoError('saved-search-not-found');
    if (!mayChange(principal, row)) throw new SekishoError('permission-denied');
    return row;
  }

  return {
    async list(principal) {
      const rows = await store.selectSearches(ports.db, principal.organizationId, principal.administratorId);
      return rows.map((row) => searchOf(principal, row));
    },
    async create(principal, save) {
      requireMayShare(principal, save);
      const { organizationId, administratorId, loginId } = principal;
      const row = { ...save, id: ports.ids.next(), administratorId, loginId, name: tidyName(save.name) };
      return ports.transaction(async (tx) => {
        if ((await store.selectSearches(tx, organizationId, administratorId)).length >= most)
          throw new SekishoError('saved-searches-too-many');
        await unlessTaken(store.insertSearch(tx, organizationId, row));
        await audit(tx, principal, 'saved-search.saved', row);
        return searchOf(principal, row);
      });
    },
    async change(principal, id, save) {
      requireMayShare(principal, save);
      return ports.transaction(async (tx) => {
        const row = { ...(await hold(tx, principal, id)), ...save, name: tidyName(save.name) };
        await unlessTaken(store.updateSearch(tx, principal.organizationId, row));
        await audit(tx, principal, 'saved-search.saved', row);
        return searchOf(principal, row);
      });
    },
    async delete(principal, id) {
      await ports.transaction(async (tx) => {
        const row = await hold(tx, principal, id);
        await store.deleteSearch(tx, principal.organizationId, id);
        await audit(tx, principal, 'saved-search.deleted', row);
      });
    },
  };
}
