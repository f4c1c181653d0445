/** The embedded PostgreSQL's database and its two roles: one owns the tables, one only uses them. */
import type pg from 'pg';
import type { PostgresCredentials } from './credentials.ts';

export const databaseNames = { database: 'sekisho', owner: 'sekisho_owner', application: 'sekisho_app' } as const;

/** Whatever the owner makes, in any schema, the application role may use from then on. Run as the owner, in the database itself. */
export const applicationGrants: readonly string[] = [
  `alter default privileges for role ${databaseNames.owner} grant usage on schemas to ${databaseNames.application}`,
  `alter default privileges for role ${databaseNames.owner} grant select, insert, update, delete on tables to ${databaseNames.application}`,
  `alter default privileges for role ${databaseNames.owner} grant usage, select on sequences to ${databaseNames.application}`,
  `alter default privileges for role ${databaseNames.owner} grant execute on functions to ${databaseNames.application}`,
  `grant usage on schema public to ${databaseNames.application}`,
];

const setUpLock = 7_356_001;

/** Makes what is missing; several processes may do so at once. `superuser` is connected to database `postgres`. */
export async function createDatabaseWithRoles(superuser: pg.Client, credentials: PostgresCredentials): Promise<void> {
  await superuser.query('select pg_advisory_lock($1)', [setUpLock]);
  try {
    await createRole(superuser, databaseNames.owner, credentials.owner);
    await createRole(superuser, databaseNames.application, credentials.application);
    const { rowCount } = await superuser.query('select 1 from pg_database where datname = $1', [
      databaseNames.database,
    ]);
    if (rowCount === 0) await superuser.query(`create database ${databaseNames.database} owner ${databaseNames.owner}`);
  } finally {
    await superuser.query('select pg_advisory_unlock($1)', [setUpLock]);
  }
}

async function createRole(superuser: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await superuser.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) {
    await superuser.query(
      `create role ${name} login nosuperuser nocreatedb nocreaterole password ${superuser.escapeLiteral(password)}`,
    );
  }
}
