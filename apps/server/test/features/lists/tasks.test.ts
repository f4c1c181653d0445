/** Tasks: whose they are, cancelled, taken over from a process that died, gone when they expire. */

import type { Task } from '@sekisho/contracts';
import type { createTasks } from '@sekisho/server/features/tasks/index';
import { runTask } from '@sekisho/server/features/tasks/task-runner';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOrganization, startWorld, type World } from '../administration/console-client.ts';
import { ended, fileOf, looked } from './task-client.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const db = () => world.server.database.db;
const started = () => world.admin.ok<Task>('POST', '/api/v1/devices/export', { filter: {} });
const rowOf = async (id: string) => {
  const { rows } = await sql<{
    organization_id: string;
    attempt: number;
    state: string;
  }>`select * from tasks where id = ${id}`.execute(db());
  const [row] = rows;
  if (row === undefined) throw new Error('no such task');
  return row;
};

it('are their organization’s alone', async () => {
  const { id } = await started();
  await ended(world.admin, id);
  const other = await addOrganization(world.server, 'other');
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/cancel'],
    ['GET', '/files/result'],
  ])
    expect((await other.refusal(method ?? '', `/api/v1/tasks/${id}${path}`)).status).toBe(404);
  expect((await other.ok<{ items: Task[] }>('GET', '/api/v1/tasks')).items).toEqual([]);
});

it('that are over cannot be cancelled', async () => {
  const { id } = await started();
  await ended(world.admin, id);
  expect(await world.admin.refusal('POST', `/api/v1/tasks/${id}/cancel`)).toMatchObject({
    status: 409,
    code: 'task-over',
  });
});

it('of a process that died are done again from the beginning, by one; the dead one’s word counts no more', async () => {
  const { platform } = world.server;
  const { id } = await started();
  await ended(world.admin, id);
  const { organization_id: organizationId, attempt } = await rowOf(id);
  await sql`update tasks set state = 'running', seen_at = now() - interval '1 minute' where id = ${id}`.execute(db());
  let runs = 0;
  const runners = new Map([
    [
      'device-export' as const,
      async (context: Parameters<Parameters<ReturnType<typeof createTasks>['define']>[1]>[0]) => {
        runs += 1;
        const file = await context.openFile('result', 'again.csv', 'text/csv');
        await file.write('again');
        await file.end();
        await context.conclude(async () => ({ state: 'done', outcome: { rows: 1 } }));
      },
    ],
  ]);
  await Promise.all([1, 2, 3].map(() => runTask(platform, runners, { organizationId, id })));
  expect(runs).toBe(1);
  expect(await rowOf(id)).toMatchObject({ state: 'done', attempt: attempt + 1 });
  expect(await (await fileOf(world.admin, id, 'result')).text()).toBe('again');
});

it('that are cancelled at work stop at the next word, and leave nothing', async () => {
  const { platform } = world.server;
  const { id } = await started();
  await ended(world.admin, id);
  const { organization_id: organizationId } = await rowOf(id);
  await sql`update tasks set state = 'waiting' where id = ${id}`.execute(db());
  let went = false;
  const runners = new Map([
    [
      'device-export' as const,
      async (context: Parameters<Parameters<ReturnType<typeof createTasks>['define']>[1]>[0]) => {
        await world.admin.ok('POST', `/api/v1/tasks/${id}/cancel`);
        await context.progress(1, 2);
        went = true;
      },
    ],
  ]);
  await runTask(platform, runners, { organizationId, id });
  expect(went).toBe(false);
  expect((await rowOf(id)).state).toBe('cancelled');
});

it('are gone with their files', async () => {
  const task = await looked(world.admin, 'x');
  await sql`delete from tasks where id = ${task.id}`.execute(db());
  const { rows } = await sql`select from task_file_chunks where task_id = ${task.id}`.execute(db());
  expect(rows).toEqual([]);
  expect((await world.admin.refusal('GET', `/api/v1/tasks/${task.id}`)).code).toBe('task-not-found');
});
