/** A whole package as bsdtar, 7z and cpio see it, its Bom, its texts in both languages, and its scripts run into a folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { InstallerConfiguration } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMacPackage, readMacManifest } from '../../src/macos/built-package.ts';
import { cksum } from '../../src/macos/cksum.ts';
import { createMacPackageMaker } from '../../src/macos/macos-package.ts';
import { payloadEntries } from '../../src/macos/payload.ts';
import type { StampedPackage } from '../../src/packages.ts';
import { plainFilesFolder } from '../../src/workspace-paths.ts';
import { readBom } from './read-bom.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-pkg-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const launcher = readFileSync(path.join(plainFilesFolder, 'macos/sekisho-agent'));
const program = [
  { name: 'sekisho-agent', content: launcher, executable: true },
  { name: 'node-x64', content: Buffer.from('#!/bin/sh\necho x64 "$@"\n'), executable: true },
  { name: 'node-arm64', content: Buffer.from('#!/bin/sh\necho arm64 "$@"\n'), executable: true },
  { name: 'agent.cjs', content: Buffer.from('// 見本\n'.repeat(5_000)) },
  { name: 'licences/node.txt', content: Buffer.from('MIT') },
];
const entries = payloadEntries(program);
const about = {
  agentVersion: '1.2.3',
  runtimeVersion: '22',
  builtAtMs: 1_800_000_000_000,
  architectures: ['x64', 'arm64'],
};

const configuration: InstallerConfiguration = {
  version: 1,
  platform: 'macos',
  clientKind: 'standard',
  format: 'wizard',
  settingName: 'Macクライアント & <営業>',
  organizationCode: 'A1B2C3D4E5',
  organizationId: '0198c0de-0000-7000-8000-000000000001',
  groupId: 7,
  groupName: '営業部',
  serverUrl: 'https://sekisho.example.com:8443',
  rootPem: null,
  trustHash: 'ab'.repeat(32),
  enrolmentToken: 'inst_0123456789abcdefghij',
  expiresAt: 1_900_000_000_000,
  importKey: null,
  initial: {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'system', ipv4: null, ipv6: null, locked: false },
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: true,
    desktopEntry: false,
    uninstallPassword: true,
    restartPrompt: false,
    inventoryAfterInstall: true,
    inventorySections: ['hardware', 'software'],
  },
};

async function writeParts(file: string, { parts, bytes }: StampedPackage): Promise<void> {
  const read = parts.map((part) =>
    part instanceof Uint8Array ? part : buffer(createReadStream(part.file, { start: part.start, end: part.end - 1 })),
  );
  const whole = Buffer.concat(await Promise.all(read));
  expect(whole.length).toBe(bytes);
  writeFileSync(file, whole);
}

const built = path.join(scratch, 'built');
const maker = createMacPackageMaker(built);
const flat = path.join(scratch, 'flat');
const inFlat = (name: string) => readFileSync(path.join(flat, name));

beforeAll(async () => {
  await buildMacPackage(built, entries, { ...about, fingerprint: 'f1'.repeat(32) });
  await writeParts(`${flat}.pkg`, await maker.stamp(configuration));
  mkdirSync(flat);
  execFileSync('bsdtar', ['-xf', `${flat}.pkg`, '-C', flat]);
});

function unpack(archive: Buffer, folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('cpio', ['-i', '--quiet', '--make-directories', '--no-absolute-filenames'], {
    cwd: folder,
    input: gunzipSync(archive),
  });
}

test('nothing is there before it has been built; then it is told with its version', async () => {
  expect(await createMacPackageMaker(path.join(scratch, 'none')).find()).toBeNull();
  await expect(createMacPackageMaker(path.join(scratch, 'none')).stamp(configuration)).rejects.toThrow(
    'not been built',
  );
  expect(await maker.find()).toMatchObject({ agentVersion: '1.2.3', architectures: ['x64', 'arm64'], signed: false });
});

test('7z finds it whole; its parts are those of a flat package', () => {
  expect(execFileSync('7z', ['t', `${flat}.pkg`]).toString()).toContain('Everything is Ok');
  expect(readdirSync(flat).sort()).toEqual(['Distribution', 'Resources', 'agent.pkg']);
  expect(readdirSync(path.join(flat, 'agent.pkg')).sort()).toEqual(['Bom', 'PackageInfo', 'Payload', 'Scripts']);
});

test('the Bom tells of exactly what the payload unpacks to', () => {
  const root = path.join(scratch, 'root');
  unpack(inFlat('agent.pkg/Payload'), root);
  const told = readBom(inFlat('agent.pkg/Bom'));
  expect(told.map(({ path: name }) => name).sort()).toEqual(entries.map(({ path: name }) => name).sort());
  for (const each of told) {
    const file = path.join(root, each.path);
    expect(each.mode, each.path).toBe(statSync(file).mode);
    if (each.isFolder) continue;
    const content = readFileSync(file);
    expect([each.bytes, each.checksum], each.path).toEqual([content.length, cksum(content)]);
  }
  expect(told.find(({ path: name }) => name === './Library/Application Support')?.group).toBe(80);
});

test('what was stamped is for root alone, and comes out as it went in', () => {
  const folder = path.join(scratch, 'scripts');
  unpack(inFlat('agent.pkg/Scripts'), folder);
  expect(statSync(path.join(folder, 'installer.json')).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path.join(folder, 'installer.json'), 'utf8'))).toEqual(configuration);
});

/** With xmllint's own eyes: what it refuses, the installer refuses too. */
const xpath = (file: string, query: string) =>
  execFileSync('python3', [
    '-c',
    'import sys,xml.etree.ElementTree as E; print([x.attrib | {"text": x.text} for x in E.parse(sys.argv[1]).findall(sys.argv[2])])',
    path.join(flat, file),
    query,
  ]).toString();

