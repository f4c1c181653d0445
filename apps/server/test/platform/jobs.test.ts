/** Jobs: done once, tried again, kept through a restart, only with the commit. */
import { systemIds } from '@sekisho/server/platform/ids';
import { defineJobQueue, type WorkOptions } from '@sekisho/server/platform/jobs/jobs';
import { createJobs, type RunningJobs } from '@sekisho/server/platform/jobs/pg-boss-jobs';
import { createLog } from '@sekisho/server/platform/log';
import { eventually } from '@sekisho/testkit/eventually';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const log = createLog('silent');
const mail = defineJobQueue<{ to: string }>('mail');

let database: TestDatabase;
let running: RunningJobs[];

beforeEach(async () => {
  database = await createTestDatabase();
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()));
  await database.drop();
});

async function startJobs(work: (data: { to: string }) => Promise<void>, options: WorkOptions = {}) {
  const jobs = createJobs(database.access.owner, systemIds, log);
  jobs.define(mail, options, work);
  await jobs.start();
  running.push(jobs);
  return jobs;
}

test('two processes: every job is done once, by one of them', async () => {
  const done: string[] = [];
  const work = async ({ to }: { to: string }) => {
    done.push(to);
  };
  const [jobs] = await Promise.all([startJobs(work, { concurrency: 4 }), startJobs(work, { concurrency: 4 })]);
  const all = Array.from({ length: 12 }, (_, index) => `a${index}`);
  for (const to of all) await jobs.send(mail, { to });
  await eventually(
    () => done.length,
    (count) => count >= all.length,
  );
  expect(done.toSorted()).toEqual(all.toSorted());
});

test('of one key one job waits; a job of a transaction that rolls back does not exist', async () => {
  const sender = await startJobs(async () => {});
  await sender.stop();
  running = [];
  const done: string[] = [];
  const jobs = createJobs(database.access.owner, systemIds, log);
  jobs.define(mail, {}, async ({ to }) => {
    done.push(to);
  });
  await jobs.start();
  running.push(jobs);
  const later = { startAfterMs: 1000, onceKey: 'k' };
  for (const to of ['once', 'once again']) await jobs.send(mail, { to }, later);
  const failing = database.transactions.transaction(async (tx) => {
    await jobs.send(mail, { to: 'never' }, {}, tx);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await database.transactions.transaction((tx) => jobs.send(mail, { to: 'committed' }, {}, tx));
  await eventually(
    () => done.length,
    (count) => count >= 2,
  );
  expect(done.toSorted()).toEqual(['committed', 'once']);
});

test('a failure is tried again', async () => {
  let attempts = 0;
  const jobs = await startJobs(
    async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
    },
    { retries: 2 },
  );
  await jobs.send(mail, { to: 'x' });
  await eventually(
    () => attempts,
    (count) => count === 2,
  );
});

test('queues are defined before the start, once, and known to whoever sends', async () => {
  const jobs = await startJobs(async () => {});
  expect(() => jobs.define(defineJobQueue('late'), {}, async () => {})).toThrow('defined after the start');
  await expect(jobs.send(defineJobQueue<string>('unknown'), 'x')).rejects.toThrow('queue unknown is not defined');
  expect(() => defineJobQueue('Odd Name')).toThrow('is not a name');
});

test('a clock that is set back again and again keeps nobody waiting', async () => {
  const done: string[] = [];
  const jobs = await startJobs(
    async ({ to }) => {
      done.push(to);
    },
    { pollMs: 500 },
  );
  let now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
    now -= 3_600_000;
    return now;
  });
  try {
    // The second is found by a look that began after the first: the pause between them is by the clock.
    for (const [index, to] of ['first', 'second', 'third'].entries()) {
      await jobs.send(mail, { to });
      await eventually(
        () => done.length,
        (count) => count > index,
      );
    }
  } finally {
    clock.mockRestore();
  }
});
