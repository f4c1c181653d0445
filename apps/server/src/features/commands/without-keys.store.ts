/** Whether an order that stands says that no unlock key takes it back. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

/** Of one of these devices, all of them locked: its newest lock says so, or it is a wipe. */
export async function selectIsWithoutKeys(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<boolean> {
  const { rows } = await sql<{ noKeys: boolean }>`select bool_or(newest.kind = 'wipe'
      or coalesce(newest.intent::jsonb #>> '{parameters,noKeys}' = 'true', false)) as "noKeys"
    from unnest(${uuidArray(deviceIds)}::uuid[]) as v(device_id) cross join lateral (
      select c.kind, c.intent from commands c
      where c.organization_id = ${organizationId} and c.device_id = v.device_id and c.kind in ('lock', 'wipe')
        and c.state in ('issued', 'delivered', 'done', 'already')
      order by c.issued_at desc, c.id desc limit 1) newest`.execute(tx);
  return rows[0]?.noKeys ?? false;
}
