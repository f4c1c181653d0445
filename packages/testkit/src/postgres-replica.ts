/** A streaming replica of a server's embedded PostgreSQL, made by copying its folder as PostgreSQL's manual says. */
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareCluster, startPostmaster, stopPostmaster } from '@sekisho/server/platform/database/postgres-cluster';
import pg from 'pg';

export interface PostgresReplica extends AsyncDisposable {
  /** As the server's application role. */
  readonly url: string;
  /** As the superuser, in the server's database. */
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
}

async function ask<Row extends pg.QueryResultRow>(config: pg.ClientConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Neither the primary's process files nor its write-ahead log, which is streamed. */
const isCopied = (root: string) => (source: string) => {
  const inside = path.relative(root, source);
  return !/^(postmaster\.(pid|opts)|pg_wal\/[0-9A-F]{24}|log\/.*|postgresql\.auto\.conf)$/.test(inside);
};

/** Of the server that runs on this data folder. */
export async function startReplica(dataDir: string): Promise<PostgresReplica> {
  const keys = JSON.parse(await readFile(path.join(dataDir, 'keys', 'postgres.json'), 'utf8')) as {
    superuser: string;
    application: string;
  };
  const primary = await prepareCluster(dataDir, keys.superuser, { bytes: randomBytes });
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-replica-'));
  const replica = { ...primary, folder: path.join(folder, 'data'), socketFolder: path.join(folder, 'run') };
  await mkdir(replica.socketFolder, { mode: 0o700 });
  const at = (host: string) => ({ host, port: 5432, user: 'postgres', password: keys.superuser });
  const backup = new pg.Client({ ...at(primary.socketFolder), database: 'postgres' });
  await backup.connect();
  await backup.query("select pg_backup_start('replica', true)");
  await cp(primary.folder, replica.folder, { recursive: true, filter: isCopied(primary.folder) });
  const { rows } = await backup.query<{ labelfile: string }>('select labelfile from pg_backup_stop()');
  await backup.end();
  await writeFile(path.join(replica.folder, 'backup_label'), rows[0]?.labelfile ?? '');
  await writeFile(path.join(replica.folder, 'standby.signal'), '');
  const { host, user, password } = at(primary.socketFolder);
  const trouble = await startPostmaster(replica, {
    primary_conninfo: `'host=${host} port=5432 user=${user} password=${password}'`,
    hot_standby_feedback: 'on',
    fsync: 'off',
  });
  if (trouble !== null) throw new Error(trouble);
  const query = new URLSearchParams({ host: replica.socketFolder });
  const stop = () => stopPostmaster(replica);
  return {
    url: `postgresql://sekisho_app:${encodeURIComponent(keys.application)}@/sekisho?${query}`,
    query: (text) => ask({ ...at(replica.socketFolder), database: 'sekisho' }, text),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
