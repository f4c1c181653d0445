/** Makes the package of macOS: `npm run packages -- macos`. Takes a minute, once for each version of the sources. */
import { fingerprintSources } from '../fingerprint.ts';
import { readAgentVersion } from '../program-files.ts';
import { buildMacPackage, macPackageFolder, readMacManifest } from './built-package.ts';
import { payloadEntries } from './payload.ts';
import { gatherMacProgram } from './program.ts';
import { macArchitectures, macRuntimeVersion } from './runtimes.ts';

async function build(): Promise<void> {
  const startedMs = performance.now();
  const fingerprint = await fingerprintSources(['macos', macRuntimeVersion]);
  if ((await readMacManifest(macPackageFolder))?.fingerprint === fingerprint) return;
  const agentVersion = await readAgentVersion();
  const { payloadBytes } = await buildMacPackage(
    macPackageFolder,
    payloadEntries(await gatherMacProgram(agentVersion)),
    {
      agentVersion,
      runtimeVersion: macRuntimeVersion,
      fingerprint,
      builtAtMs: Date.now(),
      architectures: [...macArchitectures],
    },
  );
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`macOS package: ${(payloadBytes / 1024 / 1024).toFixed(1)} MiB, built in ${seconds} s\n`);
}

await build();
