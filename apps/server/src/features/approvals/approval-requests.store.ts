/** The only SQL on approval requests and their statements. */
import type { ApprovalRequestKind, ApprovalRequestState, Signature } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface ApprovalRequestsTable {
  organization_id: string;
  id: string;
  kind: ApprovalRequestKind;
  state: ApprovalRequestState;
  /** What is signed: a batch, or a trust set. */
  text: string;
  signatures: Signature[];
  asked_by: string | null;
  asked_at: Date;
  expires_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ approval_requests: ApprovalRequestsTable }>();

export interface NewRequest {
  readonly organizationId: string;
  readonly id: string;
  readonly kind: ApprovalRequestKind;
  readonly text: string;
  readonly askedBy: string | null;
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

export interface StatementRow {
  readonly deviceId: string | null;
  readonly subject: string;
  readonly text: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export async function insertRequest(tx: Tx, request: NewRequest, statements: readonly StatementRow[]): Promise<void> {
  const { organizationId, id, kind, text, askedBy, askedAt, expiresAt } = request;
  await sql`insert into approval_requests (organization_id, id, kind, text, asked_by, asked_at, expires_at)
    values (${organizationId}, ${id}, ${kind}, ${text}, ${askedBy}, ${askedAt}, ${expiresAt})`.execute(tx);
  if (statements.length === 0) return;
  await sql`insert into approval_statements (organization_id, request_id, position, device_id, subject, text, detail)
    select ${organizationId}, ${id}, v.position - 1, v.device_id, v.subject, v.text, v.detail
    from unnest(${statements.map((row) => row.deviceId)}::uuid[], ${statements.map((row) => row.subject)}::text[],
      ${statements.map((row) => row.text)}::text[], ${statements.map((row) => JSON.stringify(row.detail))}::jsonb[])
      with ordinality as v(device_id, subject, text, detail, position)`.execute(tx);
}

export async function lockRequest(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<ApprovalRequestsTable | undefined> {
  return tablesOf(tx)
    .selectFrom('approval_requests')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** In the order in which they stand in the batch. */
export async function selectStatements(
  db: Db | Tx,
  organizationId: string,
  requestId: string,
): Promise<StatementRow[]> {
  const { rows } =
    await sql<StatementRow>`select device_id as "deviceId", subject, text, detail from approval_statements
    where organization_id = ${organizationId} and request_id = ${requestId} order by position`.execute(db);
  return rows;
}

export async function updateSignatures(
  tx: Tx,
  organizationId: string,
  id: string,
  signatures: readonly Signature[],
): Promise<void> {
  await sql`update approval_requests set signatures = ${JSON.stringify(signatures)}::jsonb
    where organization_id = ${organizationId} and id = ${id}`.execute(tx);
}

export async function closeRequest(
  tx: Tx,
  key: { readonly organizationId: string; readonly id: string },
  as: { readonly state: ApprovalRequestState; readonly closedBy: string | null; readonly at: Date },
): Promise<void> {
  await sql`update approval_requests set state = ${as.state}, closed_at = ${as.at}, closed_by = ${as.closedBy}
    where organization_id = ${key.organizationId} and id = ${key.id}`.execute(tx);
}

export interface ClosedRequest {
  readonly organization_id: string;
  readonly id: string;
}

/** Open ones whose time is over, of any organization; returns them. */
export async function expireRequests(tx: Tx, at: Date, limit: number): Promise<readonly ClosedRequest[]> {
  const { rows } = await sql<ClosedRequest>`update approval_requests r set state = 'expired', closed_at = ${at}
    from (select organization_id, id from approval_requests where state = 'open' and expires_at <= ${at}
      order by expires_at limit ${limit} for update skip locked) due
    where r.organization_id = due.organization_id and r.id = due.id
    returning r.organization_id, r.id`.execute(tx);
  return rows;
}

/** Open changes of a trust set that has been followed by another. */
export async function outdateTrustChanges(tx: Tx, organizationId: string, at: Date): Promise<readonly ClosedRequest[]> {
  const { rows } = await sql<ClosedRequest>`update approval_requests set state = 'outdated', closed_at = ${at}
    where organization_id = ${organizationId} and kind = 'trust-set' and state = 'open'
    returning organization_id, id`.execute(tx);
  return rows;
}

/** Every open one of the installation. */
export async function outdateEvery(tx: Tx, at: Date): Promise<readonly ClosedRequest[]> {
  const { rows } = await sql<ClosedRequest>`update approval_requests set state = 'outdated', closed_at = ${at}
    where state = 'open' returning organization_id, id`.execute(tx);
  return rows;
}

export interface RequestRow extends ApprovalRequestsTable {
  readonly count: number;
  /** Subjects of the first few statements. */
  readonly subjects: readonly string[];
}

export interface RequestFilter {
  readonly organizationId: string;
  /** `null`: whatever there is; else only requests that concern nothing but devices of these groups. */
  readonly groupIds: readonly number[] | null;
  readonly id?: string | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** How many of a request's subjects the list names. */
const namedSubjects = 3;

/** Newest first. Reads the device list for the devices' groups. */
export async function selectRequests(db: Db | Tx, filter: RequestFilter): Promise<readonly RequestRow[]> {
  const { organizationId, groupIds, id, state, before, limit } = filter;
  const own =
    groupIds === null
      ? sql`true`
      : sql`r.kind in ('wipe', 'deregistration') and not exists (
          select 1 from approval_statements s
          left join device_list d on d.organization_id = s.organization_id and d.device_id = s.device_id
          where s.organization_id = r.organization_id and s.request_id = r.id
            and (d.group_id is null or d.group_id <> all(${groupIds}::integer[])))`;
  const ofState = state === 'open' ? sql`r.state = 'open'` : state === 'closed' ? sql`r.state <> 'open'` : sql`true`;
  const { rows } = await sql<RequestRow>`select r.*, s.count, s.subjects
    from approval_requests r cross join lateral (
      select count(*)::integer as count,
        coalesce(array_agg(subject order by position) filter (where position < ${namedSubjects}), '{}') as subjects
      from approval_statements where organization_id = r.organization_id and request_id = r.id) s
    where r.organization_id = ${organizationId} and ${own} and ${ofState}
      and ${id === undefined ? sql`true` : sql`r.id = ${id}::uuid`}
      and ${before === undefined ? sql`true` : sql`r.id < ${before}::uuid`}
    order by r.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Active devices that do not hold this version of the trust set yet, as far as `most`. Reads the contacts. */
export async function countUninformed(db: Db, organizationId: string, version: number, most: number): Promise<number> {
  const { rows } = await sql<{ devices: number }>`select count(*)::integer as devices from (
    select from device_contact where organization_id = ${organizationId} and active and trust_version < ${version}
    limit ${most}) as uninformed`.execute(db);
  return rows[0]?.devices ?? 0;
}
