/**
 * Makes the packages of Windows: `npm run packages -- windows`. Takes some minutes, once for each version of
 * the sources and certificate; on a machine without one of the tools, what can be made without it.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprintSources } from '../fingerprint.ts';
import { readAgentVersion } from '../program-files.ts';
import { cacheFolder } from '../workspace-paths.ts';
import { readWindowsManifest, windowsPackagesFolder, writeWindowsManifest } from './built-packages.ts';
import type { WindowsProgram } from './nsis.ts';
import { type BuildPlan, buildExe, buildMsi, buildRunAs, buildRunOnce } from './package-builder.ts';
import { gatherWindowsProgram } from './program.ts';
import { type WindowsArchitecture, windowsRuntimeVersion } from './runtimes.ts';
import { gatherSetupFiles } from './setup-files.ts';
import type { Signer, SigningKey } from './signing.ts';
import { findMissingTool, signingTool, toolsOf, type WindowsPackageKind } from './windows-makers.ts';

const architectures: readonly WindowsArchitecture[] = ['x64', 'x86', 'arm64'];

const usage = `Usage: npm run packages -- windows [--pkcs12 FILE | --pkcs11-module FILE --pkcs11-certificate URI --pkcs11-key URI]
                        [--password-file FILE] [--timestamp-url URL] [--ca-file FILE]`;

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

function readSigner(): Signer | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      pkcs12: text,
      'pkcs11-module': text,
      'pkcs11-certificate': text,
      'pkcs11-key': text,
      'password-file': text,
      'timestamp-url': text,
      'ca-file': text,
    },
  });
  const passwordFile = values['password-file'] ?? null;
  const [pkcs11Module, certificate, key] = [
    values['pkcs11-module'],
    values['pkcs11-certificate'],
    values['pkcs11-key'],
  ];
  let named: SigningKey | null = null;
  if (values.pkcs12 !== undefined) named = { pkcs12: values.pkcs12, passwordFile };
  else if (pkcs11Module !== undefined) {
    if (certificate === undefined || key === undefined) fail(usage);
    named = { pkcs11Module, certificate, key, passwordFile };
  }
  if (named === null) return null;
  return { key: named, timestampUrl: values['timestamp-url'] ?? null, caFile: values['ca-file'] ?? null };
}

async function gatherProgram(version: string): Promise<WindowsProgram> {
  const setup = await gatherSetupFiles();
  const programs = architectures.map(async (architecture) => {
    return [architecture, [...(await gatherWindowsProgram(architecture, version)), ...setup]] as const;
  });
  return new Map(await Promise.all(programs));
}

async function canMake(kind: WindowsPackageKind): Promise<boolean> {
  const missing = await findMissingTool(toolsOf(kind));
  if (missing === null) return true;
  process.stderr.write(
    `No windows-${kind}: ${missing.tool} is missing. Install the Debian package ${missing.debianPackage}.\n`,
  );
  return false;
}

/** The certificate counts; a token's by its name. */
async function fingerprintOf(signer: Signer | null): Promise<string> {
  const named = JSON.stringify(signer);
  const content = signer !== null && 'pkcs12' in signer.key ? await readFile(signer.key.pkcs12) : '';
  const signature = createHash('sha256').update(named).update(content).digest('hex');
  return fingerprintSources(['windows', windowsRuntimeVersion, signature]);
}

async function build(): Promise<void> {
  const startedMs = performance.now();
  const signer = readSigner();
  const missing = signer === null ? null : await findMissingTool([signingTool]);
  if (missing !== null) fail(`${missing.tool} is missing. Install the Debian package ${missing.debianPackage}.`);
  const [withExe, withMsi] = [await canMake('exe'), await canMake('msi')];
  const fingerprint = await fingerprintOf(signer);
  const known = await readWindowsManifest(windowsPackagesFolder);
  const hasExe = known?.exe !== null && known?.runAs !== null;
  const isWhole = (hasExe || !withExe) && (known?.msi !== null || !withMsi);
  if (known?.fingerprint === fingerprint && isWhole) return;
  const agentVersion = await readAgentVersion();
  const scratch = await mkdtemp(path.join(cacheFolder, 'windows-'));
  try {
    const name = fingerprint.slice(0, 16);
    const program = await gatherProgram(agentVersion);
    const plan: BuildPlan = { folder: windowsPackagesFolder, scratch, name, program, signer };
    const options = { version: agentVersion, target: 'x86-unicode', compressed: true } as const;
    const made = {
      exe: withExe ? await buildExe(plan, options) : null,
      msi: withMsi ? await buildMsi(plan, options) : null,
      runAs: withExe ? await buildRunAs(plan, options) : null,
      program: withExe ? await buildRunOnce(plan, options) : null,
    };
    await writeWindowsManifest(plan.folder, { agentVersion, fingerprint, builtAtMs: Date.now(), ...made });
    const sizes = Object.values(made).flatMap((built) => built?.bytes ?? []);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const listed = sizes.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(', ');
    process.stdout.write(`Windows packages: ${listed}, built in ${seconds} s\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await build();
