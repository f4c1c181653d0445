/** The embedded PostgreSQL's folder and process: made once, started, found running, stopped. Knows no database inside. */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import type { Randomness } from '../ids.ts';
import { StartError } from '../start-error.ts';
import { findPostgresAccount, type PostgresAccount, underAccount } from './postgres-account.ts';
import { findBinariesFolder, type PostgresBinaries, prepareBinaries } from './postgres-binaries.ts';
import {
  type PostgresListening,
  type PostmasterFile,
  parsePostmasterFile,
  postgresSettings,
} from './postgres-settings.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

export const postgresMajor = 18;

export interface PostgresCluster {
  /** `pgdata/18`, or where an account that may not go there has it instead. */
  readonly folder: string;
  readonly account: PostgresAccount;
  readonly binaries: PostgresBinaries;
  readonly socketFolder: string;
}

/** Makes the folders, and the cluster in them when there is none yet. Several processes may do so at once: one result wins. */
export async function prepareCluster(
  dataFolder: string,
  superuserPassword: string,
  randomness: Randomness,
): Promise<PostgresCluster> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const owner = await stat(path.join(dataFolder, 'pgdata', String(postgresMajor))).catch(() => null);
  const account = await findPostgresAccount(process.getuid?.(), owner);
  const found = await prepareBinaries(
    findBinariesFolder(process.platform, process.arch),
    path.join(dataFolder, 'run', 'lib'),
  );
  const place = await placeFor(account, dataFolder, found);
  const socketFolder = chooseSocketFolder(place.base);
  for (const folder of [path.join(place.base, 'pgdata'), socketFolder]) await makePrivateFolder(folder, account);
  const cluster = {
    folder: path.join(place.base, 'pgdata', String(postgresMajor)),
    account,
    binaries: place.binaries,
    socketFolder,
  };
  if (!(await exists(path.join(cluster.folder, 'PG_VERSION'))))
    await initialize(cluster, superuserPassword, randomness);
  return cluster;
}

/** The data folder, unless another account is needed and cannot enter it (or node_modules): then below /var/lib. */
async function placeFor(
  account: PostgresAccount,
  dataFolder: string,
  binaries: PostgresBinaries,
): Promise<{ base: string; binaries: PostgresBinaries }> {
  if (account.kind !== 'other') return { base: dataFolder, binaries };
  const usable = await reachableBinaries(account, binaries);
  const inside = path.join(dataFolder, 'pgdata', String(postgresMajor));
  // Others may pass through to pgdata, but neither list the folder nor enter the one with the keys.
  await chmod(dataFolder, 0o711);
  const reaches = (await runProgram('test', ['-x', dataFolder], account)).code === 0;
  if (!reaches && (await exists(inside))) {
    throw new StartError(
      `the database is in ${inside}, but root may not run PostgreSQL, user namespaces are forbidden here, ` +
        `and user ${account.uid} may not enter that folder: move the data folder to where it may`,
    );
  }
  if (reaches) {
    if (await exists(inside)) await runProgram('chown', ['-R', `${account.uid}:${account.gid}`, path.dirname(inside)]);
    return { base: dataFolder, binaries: usable };
  }
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  const base = path.join(sharedFolder, name);
  await mkdir(base, { recursive: true, mode: 0o755 });
  return { base, binaries: usable };
}

const sharedFolder = '/var/lib/sekisho-postgres';

async function reachableBinaries(account: PostgresAccount, binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const program = path.join(binaries.folder, 'bin', 'postgres');
  const options = { ...account, environment: binaries.environment };
  if ((await runProgram(program, ['--version'], options)).code === 0) return binaries;
  const copy = path.join(sharedFolder, `binaries-${postgresMajor}`, 'native');
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o755 });
  await cp(binaries.folder, copy, { recursive: true, verbatimSymlinks: true });
  return prepareBinaries(copy, path.join(copy, 'lib'));
}

/** Paths of Unix sockets are limited to some 100 bytes, so a long data folder needs a short one elsewhere. */
function chooseSocketFolder(base: string): string {
  const beside = path.join(base, 'run');
  if (Buffer.byteLength(path.join(beside, '.s.PGSQL.5432.lock')) <= 100) return beside;
  return path.join(tmpdir(), `sekisho-${createHash('sha256').update(base).digest('hex').slice(0, 12)}`);
}

async function makePrivateFolder(folder: string, account: PostgresAccount): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(folder);
  const own = process.getuid?.();
  const allowed = account.kind === 'other' ? [own, account.uid] : [own];
  if (own !== undefined && !allowed.includes(uid)) throw new StartError(`${folder} belongs to somebody else`);
  await chmod(folder, 0o700);
  if (account.kind === 'other') await chown(folder, account.uid, account.gid);
}

