/** Of which devices the lock was taken back, whatever has become of them since. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

/** Those whose last lock or unlock that was carried out is an unlock. */
export async function selectTakenBack(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select v.device_id as id
    from unnest(${uuidArray(deviceIds)}::uuid[]) as v(device_id) cross join lateral (
      select c.kind from commands c
      where c.organization_id = ${organizationId} and c.device_id = v.device_id and c.kind in ('lock', 'unlock')
        and c.state in ('done', 'already')
      order by c.issued_at desc, c.id desc limit 1) last
    where last.kind = 'unlock'`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
