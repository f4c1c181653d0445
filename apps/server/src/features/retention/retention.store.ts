/** The only SQL on the settings of retention. */
import type { RetentionSettings } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

/** Set by an administrator, or kept at the update that brought retention; `null`: the defaults hold. */
export type StoredRetention = RetentionSettings | null;

export async function selectRetention(db: Db, organizationId: string): Promise<StoredRetention> {
  const { rows } =
    await sql<RetentionSettings>`select event_days as "eventDays", lock_history_days as "lockHistoryDays",
      audit_days as "auditDays", inventory_change_days as "inventoryChangeDays"
    from retention_settings where organization_id = ${organizationId}`.execute(db);
  return rows[0] ?? null;
}

export async function upsertRetention(tx: Tx, organizationId: string, settings: RetentionSettings): Promise<void> {
  const { eventDays, lockHistoryDays, auditDays, inventoryChangeDays } = settings;
  await sql`insert into retention_settings (organization_id, event_days, lock_history_days, audit_days, inventory_change_days)
    values (${organizationId}, ${eventDays}, ${lockHistoryDays}, ${auditDays}, ${inventoryChangeDays})
    on conflict (organization_id) do update set event_days = excluded.event_days,
      lock_history_days = excluded.lock_history_days, audit_days = excluded.audit_days,
      inventory_change_days = excluded.inventory_change_days`.execute(tx);
}
