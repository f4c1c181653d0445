/**
 * An older server that runs beside a newer one writes the content of a section and does not know that it may be packed: what was packed
 * under the hash before goes, or the newer one would show that. Not needed any more once no server from before 0028 can be running.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create function forget_packed() returns trigger language plpgsql as $$
   begin
     new.packed := null;
     return new;
   end $$`,
  `create trigger inventory_sections_of_old before update on inventory_sections
     for each row when (new.hash <> old.hash and new.packed = old.packed) execute function forget_packed()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
