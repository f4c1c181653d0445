/** PostgreSQL's disk fills up: what cannot be stored is refused with a reason, and when there is room again all goes on by itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feltBy, putFleetIntoService } from './fleet-in-service.ts';

const mebibyte = 1024 * 1024;

/** A small disk of its own. */
function mountSmallDisk(folder: string, sizeMiB: number): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0711`, 'sekisho-test', folder]);
}

/** Takes all the room there is, again and again while PostgreSQL gives some back. */
function fill(folder: string, round: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail > 0) writeFileSync(join(folder, `ballast-${round}`), Buffer.alloc(bavail * bsize));
}

function makeRoom(folder: string, rounds: number): void {
  for (let round = 0; round < rounds; round += 1) rmSync(join(folder, `ballast-${round}`), { force: true });
}

describe('the disk of the PostgreSQL that comes along', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-disk-'));
  const dataDir = join(folder, 'data');
  let server: ServerProcess;
  let booked: BookedFleet;

  beforeAll(async () => {
    mountSmallDisk(dataDir, 320);
    server = await startServer({ dataDir, env: { SEKISHO_LOG_LEVEL: 'error' } });
    booked = await putFleetIntoService(server.api, { serverUrl: server.url, devices: 150, seed: 13 });
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
    execFileSync('umount', ['--lazy', dataDir]);
    rmSync(folder, { recursive: true, force: true });
  });

  const readiness = async () => {
    const answer = await fetch(`${server.url}/readyz`, { headers: { 'accept-language': 'ja' } });
    return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } };
  };

  it('full: devices are refused and told to come again, people are told what to do, whoever asks for readiness too', async () => {
    let rounds = 0;
    const felt = feltBy(booked);
    let full = false;
    void felt.finally(() => {
      full = true;
    });
    await eventually(
      () => {
        fill(dataDir, rounds++);
        return full;
      },
      (is) => is,
      60_000,
      200,
    );
    const told = await eventually(readiness, ({ body }) => body.code === 'storage-full');
    expect(told).toMatchObject({ status: 503, body: { detail: expect.stringContaining('空き容量') } });
    const id = booked.fleet.devices[0]?.id;
    const refused = await eventually(
      () => server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind: 'lock' } }),
      ({ status }) => status !== 201,
    );
    expect(refused).toMatchObject({ status: 503, body: { code: 'storage-full' } });
    makeRoom(dataDir, rounds);
    await booked.fleet.answered();
    await eventually(readiness, ({ status }) => status === 200);
    expect(statfsSync(dataDir).bavail * statfsSync(dataDir).bsize).toBeGreaterThan(16 * mebibyte);
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ dataFolder: dataDir }))).toEqual([]);
  });
});
