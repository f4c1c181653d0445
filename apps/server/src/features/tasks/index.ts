/** Tasks: long work that people start, with progress, a result and files. */
import type { Feature } from '../../platform/feature.ts';
import { tasksRoutes } from './tasks.routes.ts';
import type { Tasks } from './tasks.service.ts';

export type { TaskFileWriter } from './task-files.ts';
export type { RunTask, TaskContext, TaskResult } from './task-runner.ts';
export { createTasks, type Tasks } from './tasks.service.ts';

export function tasksFeature(tasks: Tasks): Feature {
  return { name: 'tasks', routes: tasksRoutes(tasks) };
}
