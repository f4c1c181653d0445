/** PostgreSQL dies in the middle of everything: the server's own is brought back by the server, an operator's own is waited for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepOrdering, putFleetIntoService } from './fleet-in-service.ts';

/** The first process of PostgreSQL in a data folder. */
function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'pgdata/18/postmaster.pid'), 'utf8').split('\n', 1)[0]);
}

describe('the PostgreSQL that comes along', () => {
  let server: ServerProcess;
  let booked: BookedFleet;

  beforeAll(async () => {
    server = await startServer();
    booked = await putFleetIntoService(server.api, { serverUrl: server.url, devices: 200, seed: 11 });
  });
  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
  });

  it.each(['SIGKILL', 'SIGQUIT'] as const)('comes back after %s, without an operator', async (signal) => {
    const stopOrdering = keepOrdering(server.api, booked);
    await booked.fleet.answered();
    const before = postmasterOf(server.dataDir);
    const restarts = () => server.output().split('embedded PostgreSQL runs again').length;
    const known = restarts();
    process.kill(before, signal);
    await eventually(restarts, (count) => count > known, 60_000);
    await booked.fleet.answered();
    await stopOrdering();
    expect(postmasterOf(server.dataDir)).not.toBe(before);
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ dataFolder: server.dataDir }))).toEqual([]);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
