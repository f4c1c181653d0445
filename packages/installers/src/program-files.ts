/** What an installed agent on Linux consists of, besides its runtime. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Runtime } from './runtime.ts';
import type { TarEntry } from './tar.ts';
import { plainFilesFolder, repositoryFolder } from './workspace-paths.ts';

export async function readAgentVersion(): Promise<string> {
  const about: unknown = JSON.parse(await readFile(path.join(repositoryFolder, 'apps/agent/package.json'), 'utf8'));
  if (typeof about === 'object' && about !== null && 'version' in about && typeof about.version === 'string') {
    return about.version;
  }
  throw new Error('apps/agent/package.json has no version');
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What every architecture has in common. */
export async function gatherCommonFiles(): Promise<TarEntry[]> {
  const { bundleAgent } = await import('./bundle.ts');
  const { makeLockScreenFont, readFontLicence } = await import('./font.ts');
  const [bundle, font, fontLicence] = await Promise.all([bundleAgent(), makeLockScreenFont(), readFontLicence()]);
  const plain = (name: string) => readFile(path.join(plainFilesFolder, name));
  return [
    { name: 'agent.cjs', content: bundle.agent },
    { name: 'launch.cjs', content: bundle.launcher },
    { name: 'lock-screen.cjs', content: bundle.lockScreen },
    { name: 'window.cjs', content: bundle.window },
    { name: 'sekisho.desktop', content: await plain('sekisho.desktop') },
    { name: 'sekisho.svg', content: await plain('sekisho.svg') },
    { name: 'lock-screen.ttf', content: font },
    { name: 'sekisho-agent', content: await plain('sekisho-agent'), executable: true },
    { name: 'supervise', content: await plain('supervise'), executable: true },
    { name: 'sekisho-agent.service', content: await plain('sekisho-agent.service') },
    { name: 'licences/LICENSE', content: await readFile(path.join(repositoryFolder, 'LICENSE')) },
    { name: 'licences/lock-screen-font.txt', content: fontLicence },
    { name: 'licences/packages.txt', content: Buffer.from(bundle.thirdPartyLicences) },
  ];
}

/** What there is besides for one architecture, without the runtime itself. */
export async function gatherFilesFor({ architecture, licencePath }: Runtime): Promise<TarEntry[]> {
  const { readKoffi } = await import('./runtime.ts');
  return [
    { name: 'koffi.node', content: await readKoffi(architecture, architecture !== process.arch) },
    { name: 'licences/node.txt', content: await readFile(licencePath) },
  ];
}

export async function gatherFiles(runtime: Runtime, agentVersion: string): Promise<TarEntry[]> {
  const files = [...(await gatherCommonFiles()), ...(await gatherFilesFor(runtime))];
  const hashes = Object.fromEntries(files.map(({ name, content }) => [name, sha256(content)]));
  const node = sha256(await readFile(runtime.binaryPath));
  const about = { agentVersion, runtimeVersion: runtime.version, architecture: runtime.architecture };
  const version = `${JSON.stringify({ ...about, sha256: { node, ...hashes } }, null, 2)}\n`;
  return [...files, { name: 'version.json', content: Buffer.from(version) }];
}
