/** One of two servers loses the network to PostgreSQL, but not to its devices: it refuses them, and they go on at the other. */
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { makeNetworkNode, type NetworkNode } from '@sekisho/testkit/network-node';
import { type OperatorPostgres, startOperatorPostgres } from '@sekisho/testkit/operator-postgres';
import { type Relay, type RelayTarget, startRelay } from '@sekisho/testkit/relay';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feltBy, putFleetIntoService } from './fleet-in-service.ts';

describe('a node that is cut off', () => {
  let node: NetworkNode;
  let postgres: OperatorPostgres;
  let line: Relay;
  let balancer: Relay;
  let here: ServerProcess;
  let there: ServerProcess;
  let booked: BookedFleet;
  const balanced: RelayTarget[] = [];

  /** As a balancer does that asks for readiness. */
  function balanceTo(target: RelayTarget): void {
    balanced.splice(0, balanced.length, target);
    balancer.cut();
    balancer.mend();
  }

  beforeAll(async () => {
    node = makeNetworkNode();
    postgres = await startOperatorPostgres();
    line = await startRelay(postgres.socket, node.database.here);
    here = await startServer({ env: { DATABASE_URL: postgres.url() } });
    there = await startServer({
      within: node.within,
      env: {
        DATABASE_URL: postgres.url({ host: node.database.here, port: line.port }),
        SEKISHO_MASTER_KEY_FILE: join(here.dataDir, 'keys/master.key'),
      },
    });
    balanced.push({ host: node.devices.there, port: there.tlsPort });
    balancer = await startRelay(balanced);
    const serverUrl = `https://127.0.0.1:${balancer.port}`;
    booked = await putFleetIntoService(here.api, { serverUrl, devices: 100, seed: 17 });
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await balancer?.[Symbol.asyncDispose]();
    await Promise.all([here?.dispose(), there?.dispose()]);
    await line?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
    node?.[Symbol.dispose]();
  });

  const readyThere = () =>
    node.run('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', `http://127.0.0.1:${there.port}/readyz`);

  it('refuses its devices, which go elsewhere, and comes back with the cable', { timeout: 120_000 }, async () => {
    await booked.fleet.answered();
    node.database.pull();
    await feltBy(booked);
    await eventually(readyThere, (status) => status === '503');
    balanceTo(here.tlsPort);
    await booked.fleet.answered();
    node.database.plugIn();
    await eventually(readyThere, (status) => status === '200', 60_000);
    balanceTo({ host: node.devices.there, port: there.tlsPort });
    await booked.fleet.answered();
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ url: postgres.url() }))).toEqual([]);
  });
});
