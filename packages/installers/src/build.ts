/**
 * Makes what devices download: `node packages/installers/src/build.ts [--arch x64,arm64] [--gzip-only | --with-xz]`. Does nothing when nothing
 * has changed. The gzip archive is ready when this ends; the smaller xz one follows from a process of its own, unless it is in the cache.
 */
import { spawn } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AgentArchitecture,
  type Archive,
  agentArchitectures,
  type Compression,
  type DownloadManifest,
  manifestFileName,
  readManifest,
} from './downloads.ts';
import { fingerprintSources } from './fingerprint.ts';
import { gatherFiles, readAgentVersion } from './program-files.ts';
import { downloadsFolder, repositoryFolder } from './workspace-paths.ts';

interface BuildOptions {
  readonly architectures: readonly AgentArchitecture[];
  readonly withXz: boolean;
  readonly gzipOnly: boolean;
}

function readOptions(): BuildOptions {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { arch: { type: 'string' }, 'with-xz': flag, 'gzip-only': flag } });
  const asked = values.arch?.split(',') ?? [process.arch];
  const architectures = agentArchitectures.filter((architecture) => asked.includes(architecture));
  const unknown = asked.filter((name) => !(agentArchitectures as readonly string[]).includes(name));
  if (values.arch !== undefined && unknown.length > 0)
    throw new Error(`--arch knows x64 and arm64, not ${unknown.join(', ')}`);
  return { architectures, withXz: values['with-xz'], gzipOnly: values['gzip-only'] };
}

async function writeManifest(manifest: DownloadManifest): Promise<void> {
  await mkdir(downloadsFolder, { recursive: true });
  const file = path.join(downloadsFolder, manifestFileName);
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Whether everything asked for is there, made from these very sources. */
async function isUpToDate(manifest: DownloadManifest | null, fingerprint: string, wanted: readonly Compression[]) {
  if (manifest?.fingerprint !== fingerprint) return false;
  const made = new Set(manifest.archives.map(({ compression }) => compression));
  if (!wanted.every((compression) => made.has(compression))) return false;
  const { isWhole } = await import('./archive.ts');
  const whole = await Promise.all(manifest.archives.map((archive) => isWhole(downloadsFolder, archive)));
  return whole.every(Boolean);
}

async function buildArchives(
  architectures: readonly AgentArchitecture[],
  wanted: readonly Compression[],
): Promise<{ archives: Archive[]; agentVersion: string; runtimeVersion: string }> {
  const { findRuntime } = await import('./runtime.ts');
  const { writeArchive } = await import('./archive.ts');
  const agentVersion = await readAgentVersion();
  const archives: Archive[] = [];
  let runtimeVersion = '';
  for (const architecture of architectures) {
    const runtime = await findRuntime(architecture, architecture !== process.arch);
    if (runtime === null) throw new Error(`node-linux-${architecture} is not installed: run 'npm ci' again`);
    runtimeVersion = runtime.version;
    const files = await gatherFiles(runtime, agentVersion);
    for (const compression of wanted) {
      archives.push(await writeArchive(downloadsFolder, runtime, files, compression));
    }
  }
  return { archives, agentVersion, runtimeVersion };
}

function report(archives: readonly Archive[], tookMs: number): void {
  for (const { fileName, bytes } of archives) {
    process.stdout.write(`${fileName}: ${(bytes / 1024 / 1024).toFixed(1)} MiB\n`);
  }
  process.stdout.write(`built in ${(tookMs / 1000).toFixed(1)} s\n`);
}

/** The same build again, for xz too; it outlives us. */
function buildXzInBackground(): void {
  const args = [import.meta.filename, '--with-xz', ...process.argv.slice(2)];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore', cwd: repositoryFolder }).unref();
}

/** The packages of Linux hold the same program; they take some seconds, for which nobody has to wait. */
function buildLinuxPackagesInBackground(architectures: readonly AgentArchitecture[]): void {
  const file = path.join(import.meta.dirname, 'linux', 'build-linux.ts');
  const args = [file, '--arch', architectures.join(',')];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore', cwd: repositoryFolder }).unref();
}

async function build({ architectures, withXz }: BuildOptions): Promise<void> {
  const startedMs = performance.now();
  const fingerprint = await fingerprintSources(architectures);
  const manifest = await readManifest(downloadsFolder);
  const wanted: Compression[] = withXz ? ['gzip', 'xz'] : ['gzip'];
  if (await isUpToDate(manifest, fingerprint, wanted)) return;
  const { archives, ...versions } = await buildArchives(architectures, wanted);
  await writeManifest({ ...versions, fingerprint, archives });
  report(archives, performance.now() - startedMs);
}

/** The packages of Linux, by a process of their own that outlives us. */
function buildPackagesInBackground(): void {
  const script = path.join(import.meta.dirname, 'linux/build-linux.ts');
  spawn(process.execPath, [script], { detached: true, stdio: 'ignore', cwd: repositoryFolder }).unref();
}

/** Packing the runtime takes a minute, in which the sources may go on: then once more, now that the runtime is in the cache. */
async function buildWithXz(options: BuildOptions): Promise<void> {
  const { prepareRuntime } = await import('./archive.ts');
  const { findRuntime } = await import('./runtime.ts');
  for (const architecture of options.architectures) {
    const runtime = await findRuntime(architecture, architecture !== process.arch);
    if (runtime !== null) await prepareRuntime(runtime, 'xz');
  }
  await build(options);
}

async function main(): Promise<void> {
  const options = readOptions();
  // A server on another system hands out what was built on Linux, or what is asked for by name.
  if (process.platform !== 'linux' && process.argv.length <= 2) return;
  const { canPackXz, takeBackgroundTurn } = await import('./archive.ts');
  if (!options.withXz) {
    await build(options);
    const manifest = await readManifest(downloadsFolder);
    const hasXz = manifest?.archives.some(({ compression }) => compression === 'xz') === true;
    if (!options.gzipOnly) buildPackagesInBackground();
    if (!hasXz && !options.gzipOnly && (await canPackXz())) buildXzInBackground();
    if (!options.gzipOnly) buildLinuxPackagesInBackground(options.architectures);
  } else if (await takeBackgroundTurn()) await buildWithXz(options);
}

await main();
