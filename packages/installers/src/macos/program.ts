/** All files of the agent's folder on a Mac, with a runtime for either processor. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeLockScreenFont, readFontLicence } from '../font.ts';
import { repositoryFolder } from '../workspace-paths.ts';
import { bundleMacAgent } from './bundle-mac.ts';
import type { ProgramFile } from './payload.ts';
import { fetchMacRuntime, macArchitectures, macRuntimeVersion } from './runtimes.ts';

export async function gatherMacProgram(agentVersion: string): Promise<ProgramFile[]> {
  const [bundle, font, fontLicence, ...runtimes] = await Promise.all([
    bundleMacAgent(),
    makeLockScreenFont(),
    readFontLicence(),
    ...macArchitectures.map(fetchMacRuntime),
  ]);
  const plain = (name: string) => readFile(path.join(repositoryFolder, name));
  const about = { agentVersion, runtimeVersion: macRuntimeVersion, architectures: macArchitectures };
  return [
    { name: 'agent.cjs', content: bundle.agent },
    { name: 'launch.cjs', content: bundle.launcher },
    { name: 'lock-screen.ttf', content: font },
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
    { name: 'licences/lock-screen-font.txt', content: fontLicence },
    { name: 'licences/packages.txt', content: Buffer.from(bundle.thirdPartyLicences) },
    { name: 'version.json', content: Buffer.from(`${JSON.stringify(about, null, 2)}\n`) },
  ];
}
