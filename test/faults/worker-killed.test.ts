/** One of several workers behind one port is killed in mid-load: its devices go on at another, and one takes its place. */
import { readFileSync } from 'node:fs';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepOrdering, putFleetIntoService } from './fleet-in-service.ts';

describe('two workers', () => {
  let server: ServerProcess;
  let booked: BookedFleet;

  beforeAll(async () => {
    server = await startServer({ args: ['--workers', '2'] });
    booked = await putFleetIntoService(server.api, { serverUrl: server.url, devices: 200, seed: 16 });
  });
  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
  });

  const workers = () =>
    readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ').map(Number);

  it('each is killed in turn, and replaced', async () => {
    const stopOrdering = keepOrdering(server.api, booked);
    const first = workers();
    expect(first).toHaveLength(2);
    for (const pid of first) {
      await booked.fleet.answered();
      process.kill(pid, 'SIGKILL');
      await eventually(workers, (now) => now.length === 2 && !now.includes(pid));
      await booked.fleet.answered();
    }
    await stopOrdering();
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ dataFolder: server.dataDir }))).toEqual([]);
  });
});
