/** The Citus of SEKISHO_TEST_CITUS_URL for tests: each database is migrated and then spread by the plan that operators get. */
import { createHash } from 'node:crypto';
import type { ConnectionOptions } from '@sekisho/server/platform/database/connections';
import { databaseNames } from '@sekisho/server/platform/database/roles';
import { citusStatements } from '@sekisho/server/platform/database/sharding.rules';
import { administrate, everywhere, type TestCluster } from './test-cluster.ts';

interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where tests run on a Citus. */
export const citusUrl = process.env['SEKISHO_TEST_CITUS_URL'];

const statements = citusStatements();
const password = 'of-tests';

/**
 * @param url of a superuser, in a database of the coordinator in which Citus knows itself and its workers by addresses that can be
 *   reached from here; between each other the machines let every role in
 */
export async function reachCitus(url: string): Promise<TestCluster> {
  const at = new URL(url);
  const machine = ({ host, port }: Node, database: string): ConnectionOptions => ({
    host,
    port,
    user: decodeURIComponent(at.username),
    password: decodeURIComponent(at.password),
    database,
    application_name: 'sekisho-test',
  });
  const own = { host: at.hostname, port: Number(at.port || 5432) };
  const ownDatabase = at.pathname.slice(1);
  const workers = await administrate(machine(own, ownDatabase), async (client) => {
    for (const role of [databaseNames.owner, databaseNames.application])
      await client.query(`do $$ begin create role ${role} login password '${password}';
        exception when duplicate_object or unique_violation then null; end $$`);
    const { rows } = await client.query<Node>(
      'select nodename as host, nodeport as port from pg_dist_node where groupid > 0 order by nodeid',
    );
    return rows;
  });
  const cluster: TestCluster = {
    kind: `citus_${createHash('sha256').update(statements.join()).digest('hex').slice(0, 8)}`,
    administrations: [machine(own, ownDatabase), ...workers.map((worker) => machine(worker, 'postgres'))],
    access: (database) => ({
      owner: { ...machine(own, database), user: databaseNames.owner, password },
      application: { ...machine(own, database), user: databaseNames.application, password },
    }),
    async prepare(database) {
      for (const node of [own, ...workers])
        await administrate(machine(node, database), (client) => client.query('create extension citus'));
      await administrate(machine(own, database), async (client) => {
        await client.query('select citus_set_coordinator_host($1, $2)', [own.host, own.port]);
        for (const { host, port } of workers) await client.query('select citus_add_node($1, $2)', [host, port]);
      });
    },
    async complete(database) {
      await administrate(cluster.access(database).owner, async (client) => {
        for (const statement of statements) await client.query(statement);
      });
      // Citus keeps a process in each database, which nobody could copy then.
      await everywhere(cluster, `alter database ${database} allow_connections false`);
      await everywhere(cluster, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
    },
    // Machine by machine, the coordinator first: the others are asked by it, and by a process that Citus starts again.
    async drop(database) {
      for (const administration of cluster.administrations)
        await administrate(administration, async (client) => {
          await client.query(`alter database ${database} allow_connections false`);
          await client.query(`drop database ${database} with (force)`);
        });
    },
  };
  return cluster;
}
