/** Hostile clients of every kind at once, in the midst of a fleet at work: its devices are answered as ever, memory is bounded, and the books balance. */
import { readFileSync } from 'node:fs';
import type { SystemInformation } from '@sekisho/contracts';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type Met, startHostileClients } from '@sekisho/testkit/hostile-clients';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../../apps/server/test/features/devices/test-device.ts';
import { keepOrdering, putFleetIntoService } from './fleet-in-service.ts';

describe('a server among hostile clients', () => {
  let server: ServerProcess;
  let booked: BookedFleet;
  let flooding: TestDevice;

  beforeAll(async () => {
    server = await startServer({ env: { SEKISHO_LOG_LEVEL: 'error' } });
    booked = await putFleetIntoService(server.api, { serverUrl: server.url, devices: 200, seed: 20, life: null });
    const { serialNumber } = (await server.api('/system')).body as SystemInformation;
    flooding = await new TestDevice(server.url).join(serialNumber);
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await server?.dispose();
  });

  const residentMiB = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

  it('answers every device in its time, and orders arrive, while each of them is refused or cut off', {
    timeout: 180_000,
  }, async () => {
    const stopOrdering = keepOrdering(server.api, booked);
    await booked.fleet.answered();
    const { failedCheckIns } = booked.fleet.statistics();
    const checkIn = JSON.stringify(flooding.request({ items: [flooding.event('started')] }));
    await using hostile = startHostileClients({ url: server.url, token: flooding.token, checkIn });
    const metBy = (enough: (met: Met) => boolean) =>
      eventually(
        async () => {
          await booked.fleet.answered();
          return hostile.met();
        },
        (met) => met !== null && enough(met),
        60_000,
      );
    const first = await metBy((met) => Object.values(met).every((count) => count > 0));
    // So far the heap has grown under as much work at once; more of the same costs nothing more.
    const before = residentMiB();
    await metBy((met) => met['slow-headers'] >= 2 * (first?.['slow-headers'] ?? 0));
    expect(residentMiB() - before).toBeLessThan(200);
    await stopOrdering();
    const id = booked.fleet.devices.find(({ screen }) => screen.shown === 'none')?.id ?? '';
    const shown = booked.fleet.screenShown(id, 'remote');
    expect((await server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind: 'lock' } })).status).toBe(201);
    await shown;
    // Whoever is not answered within five seconds has failed.
    expect(booked.fleet.statistics().failedCheckIns).toBe(failedCheckIns);
  });

  it('and nothing is lost or doubled, nor is what the device that floods has said a thousand times', async () => {
    const { items } = (await server.api(`/devices/${flooding.id}/timeline`)).body as { items: { what: string }[] };
    expect(items.filter(({ what }) => what === 'started')).toHaveLength(1);
    const differences = differencesOf(await booked.balance({ dataFolder: server.dataDir }));
    // It is in no book.
    expect(differences.filter((line) => !line.endsWith(` of ${flooding.id}`))).toEqual([]);
  });
});
