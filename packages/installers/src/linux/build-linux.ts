/**
 * Makes the packages of Linux: `npm run packages -- linux [--arch x64,arm64]`. Takes some seconds, once for each version
 * of the sources; one package holds every architecture that was asked for.
 */
import { parseArgs } from 'node:util';
import { type AgentArchitecture, agentArchitectures } from '../downloads.ts';
import { fingerprintSources } from '../fingerprint.ts';
import { readAgentVersion } from '../program-files.ts';
import { findRuntime } from '../runtime.ts';
import { buildLinuxPackages, linuxPackagesFolder, readLinuxManifest } from './built-packages.ts';
import { gatherPayload } from './payload.ts';

function readArchitectures(): AgentArchitecture[] {
  const { values } = parseArgs({ options: { arch: { type: 'string' } } });
  const asked = values.arch?.split(',') ?? [process.arch];
  const unknown = asked.filter((name) => !(agentArchitectures as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`--arch knows x64 and arm64, not ${unknown.join(', ')}`);
  return agentArchitectures.filter((architecture) => asked.includes(architecture));
}

async function build(): Promise<void> {
  const startedMs = performance.now();
  const architectures = readArchitectures();
  const fingerprint = await fingerprintSources(['linux-packages', ...architectures]);
  if ((await readLinuxManifest(linuxPackagesFolder))?.fingerprint === fingerprint) return;
  const runtimes = await Promise.all(
    architectures.map(async (architecture) => {
      const runtime = await findRuntime(architecture, architecture !== process.arch);
      if (runtime === null) throw new Error(`node-linux-${architecture} is not installed: run 'npm ci' again`);
      return runtime;
    }),
  );
  const { debBytes } = await buildLinuxPackages(linuxPackagesFolder, await gatherPayload(runtimes), {
    agentVersion: await readAgentVersion(),
    fingerprint,
    builtAtMs: Date.now(),
    architectures,
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`Linux packages: ${(debBytes / 1024 / 1024).toFixed(1)} MiB, built in ${seconds} s\n`);
}

await build();
