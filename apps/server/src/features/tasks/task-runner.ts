/** How a task is worked on: claimed by one process, seen to be alive, ended once; whoever loses it stops. */

import type { ErrorCode, TaskFileName, TaskKind, TaskOutcome } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import type { AuditActor } from '../../platform/audit/audit.ts';
import type { Json } from '../../platform/bus/bus.ts';
import type { Clock, Timers } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Log } from '../../platform/log.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { openTaskFile, readTaskFile, type TaskFileWriter } from './task-files.ts';
import * as store from './tasks.store.ts';

/** What a kind of task is given. */
export interface TaskContext {
  readonly organizationId: string;
  readonly taskId: string;
  /** Who started it, as it was then. */
  readonly startedBy: {
    readonly groupIds: readonly number[] | null;
    /** For the audit log: with the API token, where it was one. */
    readonly actor: AuditActor;
  };
  readonly language: Language;
  readonly parameters: unknown;
  /** Tells how far it is; throws `TaskStopped` when it was cancelled or is somebody else's by now. */
  progress(done: number, total: number | null): Promise<void>;
  openFile(name: TaskFileName, fileName: string, mediaType: string): Promise<TaskFileWriter>;
  readFile(name: TaskFileName): AsyncGenerator<Buffer>;
  /** Does `work` and ends the task in one transaction: both or neither. */
  conclude(work: (tx: Tx) => Promise<TaskResult>): Promise<void>;
}

export type TaskResult =
  | { readonly state: 'done'; readonly outcome: TaskOutcome }
  /** With a code: why it was looked at once more. */
  | { readonly state: 'awaiting-confirmation'; readonly code: ErrorCode | null; readonly outcome: TaskOutcome }
  | { readonly state: 'failed'; readonly code: ErrorCode; readonly outcome: TaskOutcome };

/** Resolves after `conclude`. */
export type RunTask = (context: TaskContext) => Promise<void>;

export class TaskStopped extends Error {
  override readonly name = 'TaskStopped';
}

export interface TaskRunnerPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** A process says this often that it is still at work. */
const heartbeatMs = 5_000;
/** After so long without a word another process takes over. */
export const lostAfterMs = 30_000;
const mostAttempts = 5;

/** Never throws for what went wrong with the task itself: that is told in its row. */
export async function runTask(
  ports: TaskRunnerPorts,
  runners: ReadonlyMap<TaskKind, RunTask>,
  key: store.TaskKey,
): Promise<void> {
  const now = () => new Date(ports.clock.now());
  const task = await store.claimTask(ports.db, key, now(), new Date(ports.clock.now() - lostAfterMs));
  if (task === undefined) return;
  const { attempt } = task;
  const end = (db: Db | Tx, ending: store.Ending) => store.endTask(db, key, attempt, ending, now());
  const stopBeating = ports.timers.every(heartbeatMs, () => {
    store
      .updateProgress(ports.db, key, attempt, null, now())
      .catch((err: unknown) => ports.log.debug({ err }, 'no heartbeat'));
  });
  try {
    const run = runners.get(task.kind);
    if (run === undefined || attempt > mostAttempts)
      throw new Error(`task ${task.id} cannot be done (attempt ${attempt})`);
    await run(contextOf(ports, key, task, end));
  } catch (cause) {
    if (cause instanceof TaskStopped) return;
    const code = cause instanceof SekishoError ? cause.code : 'internal-error';
    if (!(cause instanceof SekishoError))
      ports.log.error({ err: cause, task: task.id, kind: task.kind }, 'a task failed');
    await end(ports.db, { state: 'failed', code, outcome: null });
  } finally {
    stopBeating();
  }
}

function actorOf({ administrator_id: id, login_id: loginId, token_id: tokenId }: store.TasksTable): AuditActor {
  return { type: 'administrator', id, loginId, ...(tokenId === null ? {} : { tokenId }) };
}

function contextOf(
  ports: TaskRunnerPorts,
  key: store.TaskKey,
  task: store.TasksTable,
  end: (tx: Tx, ending: store.Ending) => Promise<boolean>,
): TaskContext {
  const { db } = ports;
  return {
    organizationId: task.organization_id,
    taskId: task.id,
    startedBy: { groupIds: task.group_ids, actor: actorOf(task) },
    language: task.language,
    parameters: task.parameters as Json,
    async progress(done, total) {
      const at = new Date(ports.clock.now());
      if (!(await store.updateProgress(db, key, task.attempt, { done, total }, at))) throw new TaskStopped();
    },
    openFile: (name, fileName, mediaType) => openTaskFile(db, { ...key, name }, { fileName, mediaType }),
    readFile: (name) => readTaskFile(db, { ...key, name }),
    conclude: (work) =>
      ports.transaction(async (tx) => {
        const result = await work(tx);
        const code = result.state === 'done' ? null : result.code;
        if (!(await end(tx, { state: result.state, outcome: result.outcome, code }))) throw new TaskStopped();
      }),
  };
}