test('distribution and description are XML that names the component, its version and the oldest system', () => {
  expect(xpath('Distribution', 'pkg-ref')).toContain("'version': '1.2.3', 'onConclusion': 'none', 'installKBytes'");
  expect(xpath('Distribution', 'pkg-ref')).toContain("'text': '#agent.pkg'");
  expect(xpath('Distribution', 'options')).toContain("'hostArchitectures': 'x86_64,arm64'");
  expect(xpath('Distribution', 'script')).toContain("ProductVersion, '10.16') >= 0");
  expect(xpath('agent.pkg/PackageInfo', 'payload')).toContain(`'numberOfFiles': '${entries.length}'`);
});

test('the pages are there in both languages, and left out of a silent package', async () => {
  for (const [language, words] of [
    ['ja', 'macOS 11 以降が必要です'],
    ['en', 'macOS 11 or later is needed'],
  ] as const) {
    const folder = `Resources/${language}.lproj`;
    expect(inFlat(`${folder}/Localizable.strings`).toString()).toContain(`"OLD_SYSTEM_TITLE" = "${words}";`);
    expect(inFlat(`${folder}/conclusion.html`).toString()).toContain('sekisho-agent permissions');
    expect(xpath(`${folder}/welcome.html`, 'body/h3')).toContain('Sekisho');
  }
  expect(xpath('Distribution', 'welcome')).toContain('welcome.html');
  const silent = path.join(scratch, 'silent');
  await writeParts(`${silent}.pkg`, await maker.stamp({ ...configuration, format: 'silent' }));
  mkdirSync(silent);
  execFileSync('bsdtar', ['-xf', `${silent}.pkg`, '-C', silent]);
  expect(readFileSync(path.join(silent, 'Distribution'), 'utf8')).not.toContain('welcome');
});

