/** Makes the package of macOS: `npm run packages -- macos`. Takes a minute, once for each version of the sources. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fingerprintSources } from '../fingerprint.ts';
import { readAgentVersion } from '../program-files.ts';
import { repositoryFolder } from '../workspace-paths.ts';
import { buildMacPackage, macPackageFolder, readMacManifest } from './built-package.ts';
import { bundleMacAgent } from './bundle-mac.ts';
import { type ProgramFile, payloadEntries } from './payload.ts';
import { fetchMacRuntime, macArchitectures, macRuntimeVersion } from './runtimes.ts';

async function gatherProgram(agentVersion: string): Promise<ProgramFile[]> {
  const [bundle, ...runtimes] = await Promise.all([bundleMacAgent(), ...macArchitectures.map(fetchMacRuntime)]);
  const plain = (name: string) => readFile(path.join(repositoryFolder, name));
  const about = { agentVersion, runtimeVersion: macRuntimeVersion, architectures: macArchitectures };
  return [
    { name: 'agent.cjs', content: bundle.agent },
    { name: 'launch.cjs', content: bundle.launcher },
    {
      name: 'sekisho-agent',
      content: await plain('packages/installers/src/files/macos/sekisho-agent'),
      executable: true,
    },
    ...runtimes.flatMap(({ architecture, node, koffi, licence }): ProgramFile[] => [
      { name: `node-${architecture}`, content: node, executable: true },
      { name: `koffi-${architecture}.node`, content: koffi },
      { name: `licences/node-${architecture}.txt`, content: licence },
    ]),
    { name: 'licences/LICENSE', content: await plain('LICENSE') },
    { name: 'licences/packages.txt', content: Buffer.from(bundle.thirdPartyLicences) },
    { name: 'version.json', content: Buffer.from(`${JSON.stringify(about, null, 2)}\n`) },
  ];
}

async function build(): Promise<void> {
  const startedMs = performance.now();
  const fingerprint = await fingerprintSources(['macos', macRuntimeVersion]);
  if ((await readMacManifest(macPackageFolder))?.fingerprint === fingerprint) return;
  const agentVersion = await readAgentVersion();
  const { payloadBytes } = await buildMacPackage(macPackageFolder, payloadEntries(await gatherProgram(agentVersion)), {
    agentVersion,
    runtimeVersion: macRuntimeVersion,
    fingerprint,
    builtAtMs: Date.now(),
    architectures: [...macArchitectures],
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`macOS package: ${(payloadBytes / 1024 / 1024).toFixed(1)} MiB, built in ${seconds} s\n`);
}

await build();
