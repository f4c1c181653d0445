/** Two servers behind one balancer, on a PostgreSQL of the operator's: whatever of them dies or falls silent, devices go on at the rest. */
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type OperatorPostgres, startOperatorPostgres } from '@sekisho/testkit/operator-postgres';
import { type Relay, startRelay } from '@sekisho/testkit/relay';
import { type ServerOptions, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feltBy, keepOrdering, putFleetIntoService } from './fleet-in-service.ts';

describe('two servers on one PostgreSQL', () => {
  let postgres: OperatorPostgres;
  /** Between the second server and PostgreSQL. */
  let line: Relay;
  /** Between the fleet and the servers that are ready. */
  let balancer: Relay;
  const balanced: number[] = [];
  let first: ServerProcess;
  let second: ServerProcess;
  let secondOptions: ServerOptions;
  let booked: BookedFleet;

  beforeAll(async () => {
    postgres = await startOperatorPostgres({ max_connections: '60' });
    line = await startRelay(postgres.socket);
    first = await startServer({ env: { DATABASE_URL: postgres.url() } });
    secondOptions = {
      env: {
        DATABASE_URL: postgres.url(line),
        SEKISHO_MASTER_KEY_FILE: join(first.dataDir, 'keys/master.key'),
      },
    };
    second = await startServer(secondOptions);
    balanced.push(first.port, second.port);
    balancer = await startRelay(balanced);
    const serverUrl = `http://127.0.0.1:${balancer.port}`;
    booked = await putFleetIntoService(first.api, { serverUrl, devices: 200, seed: 12 });
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await balancer?.[Symbol.asyncDispose]();
    await Promise.all([first?.dispose(), second?.dispose()]);
    await line?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  /** As a balancer does that asks for readiness. */
  function balanceAmong(...servers: readonly ServerProcess[]): void {
    balanced.splice(0, balanced.length, ...servers.map(({ port }) => port));
    balancer.cut();
    balancer.mend();
  }

  const ready = async (server: ServerProcess) => (await fetch(`${server.url}/readyz`)).status;

  it('one server is killed in mid-load and started again', async () => {
    const stopOrdering = keepOrdering(first.api, booked);
    await booked.fleet.answered();
    await second.stop('SIGKILL');
    await booked.fleet.answered();
    second = await startServer({ ...secondOptions, port: second.port, dataDir: second.dataDir });
    await booked.fleet.answered();
    await stopOrdering();
  });

  it('PostgreSQL is killed, and comes back later', async () => {
    const stopOrdering = keepOrdering(first.api, booked);
    process.kill(await postgres.pid(), 'SIGKILL');
    await feltBy(booked);
    expect(await ready(first)).toBe(503);
    const refused = await first.api('/devices');
    expect(refused).toMatchObject({ status: 503, body: { code: 'service-unavailable' } });
    await postgres.start();
    await booked.fleet.answered();
    await stopOrdering();
    for (const server of [first, second])
      await eventually(
        () => ready(server),
        (status) => status === 200,
      );
  });

  it('PostgreSQL is stopped at once by its operator, and started again', async () => {
    process.kill(await postgres.pid(), 'SIGQUIT');
    await feltBy(booked);
    await postgres.start();
    await booked.fleet.answered();
  });

  it('another session holds what every check-in writes, longer than anybody waits', async () => {
    const session = await postgres.connect();
    await session.query('begin');
    await session.query('lock table device_contact in share row exclusive mode');
    await feltBy(booked);
    const people = await first.api('/devices');
    await session.end();
    expect(people.status).toBe(200);
    await booked.fleet.answered();
  });

  it('strangers take every connection there is', async () => {
    const strangers: Awaited<ReturnType<OperatorPostgres['connect']>>[] = [];
    const admit = async () => {
      for (;;) strangers.push(await postgres.connect());
    };
    await expect(admit()).rejects.toMatchObject({ code: '53300' });
    const superuser = strangers.pop();
    // What the servers hold is taken from them, too: whatever they open anew is refused.
    await superuser?.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sekisho-server'`,
    );
    await expect(admit()).rejects.toMatchObject({ code: '53300' });
    await feltBy(booked);
    await Promise.all([superuser, ...strangers].map((client) => client?.end()));
    await booked.fleet.answered();
  });

  it('the way from one server to PostgreSQL falls silent: it refuses, lets go of what it had locked, and comes back by itself', async () => {
    const stopOrdering = keepOrdering(first.api, booked);
    line.silence();
    await eventually(
      () => ready(second),
      (status) => status === 503,
    );
    await feltBy(booked);
    const answer = await second.api('/devices');
    expect(answer).toMatchObject({ status: 503, body: { code: 'service-unavailable' } });
    balanceAmong(first);
    await booked.fleet.answered();
    line.mend();
    await eventually(
      () => ready(second),
      (status) => status === 200,
    );
    balanceAmong(second);
    await booked.fleet.answered();
    balanceAmong(first, second);
    await stopOrdering();
  });

  it('the way from the devices falls silent, then works for those who come anew; an order reaches whoever is not woken', async () => {
    balancer.silence();
    await feltBy(booked);
    balancer.mend();
    await booked.fleet.answered();
    const id = booked.fleet.devices.find((device) => device.isReachable && device.screen.shown === 'none')?.id ?? '';
    const shown = booked.fleet.screenShown(id, 'remote');
    expect((await first.api(`/devices/${id}/commands`, { method: 'POST', body: { kind: 'lock' } })).status).toBe(201);
    await shown;
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ url: postgres.url() }))).toEqual([]);
  });
});
