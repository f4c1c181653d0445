/** The only SQL on how many devices are where in a rollout: counted by triggers on what they tell. */
import type { UpdateDeviceState } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { FoldedCounts } from '../../platform/database/folded-counts.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export const updateCounts: FoldedCounts = {
  table: 'agent_update_counts',
  key: ['rollout_id'],
  columns: ['rollout_id', 'state'],
};

export interface RolloutCount {
  readonly rolloutId: string;
  readonly state: UpdateDeviceState;
  readonly devices: number;
}

export async function countStates(db: Db, organizationId: string): Promise<RolloutCount[]> {
  const { rows } = await sql<RolloutCount>`select rollout_id as "rolloutId", state, sum(devices)::integer as devices
    from agent_update_counts where organization_id = ${organizationId} group by rollout_id, state`.execute(db);
  return rows;
}

/** Of rollouts of which nothing is kept any more. */
export async function deleteCounts(tx: Tx, organizationId: string, rolloutIds: readonly string[]): Promise<void> {
  await sql`delete from agent_update_counts
    where organization_id = ${organizationId} and rollout_id = any(${uuidArray(rolloutIds)}::uuid[])`.execute(tx);
}
