/** The clock of the server's machine jumps, PostgreSQL's with it: an hour forward, an hour back. Nobody is locked, logged out or forgotten. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { adminPassword, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putFleetIntoService } from './fleet-in-service.ts';

const minuteMs = 60_000;

describe('a clock that jumps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-clock-'));
  const offsetFile = join(folder, 'offset');
  let server: ServerProcess;
  let booked: BookedFleet;
  let cookie: string;

  /** What every process of the server and of PostgreSQL sees from then on: a job filed by a clock that is still ahead would wait for it. */
  function setClock(offset: string): void {
    writeFileSync(`${offsetFile}.new`, `${offset}\n`);
    renameSync(`${offsetFile}.new`, offsetFile);
  }

  const serverTimeMs = async () => Date.parse((await fetch(`${server.url}/healthz`)).headers.get('date') ?? '');
  const session = async () => (await fetch(`${server.url}/api/v1/session`, { headers: { cookie } })).status;

  beforeAll(async () => {
    setClock('+0');
    server = await startServer({
      env: {
        // The loader of each process puts its own folder of libraries here.
        LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
        FAKETIME_TIMESTAMP_FILE: offsetFile,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    const timerLock = { enabled: true, periodMs: 30 * minuteMs };
    const fleet = { serverUrl: server.url, devices: 150, seed: 14, life: null };
    booked = await putFleetIntoService(server.api, fleet, { timerLock });
    const entered = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginId: 'admin', password: adminPassword }),
    });
    cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['an hour forward', '+3600', 60, 1],
    ['back to where it was', '+0', 0, 2],
    ['an hour back', '-3600', -60, 3],
  ])('%s', async (_, offset, expectedMinutes, index) => {
    setClock(offset);
    await eventually(
      async () => (await serverTimeMs()) - Date.now(),
      (aheadMs) => Math.abs(aheadMs - expectedMinutes * minuteMs) < 5_000,
    );
    await booked.fleet.answered();
    expect(await session()).toBe(200);
    expect(booked.fleet.statistics().locked).toBe(index - 1);
    const id = booked.fleet.devices[index]?.id ?? '';
    const shown = booked.fleet.screenShown(id, 'remote');
    const ordered = await server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind: 'lock' } });
    expect(ordered.status).toBe(201);
    await shown;
    await eventually(
      async () => (await server.api(`/devices/${id}`)).body as { lockMode: string },
      ({ lockMode }) => lockMode === 'remote',
    );
    // Work of the job queue, whose clock is PostgreSQL's.
    const begun = await server.api('/devices/export', { method: 'POST', body: { filter: {} } });
    expect(begun.status).toBeLessThan(300);
    const { id: task } = begun.body as { id: string };
    await eventually(
      async () => (await server.api(`/tasks/${task}`)).body as { state: string },
      ({ state }) => state === 'done',
    );
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ dataFolder: server.dataDir }))).toEqual([]);
  });
});
