/** Installers of others that an organization hands out (I05): what each is, and its content in pieces. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table add_on_software (
     organization_id uuid not null references organizations,
     id uuid not null,
     platform text not null,
     name text not null,
     version text not null,
     file_name text not null,
     bytes bigint not null,
     /* null: still being received. */
     sha256 text,
     created_at timestamptz not null,
     created_by text,
     primary key (organization_id, id),
     constraint add_on_software_name unique (organization_id, platform, name, version))`,
  `create table add_on_software_parts (
     organization_id uuid not null,
     id uuid not null,
     number integer not null,
     content bytea not null,
     primary key (organization_id, id, number),
     foreign key (organization_id, id) references add_on_software on delete cascade)`,
  // Installers are packed already: not looked at again, and read from the middle.
  `alter table add_on_software_parts alter column content set storage external`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
