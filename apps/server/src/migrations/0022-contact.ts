/**
 * What a check-in asks of a device stands beside its contact, so that most check-ins read and write one row alone: policy and
 * revision of its record, and whether commands may wait. Triggers carry them over, whichever version of the server writes.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table device_contact add column policy_code text, add column device_revision bigint,
     add column commands_open boolean not null default false`,

  `create function begin_contact() returns trigger language plpgsql as $$
   begin
     select d.policy_code, d.device_revision into new.policy_code, new.device_revision
     from devices d where d.organization_id = new.organization_id and d.id = new.device_id;
     return new;
   end $$`,
  `create trigger device_contact_begins before insert on device_contact
     for each row when (new.policy_code is null) execute function begin_contact()`,

  `create function carry_assignment() returns trigger language plpgsql as $$
   begin
     update device_contact c set policy_code = n.policy_code, device_revision = n.device_revision
     from changed n
     where c.organization_id = n.organization_id and c.device_id = n.id
       and (c.policy_code, c.device_revision) is distinct from (n.policy_code, n.device_revision);
     return null;
   end $$`,
  `create trigger devices_assignment after update on devices referencing new table as changed
     for each statement execute function carry_assignment()`,

  // Sets it where it is set already too: only so does it wait for a check-in that is about to clear it.
  `create function open_commands() returns trigger language plpgsql as $$
   begin
     update device_contact c set commands_open = true
     from (select distinct organization_id, device_id from added) a
     where c.organization_id = a.organization_id and c.device_id = a.device_id;
     return null;
   end $$`,
  `create trigger commands_open after insert on commands referencing new table as added
     for each statement execute function open_commands()`,

  `update device_contact c set policy_code = d.policy_code, device_revision = d.device_revision,
     commands_open = exists (select from commands k where k.organization_id = c.organization_id
       and k.device_id = c.device_id and k.state in ('issued', 'delivered'))
   from devices d where d.organization_id = c.organization_id and d.id = c.device_id`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
