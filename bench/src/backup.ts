/** Backup and restore by the commands an operator uses, of a fleet of any size, against the same rows made text in PostgreSQL alone. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@sekisho/testkit/server-process';
import { printFigures, residentMiB } from './figures.ts';
import { othersMeanwhile } from './others-meanwhile.ts';
import { seedFleet } from './seeded-fleet.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

const root = join(import.meta.dirname, '../..');
const lookEveryMs = 250;

interface Run {
  readonly seconds: number;
  readonly peakMiB: number;
}

async function command(...args: string[]): Promise<Run> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts'), ...args], {
    cwd: root,
    env: { ...process.env, ...serverNode() },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakMiB = 0;
  const watching = setInterval(() => {
    if (child.exitCode === null) peakMiB = Math.max(peakMiB, residentMiB(child.pid ?? 0));
  }, lookEveryMs);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watching);
  if (code !== 0) throw new Error(`${args[0]} failed`);
  return { seconds: (performance.now() - startedMs) / 1000, peakMiB };
}

/** Every row made text within PostgreSQL, and thrown away: what it can give at best. */
async function textAlone({ pool }: ServerDatabase): Promise<{ rows: number; perSecond: number }> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const startedMs = performance.now();
  let rows = 0;
  for (const { name } of tables) {
    const counted = await pool.query<{ rows: number }>(
      `select count(*)::integer as rows, sum(length(t::text)) from ${name} t`,
    );
    rows += counted.rows[0]?.rows ?? 0;
  }
  return { rows, perSecond: rows / ((performance.now() - startedMs) / 1000) };
}

export async function benchBackup({ devices }: { readonly devices: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-backup-'));
  const file = join(folder, 'it.backup');
  const server = await startServer({ dataDir: join(folder, 'first'), env: serverNode() });
  try {
    const database = await openServerDatabase(server.dataDir);
    await seedFleet(server, database, devices);
    const reference = await textAlone(database);
    await database[Symbol.asyncDispose]();
    const { done, others, words } = await othersMeanwhile(server, () =>
      command('backup', '--to', file, '--data', server.dataDir),
    );
    const backup = { ...done, others, words };
    const { size } = await stat(file);
    await server.stop();
    const restored = await command(...['restore', '--from', file, '--over', 'yes', '--data', server.dataDir]);
    const restore = { ...restored, others: {}, words: 'nobody can read meanwhile' };
    const facts = {
      devices,
      reference: `the same rows made text in PostgreSQL and thrown away, ${Math.round(reference.perSecond)} rows/s`,
    };
    for (const [bench, run] of [
      ['backup', backup],
      ['restore', restore],
    ] as const) {
      const perSecond = reference.rows / run.seconds;
      const work = `${reference.rows} rows, a file of ${Math.round(size / 2 ** 20)} MiB, ${run.seconds.toFixed(1)} s with the start of the command; ${run.words}`;
      const ratio = perSecond / reference.perSecond;
      printFigures({ ...facts, bench, work, perSecond, rssMiB: run.peakMiB, ratio, ...run.others });
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
