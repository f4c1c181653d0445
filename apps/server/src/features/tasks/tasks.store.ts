/** The only SQL on tasks. */
import type { TaskKind, TaskOutcome, TaskState } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import { sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import { storableJson } from '../../platform/database/storable-json.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface TasksTable {
  organization_id: string;
  id: string;
  kind: TaskKind;
  state: TaskState;
  administrator_id: string;
  login_id: string;
  token_id: string | null;
  group_ids: number[] | null;
  language: Language;
  parameters: unknown;
  done: string;
  total: string | null;
  outcome: TaskOutcome | null;
  code: string | null;
  attempt: number;
  seen_at: Date;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  expires_at: Date;
}

export interface TaskKey {
  readonly organizationId: string;
  readonly id: string;
}

export interface NewTask extends TaskKey {
  readonly kind: TaskKind;
  readonly state: 'receiving' | 'waiting';
  readonly administratorId: string;
  readonly loginId: string;
  /** `null`: started in the console. */
  readonly tokenId: string | null;
  readonly groupIds: readonly number[] | null;
  readonly language: Language;
  readonly parameters: unknown;
  readonly at: Date;
  readonly expiresAt: Date;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ tasks: TasksTable }>();

export async function insertTask(tx: Tx, task: NewTask): Promise<void> {
  const groupIds = task.groupIds === null ? null : numberArray(task.groupIds);
  await sql`insert into tasks (organization_id, id, kind, state, administrator_id, login_id, token_id, group_ids, language,
      parameters, seen_at, created_at, expires_at)
    values (${task.organizationId}, ${task.id}, ${task.kind}, ${task.state}, ${task.administratorId}, ${task.loginId},
      ${task.tokenId}, ${groupIds}::integer[], ${task.language}, ${storableJson(task.parameters)}::jsonb, ${task.at}, ${task.at},
      ${task.expiresAt})`.execute(tx);
}

/** @param ownerId only tasks of this administrator; `null`: of everybody */
export async function selectTasks(
  db: Db,
  organizationId: string,
  ownerId: string | null,
  kinds: readonly TaskKind[],
  limit: number,
): Promise<TasksTable[]> {
  let query = tablesOf(db)
    .selectFrom('tasks')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('kind', 'in', kinds)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (ownerId !== null) query = query.where('administrator_id', '=', ownerId);
  return query.execute();
}

export async function selectTask(db: Db | Tx, { organizationId, id }: TaskKey): Promise<TasksTable | undefined> {
  return tablesOf(db)
    .selectFrom('tasks')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Takes a task to work on, unless another process does so and has been seen since `lostSince`. */
export async function claimTask(db: Db, key: TaskKey, at: Date, lostSince: Date): Promise<TasksTable | undefined> {
  const { rows } = await sql<TasksTable>`update tasks
    set state = 'running', attempt = attempt + 1, seen_at = ${at}, started_at = coalesce(started_at, ${at}), done = 0
    where organization_id = ${key.organizationId} and id = ${key.id}
      and (state = 'waiting' or (state = 'running' and seen_at < ${lostSince}))
    returning *`.execute(db);
  return rows[0];
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
}

/** `false`: it was cancelled, or belongs to another process by now. */
export async function updateProgress(
  db: Db | Tx,
  key: TaskKey,
  attempt: number,
  progress: Progress | null,
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update tasks set seen_at = ${at},
      done = coalesce(${progress?.done ?? null}::bigint, done), total = coalesce(${progress?.total ?? null}::bigint, total)
    where organization_id = ${key.organizationId} and id = ${key.id} and attempt = ${attempt} and state = 'running'`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

export interface Ending {
  readonly state: Exclude<TaskState, 'waiting' | 'running' | 'cancelled'>;
  readonly outcome: TaskOutcome | null;
  readonly code: string | null;
}

/** `false`: see `updateProgress`; then nothing of it may be committed. */
export async function endTask(db: Db | Tx, key: TaskKey, attempt: number, end: Ending, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`update tasks set state = ${end.state}, code = ${end.code}, finished_at = ${at},
      outcome = ${end.outcome === null ? null : storableJson(end.outcome)}::jsonb, done = coalesce(total, done)
    where organization_id = ${key.organizationId} and id = ${key.id} and attempt = ${attempt} and state = 'running'`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

export interface StateChange {
  readonly state: TaskState;
  readonly parameters?: unknown;
  readonly finishedAt: Date | null;
  readonly at: Date;
}

/** From one state into another with other parameters; `false`: it is not in that state. */
export async function changeState(tx: Tx, key: TaskKey, from: readonly TaskState[], to: StateChange): Promise<boolean> {
  const parameters = to.parameters === undefined ? null : storableJson(to.parameters);
  const { numAffectedRows } =
    await sql`update tasks set state = ${to.state}, finished_at = ${to.finishedAt}, seen_at = ${to.at},
      parameters = coalesce(${parameters}::jsonb, parameters)
    where organization_id = ${key.organizationId} and id = ${key.id} and state = any(${[...from]}::text[])`.execute(tx);
  return numAffectedRows === 1n;
}

/** Tasks whose process has not been seen since then. */
export async function selectLost(db: Db, since: Date): Promise<TaskKey[]> {
  const { rows } = await sql<TaskKey>`select organization_id as "organizationId", id from tasks
    where state in ('waiting', 'running') and seen_at < ${since}`.execute(db);
  return rows;
}

export async function deleteTask(db: Db, { organizationId, id }: TaskKey): Promise<void> {
  await sql`delete from tasks where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

export async function deleteExpired(db: Db, at: Date): Promise<number> {
  const { numAffectedRows } = await sql`delete from tasks where expires_at < ${at}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
