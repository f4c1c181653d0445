/**
 * One file for Linux that runs a client that does not stay (I03, I04): a script, then the archives that installations fetch, as they are.
 * Nothing is built for it, and only the script is made anew for a download.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { InstallerConfiguration } from '@sekisho/contracts';
import { type Archive, type Downloads, manifestFileName } from './downloads.ts';
import { assignTexts, type InstallScriptTexts, quoteForShell, readScript } from './install-script.ts';
import type { PackageMaker } from './packages.ts';

export interface LinuxRunPorts {
  readonly downloads: Downloads;
  readonly texts: { readonly ja: InstallScriptTexts; readonly en: InstallScriptTexts };
}

/** Every machine has gzip; one archive for each architecture. */
async function findArchives({ downloads }: LinuxRunPorts): Promise<readonly Archive[]> {
  const manifest = await downloads.manifest();
  return (manifest?.archives ?? []).filter(({ compression }) => compression === 'gzip');
}

const totalOf = (archives: readonly Archive[]) => archives.reduce((sum, { bytes }) => sum + bytes, 0);

/** Lines of `architecture start bytes sha256`; `start` is counted from the end of the script. */
function describeArchives(archives: readonly Archive[]): string {
  return archives
    .map(({ architecture, bytes, sha256 }, index) => {
      return [architecture, totalOf(archives.slice(0, index)), bytes, sha256].join(' ');
    })
    .join('\n');
}

const digitsOfLength = 8;

function renderScript(
  { texts }: LinuxRunPorts,
  configuration: InstallerConfiguration,
  archives: readonly Archive[],
): Buffer {
  const template = readScript('run.sh');
  const render = (headerBytes: number) => {
    const assignments = [
      // Always as long, so that the length does not change what it is the length of.
      `header_bytes=${String(headerBytes).padEnd(digitsOfLength)}`,
      `client_kind=${quoteForShell(configuration.clientKind)}`,
      `archives=${quoteForShell(describeArchives(archives))}`,
      ...assignTexts('ja', texts.ja),
      ...assignTexts('en', texts.en),
    ];
    return template
      .replace(/^# @VALUES@$/m, () => assignments.join('\n'))
      .replace(/^# @INSTALLER@$/m, () => JSON.stringify(configuration));
  };
  return Buffer.from(render(Buffer.byteLength(render(0))));
}

export function createLinuxRunMaker(ports: LinuxRunPorts): PackageMaker {
  return {
    id: 'linux-run',
    platform: 'linux',
    clientKinds: ['on-demand', 'standalone'],
    extension: '.run',
    mediaType: 'application/octet-stream',
    async find() {
      const manifest = await ports.downloads.manifest();
      const archives = await findArchives(ports);
      if (manifest === null || archives.length === 0) return null;
      const { mtimeMs } = await stat(path.join(ports.downloads.folder, manifestFileName));
      return {
        agentVersion: manifest.agentVersion,
        builtAtMs: Math.round(mtimeMs),
        bytes: totalOf(archives),
        architectures: archives.map(({ architecture }) => architecture),
        signed: false,
      };
    },
    async stamp(configuration) {
      const archives = await findArchives(ports);
      if (archives.length === 0) throw new Error('no archive of the agent has been built');
      const script = renderScript(ports, configuration, archives);
      const files = archives.map(({ fileName, bytes }) => {
        return { file: path.join(ports.downloads.folder, fileName), start: 0, end: bytes };
      });
      return { parts: [script, ...files], bytes: script.length + totalOf(archives) };
    },
  };
}
