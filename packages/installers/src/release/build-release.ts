/**
 * Packs a release of the agent to be signed: `npm run packages -- release [--systems linux,windows,macos] [--arch x64,arm64,x86]
 * [--minimum VERSION] [--days DAYS] [--to FOLDER]`. Systems other than Linux fetch their runtimes, once.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AgentVersion, releasePlatforms } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { agentArchitectures } from '../downloads.ts';
import { gatherMacProgram } from '../macos/program.ts';
import { gatherFiles, readAgentVersion } from '../program-files.ts';
import { findRuntime } from '../runtime.ts';
import { gatherWindowsProgram } from '../windows/program.ts';
import type { WindowsArchitecture } from '../windows/runtimes.ts';
import { type ProgramFor, packRelease } from './pack-release.ts';

const dayMs = 24 * 3_600_000;
const usualDays = 180;
const mostDays = 3_650;

const windowsArchitectures: readonly WindowsArchitecture[] = ['x64', 'x86', 'arm64'];

function requireKnown(option: string, named: readonly string[], known: readonly string[]): void {
  const unknown = named.filter((each) => !known.includes(each));
  if (unknown.length > 0) throw new Error(`${option} knows ${known.join(', ')}, not ${unknown.join(', ')}`);
}

function readOptions(agentVersion: string) {
  const text = { type: 'string' } as const;
  const options = { systems: text, arch: text, minimum: text, days: text, to: text };
  const { values } = parseArgs({ options });
  const listed = (value: string | undefined, usual: string) => (value ?? usual).split(',');
  const systems = listed(values.systems, 'linux');
  const architectures = listed(values.arch, process.arch);
  requireKnown('--systems', systems, releasePlatforms);
  requireKnown('--arch', architectures, [...new Set([...agentArchitectures, ...windowsArchitectures])]);
  const minimum = values.minimum ?? '0.1.0';
  if (!Check(AgentVersion, minimum)) throw new Error('--minimum is a version such as 0.4.0');
  const days = Number(values.days ?? usualDays);
  if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new Error(`--days: 1 to ${mostDays}`);
  const folder = path.resolve(values.to ?? path.join('releases', agentVersion));
  return { systems, architectures, minimum, days, folder };
}

async function forLinux(architectures: readonly string[], agentVersion: string): Promise<ProgramFor[]> {
  const programs: ProgramFor[] = [];
  for (const architecture of agentArchitectures.filter((each) => architectures.includes(each))) {
    const runtime = await findRuntime(architecture, architecture !== process.arch);
    if (runtime === null) throw new Error(`node-linux-${architecture} is not installed: run 'npm ci' again`);
    const node = { name: 'node', content: await readFile(runtime.binaryPath), executable: true };
    programs.push({ platform: 'linux', architecture, files: [node, ...(await gatherFiles(runtime, agentVersion))] });
  }
  return programs;
}

async function forWindows(architectures: readonly string[], agentVersion: string): Promise<ProgramFor[]> {
  const programs: ProgramFor[] = [];
  for (const architecture of windowsArchitectures.filter((each) => architectures.includes(each)))
    programs.push({
      platform: 'windows',
      architecture,
      files: await gatherWindowsProgram(architecture, agentVersion),
    });
  return programs;
}

async function build(): Promise<void> {
  const agentVersion = await readAgentVersion();
  const { systems, architectures, minimum, days, folder } = readOptions(agentVersion);
  const programs: ProgramFor[] = [];
  if (systems.includes('linux')) programs.push(...(await forLinux(architectures, agentVersion)));
  if (systems.includes('windows')) programs.push(...(await forWindows(architectures, agentVersion)));
  if (systems.includes('macos'))
    programs.push({ platform: 'macos', architecture: 'universal', files: await gatherMacProgram(agentVersion) });
  if (programs.length === 0) throw new Error(`no ${systems.join(', ')} for ${architectures.join(', ')}: see --arch`);
  const notBefore = Date.now();
  const about = { version: agentVersion, minimumVersion: minimum, notBefore, notAfter: notBefore + days * dayMs };
  await packRelease(folder, about, programs);
  for (const { platform, architecture, files } of programs)
    process.stdout.write(`${platform} ${architecture}: ${files.length} files\n`);
  process.stdout.write(`packed in ${folder}; sign it with: npm run release -- sign ${folder}\n`);
}

await build();
