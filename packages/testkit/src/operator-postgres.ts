/** A PostgreSQL of the operator's own for tests that do things to it: with a superuser, a database for Sekisho, and nobody who brings it back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  findPostmaster,
  prepareCluster,
  startPostmaster,
  stopPostmaster,
} from '@sekisho/server/platform/database/postgres-cluster';
import { createDatabaseWithRoles, databaseNames } from '@sekisho/server/platform/database/roles';
import { systemRandomness } from '@sekisho/server/platform/ids';
import pg from 'pg';

export interface OperatorPostgres extends AsyncDisposable {
  /** As the owner; by `relay` where the way leads through one. */
  url(relay?: { readonly host?: string; readonly port: number }): string;
  /** Path of its Unix socket. */
  readonly socket: string;
  /** As the superuser, in Sekisho's database. */
  connect(): Promise<pg.Client>;
  /** Process of the postmaster. */
  pid(): Promise<number>;
  start(): Promise<void>;
}

const password = 'operators-own';

/** @param settings lines of postgresql.conf over ours */
export async function startOperatorPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<OperatorPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-pg-'));
  const cluster = await prepareCluster(folder, password, systemRandomness);
  const start = async () => {
    // What was killed may take a moment to let go of its memory.
    for (let attempt = 0; ; attempt += 1) {
      const trouble = await startPostmaster(cluster, settings);
      if (trouble === null) return;
      if (attempt === 20) throw new Error(trouble);
    }
  };
  await start();
  const as = (user: string, database: string) => ({ host: cluster.socketFolder, port: 5432, user, password, database });
  const connect = async (database: string) => {
    const client = new pg.Client(as('postgres', database));
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const first = await connect('postgres');
  await createDatabaseWithRoles(first, { superuser: password, owner: password, application: password });
  await first.end();
  return {
    socket: path.join(cluster.socketFolder, '.s.PGSQL.5432'),
    url(relay) {
      const { owner, database } = databaseNames;
      if (relay !== undefined)
        return `postgresql://${owner}:${password}@${relay.host ?? '127.0.0.1'}:${relay.port}/${database}`;
      return `postgresql://${owner}:${password}@/${database}?${new URLSearchParams({ host: cluster.socketFolder })}`;
    },
    connect: () => connect(databaseNames.database),
    pid: async () => (await findPostmaster(cluster))?.pid ?? 0,
    start,
    async [Symbol.asyncDispose]() {
      if ((await findPostmaster(cluster)) !== null) await stopPostmaster(cluster);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
