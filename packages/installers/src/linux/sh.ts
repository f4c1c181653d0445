/** The script of a download: install.sh with what it is stamped with inside; it fetches the archive from the server it names. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { manifestFileName } from '../downloads.ts';
import { renderInstallScript } from '../install-script.ts';
import type { LinuxRunPorts } from '../linux-run.ts';
import type { PackageMaker } from '../packages.ts';

export function createShMaker({ downloads, texts }: LinuxRunPorts): PackageMaker {
  return {
    id: 'linux-sh',
    platform: 'linux',
    clientKinds: ['standard'],
    extension: '.sh',
    mediaType: 'application/x-sh',
    async find() {
      const manifest = await downloads.manifest();
      if (manifest === null || manifest.archives.length === 0) return null;
      const { mtimeMs } = await stat(path.join(downloads.folder, manifestFileName));
      return {
        agentVersion: manifest.agentVersion,
        builtAtMs: Math.round(mtimeMs),
        bytes: Math.min(...manifest.archives.map(({ bytes }) => bytes)),
        architectures: [...new Set(manifest.archives.map(({ architecture }) => architecture))],
        signed: false,
      };
    },
    async stamp(installer) {
      const manifest = await downloads.manifest();
      if (manifest === null) throw new Error('no archive of the agent has been built');
      const { serverUrl, rootPem, trustHash } = installer;
      const values = { serverUrl, rootPem, trustHash, serialNumber: null, manifest, texts };
      const script = Buffer.from(renderInstallScript({ ...values, installer }));
      return { parts: [script], bytes: script.length };
    },
  };
}
