/** How many devices are where in each rollout, counted as they are told of: an open page asks for it every two seconds. */
import { type Kysely, sql } from 'kysely';

const counted = 'organization_id, rollout_id, state';

/** What a statement brought and what it took away, both at once where it altered rows. */
const events = [
  { event: 'insert', tables: 'new table as added', changes: 'select *, 1 as devices from added' },
  { event: 'delete', tables: 'old table as removed', changes: 'select *, -1 as devices from removed' },
  {
    event: 'update',
    tables: 'old table as removed new table as added',
    changes: 'select *, 1 as devices from added union all select *, -1 from removed',
  },
];

const statements = [
  // Nothing is told of between the count and the triggers.
  'lock table agent_update_devices in share row exclusive mode',
  `create table agent_update_counts (
     organization_id uuid not null,
     rollout_id uuid not null,
     state text not null,
     devices bigint not null,
     folded boolean not null default false)`,
  'create index agent_update_counts_key on agent_update_counts (organization_id, rollout_id)',
  'create index agent_update_counts_added on agent_update_counts (organization_id, rollout_id) where not folded',
  `insert into agent_update_counts select ${counted}, count(*), true from agent_update_devices group by ${counted}`,
  ...events.flatMap(({ event, tables, changes }) => [
    `create function count_updates_of_${event}() returns trigger language plpgsql as $$
     begin
       insert into agent_update_counts (${counted}, devices)
         select ${counted}, sum(devices) from (${changes}) as changes group by ${counted} having sum(devices) <> 0;
       return null;
     end $$`,
    `create trigger count_updates_${event} after ${event} on agent_update_devices referencing ${tables}
       for each statement execute function count_updates_of_${event}()`,
  ]),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
