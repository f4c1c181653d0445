/** The package of macOS for a download: a fresh head (what it is stamped with, and the table of contents) before the payload that was built once. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { InstallerConfiguration } from '@sekisho/contracts';
import type { PackageMaker } from '../packages.ts';
import { plainFilesFolder } from '../workspace-paths.ts';
import { bomFile, macPackageFolder, payloadFile, readMacManifest } from './built-package.ts';
import { packCpio } from './cpio.ts';
import { componentFolder, distributionXml, packageInfoXml, resourceFiles } from './distribution.ts';
import type { MacEntry } from './entry.ts';
import { xarHead } from './xar.ts';

const script = (name: string) => readFile(path.join(plainFilesFolder, 'macos', name));

/** Beside the scripts that the installer runs, and taken away by it afterwards; for root alone even there. */
async function packScripts(configuration: InstallerConfiguration): Promise<Buffer> {
  const file = (name: string, mode: number, content: Uint8Array): MacEntry => ({ path: name, mode, group: 0, content });
  return gzipSync(
    packCpio([
      { path: '.', mode: 0o755, group: 0, content: null },
      file('./installer.json', 0o600, Buffer.from(JSON.stringify(configuration))),
      file('./postinstall', 0o755, await script('postinstall')),
      file('./preinstall', 0o755, await script('preinstall')),
    ]),
  );
}

/** @param folder where the build leaves what it made */
export function createMacPackageMaker(folder: string = macPackageFolder): PackageMaker {
  return {
    id: 'macos-pkg',
    platform: 'macos',
    clientKinds: ['standard'],
    extension: '.pkg',
    mediaType: 'application/vnd.apple.installer+xml',
    async find() {
      const manifest = await readMacManifest(folder);
      if (manifest === null) return null;
      const { agentVersion, builtAtMs, architectures, payloadBytes } = manifest;
      return { agentVersion, builtAtMs, bytes: payloadBytes, architectures, signed: false };
    },
    async stamp(configuration) {
      const manifest = await readMacManifest(folder);
      if (manifest === null) throw new Error('the package of macOS has not been built');
      const { agentVersion: version, files, installedBytes, payloadBytes, payloadSha1 } = manifest;
      const facts = { version, files, bytes: installedBytes };
      const head = xarHead([
        { path: 'Distribution', content: distributionXml(facts, configuration.format) },
        ...resourceFiles(),
        { path: `${componentFolder}/PackageInfo`, content: packageInfoXml(facts) },
        { path: `${componentFolder}/Bom`, content: await readFile(bomFile(folder, manifest)) },
        { path: `${componentFolder}/Scripts`, content: await packScripts(configuration) },
        { path: `${componentFolder}/Payload`, content: { bytes: payloadBytes, sha1: payloadSha1 } },
      ]);
      const payload = { file: payloadFile(folder, manifest), start: 0, end: payloadBytes };
      return { parts: [head, payload], bytes: head.length + payloadBytes };
    },
  };
}
