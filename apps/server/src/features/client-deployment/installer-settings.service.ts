/** Installer settings: what administrators keep for each platform and kind of client, saved with a check against somebody else's save. */
import {
  type AuditAction,
  clientKindsOf,
  type InitialSettings,
  type InstallerSettingCreate,
  type InstallerSettingSave,
  initialSettingsFaults,
} from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Policies } from '../policies/index.ts';
import { forgetSetting } from './installer-downloads.store.ts';
import * as store from './installer-settings.store.ts';

export interface InstallerSettings {
  list(organizationId: string): Promise<store.SettingRow[]>;
  /** Throws `client-kind-unfit`, `policy-not-found`, `installer-proxy-missing`, `installer-setting-name-taken`, `name-blank`. */
  create(principal: Principal, request: InstallerSettingCreate): Promise<store.SettingRow>;
  /** Throws what `create` does, `installer-setting-not-found`, and `installer-setting-changed-meanwhile` for another revision. */
  save(principal: Principal, id: string, request: InstallerSettingSave): Promise<store.SettingRow>;
  /** What was made of it stays good. Throws `installer-setting-not-found`. */
  delete(principal: Principal, id: string): Promise<void>;
}

export interface InstallerSettingsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policies: Pick<Policies, 'hold'>;
}

function nameTaken(): SekishoError {
  return new SekishoError('installer-setting-name-taken', {
    errors: [{ pointer: '/name', code: 'installer-setting-name-taken' }],
  });
}

/** One spelling for what looks the same, without blanks around it. Throws `name-blank`. */
function tidyName(name: string): string {
  const tidy = name.toWellFormed().normalize('NFC').trim();
  if (tidy === '') throw new SekishoError('name-blank', { errors: [{ pointer: '/name', code: 'name-blank' }] });
  return tidy;
}

function refuseFaults(initial: InitialSettings, clientKind: store.SettingRow['clientKind']): void {
  const faults = initialSettingsFaults(initial, clientKind);
  const [first] = faults;
  if (first === undefined) return;
  const errors = faults.map(({ pointer, code }) => ({ pointer: `/initial${pointer}`, code }));
  throw new SekishoError(first.code, { errors });
}

export function createInstallerSettings(ports: InstallerSettingsPorts): InstallerSettings {
  const now = () => new Date(ports.clock.now());

  async function audit(tx: Tx, principal: Principal, action: AuditAction, id: string, detail: Record<string, unknown>) {
    const { organizationId } = principal;
    const target = { type: 'installer-setting', id };
    await ports.appendAudit(tx, { organizationId, actor: auditActorOf(principal), action, target, detail, at: now() });
  }

  async function holdPolicy(tx: Tx, { organizationId }: Principal, { policyCode }: InitialSettings): Promise<void> {
    await ports.policies.hold(tx, organizationId, policyCode).catch((cause: unknown) => {
      if (!(cause instanceof SekishoError)) throw cause;
      throw new SekishoError(cause.code, { errors: [{ pointer: '/initial/policyCode', code: cause.code }], cause });
    });
  }

  async function lock(tx: Tx, organizationId: string, id: string): Promise<store.SettingRow> {
    const row = await store.lockSetting(tx, organizationId, id);
    if (row === null) throw new SekishoError('installer-setting-not-found');
    return row;
  }

  return {
    list: (organizationId) => store.selectSettings(ports.db, organizationId),
    async create(principal, { platform, clientKind, name: wantedName, format, initial }) {
      if (!clientKindsOf[platform].includes(clientKind))
        throw new SekishoError('client-kind-unfit', {
          errors: [{ pointer: '/clientKind', code: 'client-kind-unfit' }],
        });
      refuseFaults(initial, clientKind);
      const name = tidyName(wantedName);
      const at = now();
      const saved = { revision: 1, createdAt: at, updatedAt: at, updatedBy: principal.loginId };
      const row = { id: ports.ids.next(), platform, clientKind, name, format, initial, ...saved };
      await ports.transaction(async (tx) => {
        await holdPolicy(tx, principal, initial);
        if (!(await store.insertSetting(tx, principal.organizationId, row))) throw nameTaken();
        const detail = { name, platform, clientKind, format, initial };
        await audit(tx, principal, 'installer-setting.created', row.id, detail);
      });
      return row;
    },
    async save(principal, id, { name: wantedName, format, initial, revision }) {
      const name = tidyName(wantedName);
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        const before = await lock(tx, organizationId, id);
        refuseFaults(initial, before.clientKind);
        if (before.revision !== revision) throw new SekishoError('installer-setting-changed-meanwhile');
        await holdPolicy(tx, principal, initial);
        const saved = { revision: revision + 1, updatedAt: now(), updatedBy: principal.loginId };
        const row = { ...before, name, format, initial, ...saved };
        await store.updateSetting(tx, organizationId, row).catch((cause: unknown) => {
          throw isUniqueViolation(cause, 'installer_settings_name') ? nameTaken() : cause;
        });
        await audit(tx, principal, 'installer-setting.saved', id, {
          name,
          before: { name: before.name, format: before.format, initial: before.initial },
          after: { name, format, initial, revision: row.revision },
        });
        return row;
      });
    },
    async delete(principal, id) {
      const { organizationId } = principal;
      await ports.transaction(async (tx) => {
        const { name, platform, clientKind } = await lock(tx, organizationId, id);
        await forgetSetting(tx, organizationId, id);
        await store.deleteSetting(tx, organizationId, id);
        await audit(tx, principal, 'installer-setting.deleted', id, { name, platform, clientKind });
      });
    },
  };
}
