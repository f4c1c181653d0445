/**
 * `node tools/complete-lock.mjs`: gives package-lock.json an entry for every optional package of every platform. npm drops those that it
 * could not fetch where `npm install` ran (a registry that mirrors only some platforms, say), and `npm ci` then refuses on all machines.
 * Run it after every change of dependencies; a test looks whether it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from './set-up.mjs';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** Where a package of this name runs: `…-linux-arm64-musl` → Linux on arm64 with musl. `null` when the name does not say. */
function platformOf(name) {
  const parts = name.split(/[/-]/);
  const at = parts.findIndex((part) => systems.includes(part));
  const cpu = parts[at + 1];
  if (at < 0 || cpu === undefined) return null;
  const libc = libraries[parts[at + 2]];
  return { cpu: [cpu], os: [parts[at]], ...(libc === undefined ? {} : { libc: [libc] }) };
}

/** Optional packages that some package of the lock names and the lock does not hold, with the version wanted. */
export function missingOptionals(lock) {
  const missing = new Map();
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const isThere = `node_modules/${name}` in lock.packages || `${place}/node_modules/${name}` in lock.packages;
      if (!isThere) missing.set(name, { version, dev: entry.dev === true });
    }
  }
  return missing;
}

/** The lock with an entry for each; without a hash, which npm then takes from the registry. */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  for (const [name, { version, dev }] of missingOptionals(lock)) {
    const platform = platformOf(name);
    if (platform === null || !/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${name}@${version}: platform or version unclear`);
    packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev: true } : {}), optional: true };
  }
  const [root, ...others] = Object.entries(packages);
  return {
    ...lock,
    packages: Object.fromEntries([root, ...others.sort(([left], [right]) => (left < right ? -1 : 1))]),
  };
}

if (process.argv[1] === import.meta.filename) {
  const file = path.join(repository, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptionals(lock).size;
  if (missing > 0) writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
  process.stdout.write(`${missing} entries added\n`);
}
