/** Tasks: long work that people start, which goes on when they leave the page and when the server restarts. */
import { type Task, type TaskFileName, type TaskKind, type TaskState, taskKinds, taskStates } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import { mayDo, type Permission, type Principal } from '../../platform/authorization/permissions.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Ids } from '../../platform/ids.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type FileRow, selectFiles } from './task-files.store.ts';
import { openTaskFile, readTaskFile } from './task-files.ts';
import { lostAfterMs, type RunTask, runTask, type TaskRunnerPorts } from './task-runner.ts';
import * as store from './tasks.store.ts';

export interface TasksPorts extends TaskRunnerPorts {
  readonly ids: Ids;
  readonly jobs: Jobs;
  readonly appendAudit: AppendAudit;
}

export interface OpenedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly content: AsyncGenerator<Buffer>;
}

export interface TaskRequest {
  readonly kind: TaskKind;
  readonly parameters: unknown;
  readonly language: Language;
}

export interface Upload {
  readonly fileName: string;
  readonly mediaType: string;
  readonly maximumBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface Tasks {
  /** Says how a kind is done. Call while features are made. */
  define(kind: TaskKind, run: RunTask): void;
  /** Stores the task in `tx`; it begins after the commit. */
  start(tx: Tx, principal: Principal, request: TaskRequest): Promise<Task>;
  /**
   * Keeps what is uploaded as the task's `input`, then starts it. What breaks off leaves nothing. Throws `body-too-large` past
   * `file.maximumBytes`.
   */
  receive(principal: Principal, request: TaskRequest, file: Upload): Promise<Task>;
  list(principal: Principal): Promise<Task[]>;
  /** Throws `task-not-found`, also for what is somebody else's. */
  get(principal: Principal, id: string): Promise<Task>;
  /** Throws `task-not-found`, `task-over`. */
  cancel(principal: Principal, id: string): Promise<Task>;
  /** What was found good goes on. Throws `task-not-found`, `task-over`. */
  confirm(principal: Principal, id: string, parameters: unknown): Promise<Task>;
  /** Throws `task-not-found`, `task-file-not-found`. */
  openFile(principal: Principal, id: string, name: TaskFileName): Promise<OpenedFile>;
}

/** Who may not do the thing may not see what came of it. */
const permissionOf: Readonly<Record<TaskKind, Permission>> = {
  'device-export': 'devices.read',
  'device-import': 'devices.import',
  'inventory-import': 'devices.import',
  'lock-history-export': 'history.read',
  'audit-export': 'audit.read',
  'software-export': 'inventory.read',
};

const queue = defineJobQueue<{ organizationId: string; id: string }>('tasks');
const sweepQueue = defineJobQueue<null>('tasks-sweep');
const keptMs = 7 * 24 * 3_600_000;
const shownAtOnce = 100;
const over: readonly TaskState[] = ['done', 'failed', 'cancelled'];
type Act = (tx: Tx, row: store.TasksTable) => Promise<void>;
const timestamp = (at: Date | null) => at?.toISOString() ?? null;

export function createTasks(ports: TasksPorts): Tasks {
  const { db, jobs } = ports;
  const runners = new Map<TaskKind, RunTask>();
  const now = () => new Date(ports.clock.now());
  jobs.define(queue, { retries: 5, concurrency: 2, timeoutMs: 3_600_000, pollMs: 500 }, (key) =>
    runTask(ports, runners, key),
  );
  jobs.define(sweepQueue, { retries: 0 }, async () => {
    await store.deleteExpired(db, now());
    for (const { organizationId, id } of await store.selectLost(db, new Date(ports.clock.now() - lostAfterMs))) {
      await jobs.send(queue, { organizationId, id }, { onceKey: id });
    }
  });
  jobs.schedule(sweepQueue, '* * * * *', null);

  const send = ({ organizationId, id }: store.TaskKey, tx: Tx) =>
    jobs.send(queue, { organizationId, id }, { onceKey: id }, tx);

  function newTask(
    principal: Principal,
    request: TaskRequest,
    state: 'receiving' | 'waiting' = 'waiting',
  ): store.NewTask {
    const { organizationId, administratorId, loginId, groupIds } = principal;
    const at = now();
    const expiresAt = new Date(at.getTime() + keptMs);
    return {
      organizationId,
      id: ports.ids.next(),
      state,
      administratorId,
      loginId,
      tokenId: principal.kind === 'api-token' ? principal.tokenId : null,
      groupIds,
      ...request,
      at,
      expiresAt,
    };
  }

  async function find(principal: Principal, id: string): Promise<store.TasksTable> {
    const row = await store.selectTask(db, { organizationId: principal.organizationId, id });
    if (row === undefined || !maySee(principal, row)) throw new SekishoError('task-not-found');
    return row;
  }

  async function answer(rows: readonly store.TasksTable[]): Promise<Task[]> {
    const [first] = rows;
    const files =
      first === undefined
        ? []
        : await selectFiles(
            db,
            first.organization_id,
            rows.map(({ id }) => id),
          );
    return rows.map((row) =>
      taskOf(
        row,
        files.filter(({ taskId }) => taskId === row.id),
      ),
    );
  }

  const get = async (principal: Principal, id: string) => {
    const [task] = await answer([await find(principal, id)]);
    if (task === undefined) throw new SekishoError('task-not-found');
    return task;
  };

  async function change(principal: Principal, id: string, from: readonly TaskState[], to: store.StateChange, act: Act) {
    const row = await find(principal, id);
    await ports.transaction(async (tx) => {
      if (!(await store.changeState(tx, keyOf(row), from, to))) throw new SekishoError('task-over');
      await act(tx, row);
    });
    return get(principal, id);
  }

  return {
    define: (kind, run) => void runners.set(kind, run),
    async start(tx, principal, request) {
      const task = newTask(principal, request);
      await store.insertTask(tx, task);
      await send(task, tx);
      const row = await store.selectTask(tx, task);
      if (row === undefined) throw new Error('a task just stored is not there');
      return taskOf(row, []);
    },
    async receive(principal, request, upload) {
      const task = newTask(principal, request, 'receiving');
      await ports.transaction((tx) => store.insertTask(tx, task));
      try {
        await keepUpload(ports, task, upload);
        await ports.transaction(async (tx) => {
          await store.changeState(tx, task, ['receiving'], { state: 'waiting', finishedAt: null, at: now() });
          await send(task, tx);
        });
      } catch (cause) {
        await store.deleteTask(db, task);
        throw cause;
      }
      return get(principal, task.id);
    },
    async list(principal) {
      const kinds = taskKinds.filter((kind) => mayDo(principal, permissionOf[kind]));
      const ownerId = principal.groupIds === null ? null : principal.administratorId;
      return answer(await store.selectTasks(db, principal.organizationId, ownerId, kinds, shownAtOnce));
    },
    get,
    async cancel(principal, id) {
      const at = now();
      const open = taskStates.filter((state) => !over.includes(state));
      return change(principal, id, open, { state: 'cancelled', finishedAt: at, at }, async (tx, { kind }) => {
        await ports.appendAudit(tx, {
          organizationId: principal.organizationId,
          actor: auditActorOf(principal),
          action: 'task.cancelled',
          target: { type: 'task', id },
          detail: { kind },
          at,
        });
      });
    },
    confirm: (principal, id, parameters) =>
      change(
        principal,
        id,
        ['awaiting-confirmation'],
        { state: 'waiting', parameters, finishedAt: null, at: now() },
        (tx, row) => send(keyOf(row), tx),
      ),
    async openFile(principal, id, name) {
      const row = await find(principal, id);
      const [file] = (await selectFiles(db, row.organization_id, [id])).filter((each) => each.name === name);
      if (file === undefined) throw new SekishoError('task-file-not-found');
      return { ...file, content: readTaskFile(db, { ...keyOf(row), name }) };
    },
  };
}

async function keepUpload(ports: TasksPorts, task: store.TaskKey, upload: Upload): Promise<void> {
  const { fileName, mediaType, maximumBytes } = upload;
  const file = await openTaskFile(ports.db, { ...task, name: 'input' }, { fileName, mediaType });
  let bytes = 0;
  for await (const part of upload.content) {
    bytes += part.length;
    if (bytes > maximumBytes) throw new SekishoError('body-too-large');
    await file.write(part);
  }
  await file.end();
}

function maySee(principal: Principal, row: store.TasksTable): boolean {
  const own = principal.groupIds === null || row.administrator_id === principal.administratorId;
  return own && mayDo(principal, permissionOf[row.kind]);
}

function keyOf({ organization_id: organizationId, id }: store.TasksTable): store.TaskKey {
  return { organizationId, id };
}

function taskOf(row: store.TasksTable, files: readonly FileRow[]): Task {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    done: Number(row.done),
    total: row.total === null ? null : Number(row.total),
    startedBy: row.login_id,
    createdAt: row.created_at.toISOString(),
    startedAt: timestamp(row.started_at),
    finishedAt: timestamp(row.finished_at),
    expiresAt: row.expires_at.toISOString(),
    files: files.map(({ name, fileName, bytes }) => ({ name, fileName, bytes })),
    outcome: row.outcome,
    code: row.code,
  };
}
