/** All files of the agent's folder on a Windows, for one architecture: what an installer puts below Program Files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeLockScreenFont, readFontLicence } from '../font.ts';
import { findRuntime } from '../runtime.ts';
import { plainFilesFolder, repositoryFolder } from '../workspace-paths.ts';
import { bundleWindowsAgent } from './bundle-windows.ts';
import { fetchWindowsRuntime, type WindowsArchitecture, windowsRuntimeVersion } from './runtimes.ts';

export interface WindowsProgramFile {
  /** With slashes, one folder deep at most. */
  readonly name: string;
  readonly content: Uint8Array;
}

export async function gatherWindowsProgram(
  architecture: WindowsArchitecture,
  agentVersion: string,
): Promise<WindowsProgramFile[]> {
  const [bundle, runtime, font] = await Promise.all([
    bundleWindowsAgent(),
    fetchWindowsRuntime(architecture),
    makeLockScreenFont(),
  ]);
  const about = { agentVersion, runtimeVersion: windowsRuntimeVersion, architecture };
  return [
    { name: 'node.exe', content: runtime.node },
    { name: 'koffi.node', content: runtime.koffi },
    { name: 'agent.cjs', content: bundle.agent },
    { name: 'launch.cjs', content: bundle.launcher },
    { name: 'lock-screen.cjs', content: bundle.lockScreen },
    { name: 'lock-screen.ttf', content: font },
    { name: 'window.cjs', content: bundle.window },
    { name: 'window.manifest', content: await readFile(path.join(plainFilesFolder, 'windows/window.manifest')) },
    { name: 'sekisho-agent.cmd', content: await readFile(path.join(plainFilesFolder, 'windows/sekisho-agent.cmd')) },
    { name: 'licences/LICENSE.txt', content: await readFile(path.join(repositoryFolder, 'LICENSE')) },
    { name: 'licences/node.txt', content: await readNodeLicence() },
    { name: 'licences/lock-screen-font.txt', content: await readFontLicence() },
    { name: 'licences/packages.txt', content: Buffer.from(bundle.thirdPartyLicences) },
    { name: 'version.json', content: Buffer.from(`${JSON.stringify(about, null, 2)}\n`) },
  ];
}

/** The packages for Windows come without it; those for Linux have the text of the same project. */
async function readNodeLicence(): Promise<Uint8Array> {
  const runtime = await findRuntime('x64', true);
  if (runtime === null) throw new Error('the licence of the runtime is missing');
  return readFile(runtime.licencePath);
}
