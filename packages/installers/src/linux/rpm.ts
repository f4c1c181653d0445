/**
 * The rpm package of a download: lead, signature header and header made anew, before the contents that were built once and a last part with
 * what it is stamped with. Its digests are those of rpm 4.14 and later: SHA-256 of the header and of the packed contents.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { InstallerConfiguration } from '@sekisho/contracts';
import type { PackageMaker, StampedPackage } from '../packages.ts';
import {
  fixedTimeSeconds,
  isFolder,
  type LinuxPackagesManifest,
  linuxPackagesFolder,
  type PackedFile,
  readLinuxManifest,
  rpmPayloadFile,
} from './built-packages.ts';
import { type LinuxPackagePorts, maintainerScripts } from './maintainer-scripts.ts';
import { newcEnd, newcHeader, newcPadding } from './newc.ts';
import { packageFacts } from './package-facts.ts';
import { encodeRpmHeader, int16, int32, localized, type RpmTags, string, strings } from './rpm-header.ts';

const gzipAsync = promisify(gzip);
const release = '1';

/** Senses of a dependency. */
const less = 0x02;
const equal = 0x08;
const ofScripts = 0x100 | 0x200 | 0x400 | 0x800 | 0x1000;
const ofRpmItself = 1 << 24;
/** It is taken away once it has been used, and must not be missed. */
const mayBeMissing = 1 << 3;
const verifyNothing = 0;
const verifyEverything = 0xffffffff;
const sha256Algorithm = 8;

/** Old programs still look here for the name; everything else in it is fixed. */
function lead(name: string): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.write('edabeedb03000000', 'hex');
  bytes.writeUInt16BE(255, 8);
  bytes.write(name.slice(0, 65), 10);
  bytes.writeUInt16BE(1, 76);
  bytes.writeUInt16BE(5, 78);
  return bytes;
}

const installerPath = '/etc/sekisho/installer.json';

function stampedFiles(configuration: InstallerConfiguration): {
  readonly files: PackedFile[];
  readonly content: Buffer;
} {
  const content = Buffer.from(JSON.stringify(configuration));
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    content,
    files: [{ path: installerPath, mode: 0o100600, bytes: content.length, sha256, link: '' }],
  };
}

function fileTags(files: readonly PackedFile[]): RpmTags {
  const folderOf = ({ path: at }: PackedFile) => at.slice(0, at.lastIndexOf('/') + 1);
  const folders = [...new Set(files.map(folderOf))];
  const each = <T>(value: (file: PackedFile) => T) => files.map(value);
  const isStamp = (file: PackedFile) => file.path === installerPath;
  return {
    1028: int32(...each((file) => (isFolder(file) ? 4096 : file.bytes))),
    1030: int16(...each(({ mode }) => mode)),
    1033: int16(...each(() => 0)),
    1034: int32(...each(() => fixedTimeSeconds)),
    1035: strings(...each(({ sha256 }) => sha256)),
    1036: strings(...each(({ link }) => link)),
    1037: int32(...each((file) => (isStamp(file) ? mayBeMissing : 0))),
    1039: strings(...each(() => 'root')),
    1040: strings(...each(() => 'root')),
    1045: int32(...each((file) => (isStamp(file) ? verifyNothing : verifyEverything))),
    1095: int32(...each(() => 1)),
    1096: int32(...files.map((_, index) => index + 1)),
    1097: strings(...each(() => '')),
    1116: int32(...each((file) => folders.indexOf(folderOf(file)))),
    1117: strings(...each(({ path: at }) => at.slice(at.lastIndexOf('/') + 1))),
    1118: strings(...folders),
    5011: int32(sha256Algorithm),
  };
}

interface Dependency {
  readonly name: string;
  readonly flags: number;
  readonly version: string;
}

const requirements: readonly Dependency[] = [
  { name: '/bin/sh', flags: ofScripts, version: '' },
  // The same on every 64-bit machine: there is no architecture in it.
  { name: 'libc.so.6(GLIBC_2.28)(64bit)', flags: 0, version: '' },
  { name: 'rpmlib(CompressedFileNames)', flags: ofRpmItself | less | equal, version: '3.0.4-1' },
  { name: 'rpmlib(FileDigests)', flags: ofRpmItself | less | equal, version: '4.6.0-1' },
  { name: 'rpmlib(PayloadFilesHavePrefix)', flags: ofRpmItself | less | equal, version: '4.0-1' },
];

function dependencyTags(version: string): RpmTags {
  return {
    1047: strings(packageFacts.name),
    1112: int32(equal),
    1113: strings(`${version}-${release}`),
    1048: int32(...requirements.map(({ flags }) => flags)),
    1049: strings(...requirements.map(({ name }) => name)),
    1050: strings(...requirements.map((each) => each.version)),
  };
}

const scriptTags = { pre: [1023, 1085], post: [1024, 1086], preun: [1025, 1087], postun: [1026, 1088] } as const;

