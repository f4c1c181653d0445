/** Device groups: made, renamed, deleted when empty. */
import type { AuditAction } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Organizations } from '../organizations/index.ts';
import * as store from './groups.store.ts';

export type GroupRecord = store.GroupRow;

export interface Groups {
  list(organizationId: string): Promise<GroupRecord[]>;
  /** Keeps the group as it is until the commit. Throws `group-not-found`. */
  hold(tx: Tx, organizationId: string, id: number): Promise<GroupRecord>;
  create(principal: Principal, name: string): Promise<GroupRecord>;
  rename(principal: Principal, id: number, name: string): Promise<GroupRecord>;
  /** Throws `group-in-use` while a device is in it. */
  delete(principal: Principal, id: number): Promise<void>;
}

export interface GroupsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly organizations: Pick<Organizations, 'takeGroupId'>;
  /** Writes the new name where lists read it; of the device list. */
  readonly renameInList: (tx: Tx, organizationId: string, id: number, name: string) => Promise<void>;
  /** Takes deregistered devices out of the group and says whether others stay; of the devices feature. */
  readonly vacateGroup: (tx: Tx, organizationId: string, id: number) => Promise<boolean>;
}

const nameTaken = () =>
  new SekishoError('group-name-taken', { errors: [{ pointer: '/name', code: 'group-name-taken' }] });

/** One spelling for what looks the same, without blanks around it. Throws `name-blank`. */
function tidyName(name: string): string {
  const tidy = name.normalize('NFC').trim();
  if (tidy === '') throw new SekishoError('name-blank', { errors: [{ pointer: '/name', code: 'name-blank' }] });
  return tidy;
}

export function createGroups(ports: GroupsPorts): Groups {
  async function audit(tx: Tx, principal: Principal, action: AuditAction, id: number, detail: Record<string, unknown>) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'group', id: String(id) },
      detail,
      at: new Date(ports.clock.now()),
    });
  }

  async function lock(tx: Tx, organizationId: string, id: number): Promise<GroupRecord> {
    const group = await store.lockGroup(tx, organizationId, id);
    if (group === undefined) throw new SekishoError('group-not-found');
    return group;
  }

  return {
    list: (organizationId) => store.selectGroups(ports.db, organizationId),
    async hold(tx, organizationId, id) {
      const group = await store.holdGroup(tx, organizationId, id);
      if (group === undefined) throw new SekishoError('group-not-found');
      return group;
    },
    async create(principal, wantedName) {
      const name = tidyName(wantedName);
      return ports.transaction(async (tx) => {
        const id = await ports.organizations.takeGroupId(tx, principal.organizationId);
        if (!(await store.insertGroup(tx, principal.organizationId, { id, name }))) throw nameTaken();
        await audit(tx, principal, 'group.created', id, { name });
        return { id, name };
      });
    },
    async rename(principal, id, wantedName) {
      const { organizationId } = principal;
      const name = tidyName(wantedName);
      return ports.transaction(async (tx) => {
        const before = await lock(tx, organizationId, id);
        if (before.name === name) return before;
        await store.updateGroupName(tx, organizationId, id, name).catch((cause: unknown) => {
          throw isUniqueViolation(cause, 'device_groups_organization_id_name_key') ? nameTaken() : cause;
        });
        await ports.renameInList(tx, organizationId, id, name);
        await audit(tx, principal, 'group.renamed', id, { before: before.name, after: name });
        return { id, name };
      });
    },
    async delete(principal, id) {
      const { organizationId } = principal;
      await ports.transaction(async (tx) => {
        const group = await lock(tx, organizationId, id);
        if (await ports.vacateGroup(tx, organizationId, id)) throw new SekishoError('group-in-use');
        await store.deleteGroup(tx, organizationId, id);
        await audit(tx, principal, 'group.deleted', id, { name: group.name });
      });
    },
  };
}
