/** The Debian package of a download: a fresh control part (scripts, and what it is stamped with) before the contents that were built once. */
import { gzipSync } from 'node:zlib';
import type { InstallerConfiguration } from '@sekisho/contracts';
import type { PackageMaker, StampedPackage } from '../packages.ts';
import { endOfArchive, packEntries } from '../tar.ts';
import {
  debDataFile,
  fixedTimeSeconds,
  type LinuxPackagesManifest,
  linuxPackagesFolder,
  readLinuxManifest,
} from './built-packages.ts';
import { type LinuxPackagePorts, maintainerScripts } from './maintainer-scripts.ts';
import { packageFacts } from './package-facts.ts';

/** Of deb(5); the member's content follows, and a line feed where its length is odd. */
export function arHeader(name: string, bytes: number): Buffer {
  const fields = [
    name.padEnd(16),
    String(fixedTimeSeconds).padEnd(12),
    '0'.padEnd(6),
    '0'.padEnd(6),
    '100644'.padEnd(8),
  ];
  return Buffer.from(`${fields.join('')}${String(bytes).padEnd(10)}\`\n`);
}

function controlText({ agentVersion, installedBytes }: LinuxPackagesManifest, maintainer: string): string {
  const { name, summary, description } = packageFacts;
  const lines = [
    `Package: ${name}`,
    `Version: ${agentVersion}`,
    'Architecture: all',
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${Math.ceil(installedBytes / 1024)}`,
    'Depends: libc6 (>= 2.28)',
    'Section: admin',
    'Priority: optional',
    `Description: ${summary}`,
    ...description.map((line) => ` ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** dpkg keeps every file of the control part, with its rights: the token is for root alone from the first moment on. */
function controlPart(
  manifest: LinuxPackagesManifest,
  { texts, maintainer }: LinuxPackagePorts,
  configuration: InstallerConfiguration,
) {
  const { agentVersion: version, architectures } = manifest;
  const scripts = maintainerScripts('deb', { texts, version, architectures, configuration });
  const files = [
    { name: './control', content: Buffer.from(controlText(manifest, maintainer)) },
    ...Object.entries(scripts).map(([name, text]) => {
      return { name: `./${name}`, content: Buffer.from(text), executable: true };
    }),
    { name: './installer', content: Buffer.from(JSON.stringify(configuration)), mode: 0o600 },
  ];
  return gzipSync(Buffer.concat([packEntries(files), endOfArchive]));
}

function member(name: string, content: Uint8Array): Buffer {
  return Buffer.concat([arHeader(name, content.length), content, Buffer.from(content.length % 2 === 0 ? '' : '\n')]);
}

/** @param folder where the build leaves what it made */
export function createDebMaker(ports: LinuxPackagePorts, folder: string = linuxPackagesFolder): PackageMaker {
  return {
    id: 'linux-deb',
    platform: 'linux',
    clientKinds: ['standard'],
    extension: '.deb',
    mediaType: 'application/vnd.debian.binary-package',
    async find() {
      const manifest = await readLinuxManifest(folder);
      if (manifest === null) return null;
      const { agentVersion, builtAtMs, architectures, debBytes: bytes } = manifest;
      return { agentVersion, builtAtMs, bytes, architectures, signed: false };
    },
    async stamp(configuration): Promise<StampedPackage> {
      const manifest = await readLinuxManifest(folder);
      if (manifest === null) throw new Error('the packages of Linux have not been built');
      const { debBytes } = manifest;
      const head = Buffer.concat([
        Buffer.from('!<arch>\n'),
        member('debian-binary', Buffer.from('2.0\n')),
        member('control.tar.gz', controlPart(manifest, ports, configuration)),
        arHeader('data.tar.gz', debBytes),
      ]);
      const tail = Buffer.from(debBytes % 2 === 0 ? '' : '\n');
      const data = { file: debDataFile(folder, manifest), start: 0, end: debBytes };
      return { parts: [head, data, tail], bytes: head.length + debBytes + tail.length };
    },
  };
}