function scriptTagsOf(scripts: Readonly<Record<keyof typeof scriptTags, string>>): RpmTags {
  const stages = Object.keys(scriptTags) as (keyof typeof scriptTags)[];
  return Object.assign(
    {},
    ...stages.map((stage) => {
      const [text, program] = scriptTags[stage];
      return { [text]: string(scripts[stage]), [program]: string('/bin/sh') };
    }),
  ) as RpmTags;
}

function generalTags({ agentVersion, installedBytes, builtAtMs }: LinuxPackagesManifest, maintainer: string): RpmTags {
  const { name, vendor, summary, description, licence } = packageFacts;
  return {
    100: strings('C'),
    1000: string(name),
    1001: string(agentVersion),
    1002: string(release),
    1004: localized(summary),
    1005: localized(description.join('\n')),
    1006: int32(Math.floor(builtAtMs / 1000)),
    1007: string('localhost'),
    1009: int32(installedBytes),
    1011: string(vendor),
    1014: string(licence),
    1015: string(maintainer),
    1016: localized('System Environment/Daemons'),
    1021: string('linux'),
    1022: string('noarch'),
    1044: string(`${name}-${agentVersion}-${release}.src.rpm`),
    1064: string('4.14.0'),
    1124: string('cpio'),
    1125: string('gzip'),
    1126: string('9'),
    5062: string('utf-8'),
  };
}

function signature(header: Buffer, payloadBytes: number, plainBytes: number): Buffer {
  const digest = (algorithm: 'sha1' | 'sha256') => string(createHash(algorithm).update(header).digest('hex'));
  const encoded = encodeRpmHeader(62, {
    269: digest('sha1'),
    273: digest('sha256'),
    1000: int32(header.length + payloadBytes),
    1007: int32(plainBytes),
  });
  return Buffer.concat([encoded, Buffer.alloc((8 - (encoded.length % 8)) % 8)]);
}

/** The contents' digest up to where a download goes on; looked at once for each build. */
function digestsOf(folder: string): (manifest: LinuxPackagesManifest) => Promise<Hash> {
  let known: { readonly fingerprint: string; readonly hash: Promise<Hash> } | null = null;
  const begin = async (manifest: LinuxPackagesManifest) => {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(rpmPayloadFile(folder, manifest), { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
    return hash;
  };
  return async (manifest) => {
    const { fingerprint } = manifest;
    if (known?.fingerprint !== fingerprint) known = { fingerprint, hash: begin(manifest) };
    return (await known.hash).copy();
  };
}

/** The last part of the contents: what the download is stamped with, and the end. */
async function lastPart(manifest: LinuxPackagesManifest, { files, content }: ReturnType<typeof stampedFiles>) {
  const [file] = files;
  if (file === undefined) throw new Error('nothing to stamp');
  const inode = manifest.files.length + files.length;
  const header = newcHeader({ name: `.${file.path}`, mode: file.mode, bytes: file.bytes, inode }, fixedTimeSeconds);
  const plain = Buffer.concat([header, content, newcPadding(content.length), newcEnd]);
  return { packed: await gzipAsync(plain), plainBytes: plain.length };
}

/** @param folder where the build leaves what it made */
export function createRpmMaker(
  { texts, maintainer }: LinuxPackagePorts,
  folder: string = linuxPackagesFolder,
): PackageMaker {
  const digestOf = digestsOf(folder);
  return {
    id: 'linux-rpm',
    platform: 'linux',
    clientKinds: ['standard'],
    extension: '.rpm',
    mediaType: 'application/x-rpm',
    async find() {
      const manifest = await readLinuxManifest(folder);
      if (manifest === null) return null;
      await digestOf(manifest);
      const { agentVersion, builtAtMs, architectures, rpmBytes: bytes } = manifest;
      return { agentVersion, builtAtMs, bytes, architectures, signed: false };
    },
    async stamp(configuration): Promise<StampedPackage> {
      const manifest = await readLinuxManifest(folder);
      if (manifest === null) throw new Error('the packages of Linux have not been built');
      const { agentVersion: version, architectures, rpmBytes, rpmPlainBytes } = manifest;
      const stamped = stampedFiles(configuration);
      const last = await lastPart(manifest, stamped);
      const digest = (await digestOf(manifest)).update(last.packed).digest('hex');
      // rpm looks files up by halving: their list is in order, whatever the order of the contents.
      const files = [...manifest.files, ...stamped.files].sort((left, right) => (left.path < right.path ? -1 : 1));
      const header = encodeRpmHeader(63, {
        ...generalTags(manifest, maintainer),
        ...scriptTagsOf(maintainerScripts('rpm', { texts, version, architectures, configuration })),
        ...fileTags(files),
        ...dependencyTags(version),
        5092: strings(digest),
        5093: int32(sha256Algorithm),
      });
      const payloadBytes = rpmBytes + last.packed.length;
      const signed = signature(header, payloadBytes, rpmPlainBytes + last.plainBytes);
      const head = Buffer.concat([lead(`${packageFacts.name}-${version}-${release}`), signed, header]);
      const payload = { file: rpmPayloadFile(folder, manifest), start: 0, end: rpmBytes };
      return { parts: [head, payload, last.packed], bytes: head.length + payloadBytes };
    },
  };
}