/** Programs of macOS that this machine does not have, saying what they were asked. */
function fakePrograms(name: string, scripts: Readonly<Record<string, string>>): string {
  const folder = path.join(scratch, name);
  mkdirSync(folder);
  for (const [program, body] of Object.entries(scripts))
    writeFileSync(path.join(folder, program), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return folder;
}

/** By the parser of Python's own library. */
function propertyList(file: string): Record<string, unknown> {
  const script = 'import sys,plistlib,json; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))';
  return JSON.parse(execFileSync('python3', ['-c', script, file]).toString());
}

test('what launchd starts: the agent at once, a cover over the log-on window, a helper with whoever logs on; all of them root’s', () => {
  const root = path.join(scratch, 'launchd');
  unpack(inFlat('agent.pkg/Payload'), root);
  const program = '/Library/Application Support/Sekisho/agent/sekisho-agent';
  const expected = {
    'LaunchDaemons/sekisho.agent': { ProgramArguments: [program, 'run'], RunAtLoad: true, KeepAlive: true, Umask: 63 },
    'LaunchAgents/sekisho.agent.log-on': {
      ProgramArguments: [program, 'lock-screen', '--before-log-on'],
      LimitLoadToSessionType: 'LoginWindow',
      RunAtLoad: true,
      KeepAlive: true,
    },
    'LaunchAgents/sekisho.agent.session': {
      ProgramArguments: [program, 'lock-screen', '--session'],
      LimitLoadToSessionType: 'Aqua',
      RunAtLoad: true,
    },
  };
  const told = readBom(inFlat('agent.pkg/Bom'));
  for (const [name, content] of Object.entries(expected)) {
    const file = `Library/${name}.plist`;
    // The label is the name of its file: it is taken away by either.
    expect(propertyList(path.join(root, file))).toMatchObject({ Label: path.basename(name), ...content });
    expect(told.find((each) => each.path === `./${file}`)).toMatchObject({ mode: 0o100644, user: 0, group: 0 });
  }
  // It ends by itself, and is not to come back by itself.
  expect(propertyList(path.join(root, 'Library/LaunchAgents/sekisho.agent.session.plist'))).not.toHaveProperty(
    'KeepAlive',
  );
});

test.each([
  ['0', []],
  ['88', []],
  [
    '501',
    [
      'bootout gui/501/sekisho.agent.session',
      'bootstrap gui/501 TARGET/Library/LaunchAgents/sekisho.agent.session.plist',
    ],
  ],
])('with %s at the console the helper is loaded so: %j', (user, expected) => {
  const target = path.join(scratch, `console-${user}`);
  unpack(inFlat('agent.pkg/Payload'), target);
  const scripts = path.join(scratch, `console-scripts-${user}`);
  unpack(inFlat('agent.pkg/Scripts'), scripts);
  const said = path.join(scratch, `console-${user}.log`);
  const bin = fakePrograms(`console-bin-${user}`, {
    // Without a helper the installation has not failed.
    launchctl: `echo "$*" >> '${said}'; case "$2" in gui/*) exit 5 ;; esac`,
    stat: `[ "$*" = '-f %u /dev/console' ] && echo ${user}`,
  });
  const ended = spawnSync('sh', [path.join(scripts, 'postinstall'), 'x', '/', target], {
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  expect(ended.status, ended.stderr.toString()).toBe(0);
  const lines = readFileSync(said, 'utf8').trim().split('\n').slice(2);
  expect(lines.map((line) => line.replace(target, 'TARGET'))).toEqual(expected);
});

test('the script after the installation stamps, links, and starts the agent anew, however long launchd takes', () => {
  const target = path.join(scratch, 'target');
  unpack(inFlat('agent.pkg/Payload'), target);
  const scripts = path.join(scratch, 'run-scripts');
  unpack(inFlat('agent.pkg/Scripts'), scripts);
  const said = path.join(scratch, 'launchctl.log');
  const bin = fakePrograms('slow-launchd', {
    launchctl: `echo "$*" >> '${said}'; [ "$1" = bootout ] || [ "$(grep -c bootstrap '${said}')" -ge 3 ]`,
    sleep: ':',
  });
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const ended = spawnSync('sh', [path.join(scripts, 'postinstall'), `${flat}.pkg`, '/', target], { env });
  expect(ended.status, ended.stderr.toString()).toBe(0);
  const folder = path.join(target, 'Library/Application Support/Sekisho');
  expect(statSync(path.join(folder, 'installer.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(said, 'utf8').trim().split('\n')).toEqual([
    'bootout system/sekisho.agent',
    ...Array.from({ length: 3 }, () => `bootstrap system ${target}/Library/LaunchDaemons/sekisho.agent.plist`),
  ]);
  const uname = fakePrograms('arm', { uname: 'echo arm64' });
  const started = execFileSync(path.join(target, 'usr/local/bin/sekisho-agent'), ['status', '--json'], {
    env: { PATH: `${uname}:/usr/bin:/bin` },
  }).toString();
  expect(started.trim()).toBe(`arm64 --disable-warning=ExperimentalWarning ${folder}/agent/launch.cjs status --json`);
});

test('an installation that launchd will not start has failed', () => {
  const target = path.join(scratch, 'unstarted');
  unpack(inFlat('agent.pkg/Payload'), target);
  const scripts = path.join(scratch, 'unstarted-scripts');
  unpack(inFlat('agent.pkg/Scripts'), scripts);
  const bin = fakePrograms('no-launchd', { launchctl: 'exit 5', sleep: ':' });
  const ended = spawnSync('sh', [path.join(scripts, 'postinstall'), 'x', '/', target], {
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  expect(ended.status).toBe(1);
});

test.each([
  ['10.15.7', 1],
  ['10.9', 1],
  ['10.16', 0],
  ['11.7.10', 0],
  ['26.1', 0],
])('macOS %s: the script before the installation ends with %i', (version, code) => {
  const script = readFileSync(path.join(plainFilesFolder, 'macos/preinstall'), 'utf8');
  const local = script.replace('/usr/bin/sw_vers -productVersion', `echo ${version}`);
  expect(spawnSync('sh', { input: local }).status).toBe(code);
});

test('a new build leaves the one before to those who are fetching it, and takes older ones away', async () => {
  const folder = path.join(scratch, 'rebuilt');
  const names = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  for (const fingerprint of names) await buildMacPackage(folder, entries, { ...about, fingerprint });
  expect(readdirSync(folder).sort()).toEqual([
    `bom-${'b'.repeat(16)}`,
    `bom-${'c'.repeat(16)}`,
    'manifest.json',
    `payload-${'b'.repeat(16)}`,
    `payload-${'c'.repeat(16)}`,
  ]);
  writeFileSync(path.join(folder, `payload-${'c'.repeat(16)}`), 'cut off');
  expect(await readMacManifest(folder)).toBeNull();
});