async function initialize(cluster: PostgresCluster, password: string, randomness: Randomness): Promise<void> {
  const draft = `${cluster.folder}.new-${randomness.bytes(6).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (cluster.account.kind === 'other') await chown(passwordFile, cluster.account.uid, cluster.account.gid);
  const args = ['-D', draft, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    const result = await runBinary(cluster, 'initdb', [
      ...args,
      '--locale=C.UTF-8',
      '--encoding=UTF8',
      '--no-instructions',
    ]);
    if (result.code !== 0)
      throw new StartError(`PostgreSQL could not set up ${cluster.folder}:\n${tailOf(result.output)}`);
    await rename(draft, cluster.folder).catch(async (cause: unknown) => {
      if (!(await exists(path.join(cluster.folder, 'PG_VERSION')))) throw cause;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** The running postmaster of this folder, or `null`. */
export async function findPostmaster(cluster: PostgresCluster): Promise<PostmasterFile | null> {
  const text = await readFile(path.join(cluster.folder, 'postmaster.pid'), 'utf8').catch(() => null);
  const postmaster = text === null ? null : parsePostmasterFile(text);
  return postmaster !== null && (await isPostgres(postmaster.pid)) ? postmaster : null;
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  // '<pid> (<name>) <state> …'; a zombie (Z) has ended, only nobody has asked for its exit code.
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /\(postgres[^)]*\) [^ZX]/.test(facts);
}

/** PostgreSQL takes a lock of a crash for a living one when another program, or a zombie, has the number in it by now. */
async function removeStaleLocks(cluster: PostgresCluster): Promise<void> {
  const lock = path.join(cluster.socketFolder, '.s.PGSQL.5432.lock');
  for (const file of [path.join(cluster.folder, 'postmaster.pid'), lock]) {
    const text = await readFile(file, 'utf8').catch(() => null);
    const pid = Number(text?.split('\n', 1)[0]);
    if (text !== null && pid > 0 && !(await isPostgres(pid))) await rm(file, { force: true });
  }
}

/** Starts PostgreSQL on its own, so that neither our signals nor our end reach it. Returns what went wrong, or `null`. */
export async function startPostmaster(
  cluster: PostgresCluster,
  extraSettings: Readonly<Record<string, string>>,
): Promise<string | null> {
  const listening: PostgresListening =
    process.platform === 'win32'
      ? { kind: 'loopback', port: await freePort() }
      : { kind: 'socket', folder: cluster.socketFolder };
  const machine = { memoryBytes: totalmem(), cores: availableParallelism() };
  const settings = postgresSettings(machine, listening, extraSettings);
  await replaceFile(path.join(cluster.folder, 'postgresql.conf'), settings, cluster.account);
  const log = path.join(cluster.folder, 'start.log');
  await replaceFile(log, '', cluster.account);
  await removeStaleLocks(cluster);
  const startedAt = Date.now();
  const result = await runBinary(cluster, 'pg_ctl', ['start', '-D', cluster.folder, '-l', log, '-w', '-t', '60', '-s']);
  if (result.code === 0) return null;
  return [tailOf(result.output), await ownLogLines(cluster, startedAt)].filter((text) => text !== '').join('\n');
}

/** Fast stop: open sessions are ended, everything committed is kept. */
export async function stopPostmaster(cluster: PostgresCluster): Promise<void> {
  const result = await runBinary(cluster, 'pg_ctl', [
    'stop',
    '-D',
    cluster.folder,
    '-m',
    'fast',
    '-w',
    '-t',
    '60',
    '-s',
  ]);
  if (result.code !== 0 && (await findPostmaster(cluster)) !== null) {
    throw new StartError(`PostgreSQL could not be stopped:\n${tailOf(result.output)}`);
  }
}

function runBinary(cluster: PostgresCluster, program: string, args: readonly string[]): Promise<ProgramResult> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const wrapped = underAccount(cluster.account, path.join(cluster.binaries.folder, 'bin', program + suffix), args);
  return runProgram(wrapped.command, wrapped.args, { ...wrapped, environment: cluster.binaries.environment });
}

/** PostgreSQL's own last words, from before and after it opened its log. */
async function ownLogLines(cluster: PostgresCluster, sinceMs: number): Promise<string> {
  const folder = path.join(cluster.folder, 'log');
  const texts = [await readFile(path.join(cluster.folder, 'start.log'), 'utf8').catch(() => '')];
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    if ((await stat(file)).mtimeMs >= sinceMs - 1000) texts.push(await readFile(file, 'utf8'));
  }
  return tailOf(texts.join(''));
}

function tailOf(text: string): string {
  return text.trim().split('\n').slice(-15).join('\n');
}

async function replaceFile(file: string, content: string, account: PostgresAccount): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  if (account.kind === 'other') await chown(draft, account.uid, account.gid);
  await rename(draft, file);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
