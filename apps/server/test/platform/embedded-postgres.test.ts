/** The PostgreSQL that comes along: as root in a folder of root's own, several starters, found running, broken, left behind. */
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { createLog } from '@sekisho/server/platform/log';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// Real servers are started here; on a machine that is busy with other tests that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const log = createLog('silent');
let parent: string;

beforeEach(async () => {
  // A home folder is where only its owner may enter; as root that is /root.
  parent = await mkdtemp(path.join(homedir(), '.sekisho-test-'));
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

function start(folder: string) {
  return startEmbeddedPostgres({
    dataFolder: folder,
    randomness: systemRandomness,
    log,
    extraSettings: { fsync: 'off' },
  });
}

async function postmasterPid(folder: string): Promise<number> {
  return Number((await readFile(path.join(folder, 'pgdata/18/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Ended; where nobody collects orphans it may linger as a zombie. */
async function isGone(pid: number): Promise<boolean> {
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone) Z');
  return /\) [ZX]/.test(facts);
}

test('starts, is used by an ordinary role, stops, and starts again with what was kept', async () => {
  const folder = path.join(parent, 'data');
  const first = await start(folder);
  expect(first.adopted).toBe(false);
  const owner = openDatabase(first.owner, log, 1);
  await sql`create table kept (what text)`.execute(owner.db);
  await sql`insert into kept values ('日本語')`.execute(owner.db);
  const { rows } = await sql<{ super: boolean; locale: string }>`
    select rolsuper as super, datcollate as locale from pg_roles, pg_database
    where rolname = current_user and datname = current_database()`.execute(owner.db);
  expect(rows).toEqual([{ super: false, locale: 'C.UTF-8' }]);
  await owner.close();
  const pid = await postmasterPid(folder);
  expect(await first.release()).toBe(true);
  expect(await isGone(pid)).toBe(true);

  const second = await start(folder);
  const again = openDatabase(second.owner, log, 1);
  expect((await sql`select what from kept`.execute(again.db)).rows).toEqual([{ what: '日本語' }]);
  await again.close();
  await second.release();
});

test('two starters at once share one; whoever leaves last stops it', async () => {
  const folder = path.join(parent, 'data');
  const [one, other] = await Promise.all([start(folder), start(folder)]);
  const pid = await postmasterPid(folder);
  expect([one.adopted, other.adopted].filter(Boolean).length).toBeLessThanOrEqual(1);
  expect(one.owner.password).toBe(other.owner.password);
  expect(await one.release()).toBe(false);
  expect(await isGone(pid)).toBe(false);
  expect(await other.release()).toBe(true);
  expect(await isGone(pid)).toBe(true);
});

test('one that was left running by a killed server is taken over', async () => {
  const folder = path.join(parent, 'data');
  const script = `
    import { startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
    import { systemRandomness } from '@sekisho/server/platform/ids';
    import { createLog } from '@sekisho/server/platform/log';
    await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(folder)}, randomness: systemRandomness, log: createLog('silent') });
    console.log('up');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const pid = await postmasterPid(folder);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(await isGone(pid)).toBe(false);
  const adopter = await start(folder);
  expect(adopter.adopted).toBe(true);
  expect(await postmasterPid(folder)).toBe(pid);
  expect(await adopter.release()).toBe(true);
});

test('a crash leaves a number that some other program has by now: started all the same', async () => {
  const folder = path.join(parent, 'data');
  const first = await start(folder);
  const pid = await postmasterPid(folder);
  const file = path.join(folder, 'pgdata/18/postmaster.pid');
  const text = await readFile(file, 'utf8');
  await first.release();
  await writeFile(file, text.replace(String(pid), String(process.pid)), { mode: 0o600 });
  const second = await start(folder);
  expect(second.adopted).toBe(false);
  await second.release();
});

test('when it cannot start, its own words say why', async () => {
  const folder = path.join(parent, 'data');
  await (await start(folder)).release();
  await writeFile(path.join(folder, 'pgdata/18/local.conf'), 'max_connections = plenty\n');
  await expect(start(folder)).rejects.toThrow(/PostgreSQL did not start[\s\S]*max_connections/);
});

test('a data folder too long for a Unix socket works, with the socket elsewhere', async () => {
  const folder = path.join(parent, 'a'.repeat(60), 'b'.repeat(60));
  await mkdir(path.dirname(folder));
  const server = await start(folder);
  expect(server.owner.host?.startsWith(tmpdir())).toBe(true);
  await access(path.join(String(server.owner.host), '.s.PGSQL.5432'));
  await server.release();
  await rm(String(server.owner.host), { recursive: true, force: true });
});
