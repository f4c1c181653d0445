/** Administrators of administrators: making, changing, deleting; the last one of the whole organization stays. */
import type { AdministratorChange, AdministratorCreate, AuditAction } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators, TellOldAddress } from './administrators.service.ts';
import * as store from './administrators.store.ts';
import {
  changesRights,
  hasPowerOver,
  type Managed,
  refusalOfManaging,
  refusalOfWanted,
  type Wanted,
} from './managing.rules.ts';

export interface Managing {
  list(organizationId: string): Promise<store.ListedAdministrator[]>;
  /** Throws `administrator-not-found`. */
  get(organizationId: string, id: string): Promise<store.ListedAdministrator>;
  /** Throws `login-id-taken`, `groups-missing`, `group-not-found`, `password-too-weak`, `permission-denied`. */
  create(principal: Principal, request: AdministratorCreate): Promise<store.ListedAdministrator>;
  /** Throws also `administrator-not-found`, `last-organization-administrator`, `own-account`. */
  change(principal: Principal, id: string, changes: AdministratorChange): Promise<store.ListedAdministrator>;
  delete(principal: Principal, id: string): Promise<void>;
  /** Until the commit nobody changes who it is. Throws `administrator-not-found`, `permission-denied`. */
  hold(tx: Tx, principal: Principal, id: string): Promise<store.AdministratorRow>;
}

export interface ManagingPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly administrators: Pick<Administrators, 'refuseWeakPassword' | 'hashPassword'>;
  /** Keeps the group until the commit; throws `group-not-found`. Of the groups feature. */
  readonly holdGroup: (tx: Tx, organizationId: string, groupId: number) => Promise<unknown>;
  /** Of the sessions feature. */
  readonly endSessions: (tx: Tx, administratorId: string) => Promise<void>;
  readonly tellOldAddress: TellOldAddress;
}

const pointers: Readonly<Record<string, string>> = {
  'groups-missing': '/groupIds',
  'group-not-found': '/groupIds',
  'login-id-taken': '/loginId',
  'password-too-weak': '/password',
};

function refuse(code: ConstructorParameters<typeof SekishoError>[0], cause?: unknown): never {
  const pointer = pointers[code];
  throw new SekishoError(code, { ...(pointer === undefined ? {} : { errors: [{ pointer, code }] }), cause });
}

const uniqueGroups = ({ role, groupIds }: Wanted) => (role === 'group' ? [...new Set(groupIds)] : []);

export function createManaging(ports: ManagingPorts): Managing {
  async function get(organizationId: string, id: string, db: Db | Tx = ports.db): Promise<store.ListedAdministrator> {
    const [row] = await store.selectListed(db, organizationId, id);
    return row ?? refuse('administrator-not-found');
  }

  async function hashOf(password: string | undefined, loginId: string): Promise<string | null> {
    if (password === undefined) return null;
    ports.administrators.refuseWeakPassword(password, loginId, '/password');
    return ports.administrators.hashPassword(password);
  }

  async function audit(tx: Tx, principal: Principal, action: AuditAction, id: string, detail: Record<string, unknown>) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'administrator', id },
      detail,
      at: new Date(ports.clock.now()),
    });
  }

  async function assignGroups(tx: Tx, organizationId: string, id: string, wanted: Wanted): Promise<void> {
    const groupIds = uniqueGroups(wanted);
    for (const groupId of groupIds) {
      await ports.holdGroup(tx, organizationId, groupId).catch((cause: unknown) => {
        throw cause instanceof SekishoError && cause.code === 'group-not-found' ? refuse(cause.code, cause) : cause;
      });
    }
    await store.replaceGroups(tx, organizationId, id, groupIds);
  }

  /** Locks in one order, and says whether it may be done. @param to what becomes of it; `null`: deleted */
  async function lockForManaging(
    tx: Tx,
    principal: Principal,
    id: string,
    to: (managed: Managed) => Wanted | null,
  ): Promise<{ row: store.AdministratorRow; managed: Managed; wanted: Wanted | null }> {
    const peers = await store.lockOrganizationAdministrators(tx, principal.organizationId);
    const row = await store.lockAdministrator(tx, principal.organizationId, id);
    if (row === undefined) return refuse('administrator-not-found');
    const managed: Managed = { id, role: row.role, groupIds: row.groupIds, active: row.password_hash !== null };
    const wanted = to(managed);
    const active = peers.filter(({ password_hash }) => password_hash !== null).length;
    const code = refusalOfManaging(principal, managed, wanted, active);
    if (code !== null) refuse(code);
    return { row, managed, wanted };
  }

  return {
    list: (organizationId) => store.selectListed(ports.db, organizationId),
    get,
    async create(principal, { loginId, email, language, role, groupIds, welcome, password }) {
      const { organizationId } = principal;
      const code = refusalOfWanted(principal, { role, groupIds });
      if (code !== null) refuse(code);
      if (welcome === 'password' && password === undefined) refuse('password-too-weak');
      const password_hash = await hashOf(welcome === 'password' ? password : undefined, loginId);
      const id = ports.ids.next();
      const created_at = new Date(ports.clock.now());
      const row = { organization_id: organizationId, id, login_id: loginId, email, role, language, password_hash };
      return ports.transaction(async (tx) => {
        await store.insertAdministrator(tx, { ...row, created_at }).catch((cause: unknown) => {
          throw isUniqueViolation(cause, 'administrators_login_id_key') ? refuse('login-id-taken', cause) : cause;
        });
        await assignGroups(tx, organizationId, id, { role, groupIds });
        await audit(tx, principal, 'administrator.created', id, { loginId, email, role, groupIds, welcome });
        return get(organizationId, id, tx);
      });
    },
    async change(principal, id, changes) {
      const { organizationId } = principal;
      const { login_id } = await get(organizationId, id);
      const passwordHash = await hashOf(changes.password, login_id);
      return ports.transaction(async (tx) => {
        const { row, managed, wanted } = await lockForManaging(tx, principal, id, ({ role, groupIds }) => ({
          role: changes.role ?? role,
          groupIds: changes.groupIds ?? groupIds,
        }));
        if (wanted === null) throw new Error('a change is no deletion');
        if (changes.email !== undefined) await ports.tellOldAddress(tx, row, changes.email);
        await store.updateAdministrator(tx, organizationId, id, {
          ...(changes.email === undefined ? {} : { email: changes.email }),
          ...(changes.language === undefined ? {} : { language: changes.language }),
          ...(changes.role === undefined ? {} : { role: changes.role }),
          ...(passwordHash === null ? {} : { password_hash: passwordHash }),
        });
        const newRights = changesRights(managed, wanted);
        if (newRights) await assignGroups(tx, organizationId, id, wanted);
        if (newRights || passwordHash !== null) await ports.endSessions(tx, id);
        const { password, ...told } = changes;
        await audit(tx, principal, 'administrator.changed', id, {
          ...told,
          ...(password === undefined ? {} : { changed: ['password'] }),
        });
        return get(organizationId, id, tx);
      });
    },
    async delete(principal, id) {
      await ports.transaction(async (tx) => {
        const { row } = await lockForManaging(tx, principal, id, () => null);
        // Sessions, tokens, links and second factors go with it.
        await store.deleteAdministrator(tx, principal.organizationId, id);
        await audit(tx, principal, 'administrator.deleted', id, { loginId: row.login_id, role: row.role });
      });
    },
    async hold(tx, principal, id) {
      const row = await store.lockAdministrator(tx, principal.organizationId, id);
      if (row === undefined) return refuse('administrator-not-found');
      return hasPowerOver(principal, row.role) ? row : refuse('permission-denied');
    },
  };
}
