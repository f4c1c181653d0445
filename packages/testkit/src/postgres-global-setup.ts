/** Gives every test run a folder for its PostgreSQL, and clears up after it and after runs that were killed. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

const parent = path.resolve(import.meta.dirname, '../../../.cache/test-postgres');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process number of the PostgreSQL that runs in `folder`, if any. */
async function postmasterOf(folder: string): Promise<number | null> {
  const text = await readFile(path.join(folder, 'pgdata', '18', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  if (!(pid > 0) || !isAlive(pid)) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => folder);
  return command.includes(folder) ? pid : null;
}

/** Stops at once, keeping nothing: the data goes too. */
async function remove(folder: string): Promise<void> {
  const pid = await postmasterOf(folder);
  if (pid !== null) {
    process.kill(pid, 'SIGQUIT');
    for (let attempt = 0; attempt < 100 && isAlive(pid); attempt += 1) await delay(50);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    if (!isAlive(Number(name))) await remove(path.join(parent, name));
  }
  const folder = path.join(parent, String(process.pid));
  project.provide('testPostgresFolder', folder);
  return () => remove(folder);
}
