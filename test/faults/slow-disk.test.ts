/** The disk under PostgreSQL turns slow: every sync takes half a second. What cannot be stored in time is refused before memory grows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putFleetIntoService } from './fleet-in-service.ts';

/** PostgreSQL and every process it has started; those it starts later are followed. */
function processesOf(postmaster: number): number[] {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
  return [postmaster, ...children.filter((pid) => pid !== '').map(Number)];
}

describe('a slow disk', () => {
  let server: ServerProcess;
  let booked: BookedFleet;
  let slowness: ChildProcess | null = null;

  beforeAll(async () => {
    server = await startServer();
    const fleet = { serverUrl: server.url, devices: 200, seed: 15, life: null };
    booked = await putFleetIntoService(server.api, fleet);
  });

  afterAll(async () => {
    slowness?.kill('SIGINT');
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
  });

  /** Delays what makes a commit durable, in the kernel's own entry. */
  async function slowDown(delayMs: number): Promise<void> {
    const postmaster = Number(readFileSync(join(server.dataDir, 'pgdata/18/postmaster.pid'), 'utf8').split('\n', 1)[0]);
    const attached = processesOf(postmaster).flatMap((pid) => ['-p', String(pid)]);
    const delay = `inject=fdatasync,fsync:delay_enter=${delayMs * 1000}`;
    slowness = spawn('strace', ['-f', '-e', 'trace=fdatasync,fsync', '-e', delay, '-o', '/dev/null', ...attached], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(slowness.stderr as NonNullable<typeof slowness.stderr>, 'data');
  }

  async function speedUp(): Promise<void> {
    const ended = once(slowness as ChildProcess, 'exit');
    slowness?.kill('SIGINT');
    await ended;
    slowness = null;
  }

  const figures = async () => {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${adminToken}` } });
    const text = await answer.text();
    const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    return { waiting: figure('sekisho_check_ins_waiting'), residentBytes: figure('process_resident_memory_bytes') };
  };

  it('makes devices wait or come again; what waits is bounded, and afterwards all is told', async () => {
    const before = await figures();
    const { failedCheckIns } = booked.fleet.statistics();
    await slowDown(500);
    // Everybody has as much to tell as fits into several check-ins.
    for (const device of booked.fleet.devices)
      for (let count = 0; count < 600; count += 1)
        device.notice({ type: 'report', what: 'uninstall-refused', detail: { count } });
    const most = { waiting: 0, residentBytes: 0 };
    await eventually(
      async () => {
        const now = await figures();
        most.waiting = Math.max(most.waiting, now.waiting);
        most.residentBytes = Math.max(most.residentBytes, now.residentBytes);
        return booked.fleet.statistics().failedCheckIns - failedCheckIns;
      },
      (failed) => failed >= 20,
      60_000,
    );
    expect(most.waiting).toBeGreaterThan(10_000);
    expect(most.waiting).toBeLessThanOrEqual(20_000);
    expect(most.residentBytes - before.residentBytes).toBeLessThan(400 * 1024 * 1024);
    // People are served meanwhile: they do not stand in that queue.
    expect((await server.api('/devices')).status).toBe(200);
    await speedUp();
    await booked.fleet.answered();
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ dataFolder: server.dataDir }))).toEqual([]);
  });
});
