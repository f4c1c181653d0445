/** The only SQL on how many devices are where in a rollout: counted by triggers on what they tell. */
import type { UpdateDeviceState } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

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

/** Makes one row of all that were added for the same rollout and state. @returns how many rollouts there were, `most` at most */
export async function foldCounts(db: Db, most: number): Promise<number> {
  const { rows } = await sql<{ rollouts: string }>`with keys as materialized (
      select distinct organization_id, rollout_id from agent_update_counts where not folded limit ${most}),
    gone as (delete from agent_update_counts c using keys k
      where c.organization_id = k.organization_id and c.rollout_id = k.rollout_id returning c.*),
    kept as (insert into agent_update_counts (organization_id, rollout_id, state, devices, folded)
      select organization_id, rollout_id, state, sum(devices), true from gone
      group by organization_id, rollout_id, state having sum(devices) <> 0)
    select count(*) as rollouts from keys`.execute(db);
  return Number(rows[0]?.rollouts ?? 0);
}
