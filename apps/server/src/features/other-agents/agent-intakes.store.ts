/** The only SQL on the addresses of other agents. Secrets are stored as hashes. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface IntakeRow {
  readonly id: string;
  readonly name: string;
  readonly groupId: number;
  readonly groupName: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly devices: number;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string | null;
  readonly lastAgent: string | null;
}

const columns = sql`id, name, group_id as "groupId", group_name as "groupName", created_at as "createdAt",
  created_by as "createdBy", expires_at as "expiresAt", revoked_at as "revokedAt", devices, last_used_at as "lastUsedAt",
  last_address as "lastAddress", last_agent as "lastAgent"`;

export interface IntakeScope {
  readonly organizationId: string;
  readonly groupIds: readonly number[] | null;
}

const inScope = ({ organizationId, groupIds }: IntakeScope) =>
  sql`organization_id = ${organizationId} and (${groupIds === null} or group_id = any(${[...(groupIds ?? [])]}::integer[]))`;

const isUsable = (at: Date) => sql`(revoked_at is null and expires_at > ${at})`;

/** The newest first; where there are more than `most`, those that can still be used before others. */
export async function selectIntakes(db: Db, scope: IntakeScope, at: Date, most: number): Promise<IntakeRow[]> {
  const { rows } = await sql<IntakeRow>`select * from (
      select ${columns} from agent_intakes where ${inScope(scope)}
      order by ${isUsable(at)} desc, created_at desc, id desc limit ${most}) i
    order by "createdAt" desc, id desc`.execute(db);
  return rows;
}

/** Those that were revoked or have expired are kept for the record, and keep no other away. */
export async function countUsable(tx: Tx, organizationId: string, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from agent_intakes
    where organization_id = ${organizationId} and ${isUsable(at)}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function insertIntake(tx: Tx, organizationId: string, row: IntakeRow, secretHash: Buffer): Promise<void> {
  await sql`insert into agent_intakes (organization_id, id, name, secret_hash, group_id, group_name, created_at, created_by, expires_at)
    values (${organizationId}, ${row.id}, ${row.name}, ${secretHash}, ${row.groupId}, ${row.groupName}, ${row.createdAt},
      ${row.createdBy}, ${row.expiresAt})`.execute(tx);
}

export async function lockIntake(tx: Tx, scope: IntakeScope, id: string): Promise<IntakeRow | null> {
  const { rows } = await sql<IntakeRow>`select ${columns} from agent_intakes where ${inScope(scope)} and id = ${id}
    for update`.execute(tx);
  return rows[0] ?? null;
}

/** Locked until the commit, in the order of their ids. */
export async function lockIntakes(tx: Tx, organizationId: string, ids: readonly string[]): Promise<IntakeRow[]> {
  const { rows } = await sql<IntakeRow>`select ${columns} from agent_intakes
    where organization_id = ${organizationId} and id = any(${uuidArray(ids)}::uuid[]) order by id for update`.execute(
    tx,
  );
  return rows;
}

export async function updateRevoked(tx: Tx, organizationId: string, id: string, at: Date): Promise<void> {
  await sql`update agent_intakes set revoked_at = ${at} where organization_id = ${organizationId} and id = ${id}`.execute(
    tx,
  );
}

export type FoundIntake = Pick<IntakeRow, 'id' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'> & {
  readonly organizationId: string;
};

export async function selectBySecret(db: Db, secretHash: Buffer): Promise<FoundIntake | null> {
  const { rows } = await sql<FoundIntake>`select organization_id as "organizationId", id, expires_at as "expiresAt",
      revoked_at as "revokedAt", last_used_at as "lastUsedAt"
    from agent_intakes where secret_hash = ${secretHash}`.execute(db);
  return rows[0] ?? null;
}

export interface IntakeUse {
  readonly organizationId: string;
  readonly id: string;
  readonly at: Date;
  readonly address: string;
  readonly agent: string;
}

export async function updateLastUse(db: Db, { organizationId, id, at, address, agent }: IntakeUse): Promise<void> {
  await sql`update agent_intakes set last_used_at = ${at}, last_address = ${address}, last_agent = ${agent}
    where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

/** Ids of other things are among them; they count nothing. */
export async function addDevices(tx: Tx, organizationId: string, uses: ReadonlyMap<string, number>): Promise<void> {
  await sql`update agent_intakes i set devices = i.devices + v.count
    from unnest(${uuidArray([...uses.keys()])}::uuid[], ${[...uses.values()]}::integer[]) as v(id, count)
    where i.organization_id = ${organizationId} and i.id = v.id`.execute(tx);
}
