/** Approval requests with what is to be signed, and approvals beside policies and notices of deregistration. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table approval_requests (
     organization_id uuid not null references organizations,
     id uuid not null,
     kind text not null check (kind in ('wipe', 'deregistration', 'policy', 'trust-set')),
     state text not null default 'open' check (state in ('open', 'approved', 'refused', 'expired', 'outdated')),
     text text not null,
     signatures jsonb not null default '[]',
     asked_by text,
     asked_at timestamptz not null,
     expires_at timestamptz not null,
     closed_at timestamptz,
     closed_by text,
     primary key (organization_id, id))`,
  `create index approval_requests_open on approval_requests (organization_id, id desc) where state = 'open'`,
  `create index approval_requests_expiry on approval_requests (expires_at) where state = 'open'`,
  `create table approval_statements (
     organization_id uuid not null,
     request_id uuid not null,
     position integer not null,
     device_id uuid,
     subject text not null,
     text text not null,
     detail jsonb not null default '{}',
     primary key (organization_id, request_id, position),
     foreign key (organization_id, request_id) references approval_requests on delete cascade)`,
  `alter table policies add column approvals jsonb not null default '[]'`,
  `alter table devices add column deregistration_approvals jsonb not null default '[]'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
