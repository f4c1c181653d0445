/** Packages of Linux as dpkg-deb, rpm, rpm2cpio and bsdtar read them: whole, with right digests, and with no token where everybody reads. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InstallerConfiguration } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installerEn } from '../../../messages/src/en/installer.ts';
import { installerJa } from '../../../messages/src/ja/installer.ts';
import { buildLinuxPackages } from '../../src/linux/built-packages.ts';
import { createDebMaker } from '../../src/linux/deb.ts';
import { maintainerScripts } from '../../src/linux/maintainer-scripts.ts';
import { maintainerOf } from '../../src/linux/package-facts.ts';
import { folderEntry, type PayloadEntry } from '../../src/linux/payload.ts';
import { createRpmMaker } from '../../src/linux/rpm.ts';
import type { PackageMaker } from '../../src/packages.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-packages-'));
const folder = path.join(scratch, 'built');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const named = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.slice('installer.'.length), text]));
const texts = { ja: named(installerJa), en: named(installerEn) };

const token = 'c2VraXNoby1pbnN0YWxsZXItdG9rZW4';
const configuration: InstallerConfiguration = {
  version: 1,
  platform: 'linux',
  clientKind: 'standard',
  format: 'silent',
  settingName: "全社 '標準'",
  organizationCode: 'AbCdEf0123',
  organizationId: '11111111-1111-4111-8111-111111111111',
  groupId: 0,
  groupName: '',
  serverUrl: 'https://sekisho.example.jp:8443',
  rootPem: null,
  trustHash: 'a'.repeat(64),
  enrolmentToken: token,
  expiresAt: 0,
  importKey: null,
  initial: {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: false,
    desktopEntry: true,
    uninstallPassword: true,
    restartPrompt: false,
    inventoryAfterInstall: true,
    inventorySections: ['hardware'],
  },
};

const file = (at: string, text: string, mode = 0o644): PayloadEntry => ({
  ...folderEntry(at),
  mode,
  content: Buffer.from(text),
});
const entries: PayloadEntry[] = [
  folderEntry('/opt'),
  folderEntry('/opt/sekisho'),
  file('/opt/sekisho/見本', 'sample'),
  file('/opt/sekisho/run', 'x'.repeat(5_001), 0o755),
  folderEntry('/usr'),
  folderEntry('/usr/bin'),
  { ...folderEntry('/usr/bin/sekisho-agent'), mode: 0o777, link: '/opt/sekisho/run' },
];

async function stamped(maker: PackageMaker, stamp = configuration): Promise<string> {
  const { parts, bytes } = await maker.stamp(stamp);
  const content = Buffer.concat(
    parts.map((part) => (part instanceof Uint8Array ? part : readFileSync(part.file).subarray(part.start, part.end))),
  );
  expect(content.length).toBe(bytes);
  const at = path.join(scratch, `${stamp.enrolmentToken}${maker.extension}`);
  writeFileSync(at, content);
  return at;
}

const output = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' });

const forLinux = { texts, maintainer: maintainerOf('it@example.jp') };
let deb: string;
let rpm: string;

beforeAll(async () => {
  const about = { agentVersion: '0.4.0', fingerprint: 'f'.repeat(64), builtAtMs: 0, architectures: ['x64', 'arm64'] };
  await buildLinuxPackages(folder, entries, about);
  deb = await stamped(createDebMaker(forLinux, folder));
  rpm = await stamped(createRpmMaker(forLinux, folder));
});

test('dpkg-deb: facts, contents with rights and links, the stamp for root alone', () => {
  expect(output('dpkg-deb', '-f', deb, 'Package', 'Version', 'Architecture', 'Maintainer', 'Homepage')).toBe(
    'Package: sekisho-agent\nVersion: 0.4.0\nArchitecture: all\nMaintainer: Sekisho <it@example.jp>\n',
  );
  const listed = output('dpkg-deb', '-c', deb);
  expect(listed).toMatch(/^-rwxr-xr-x root\/root +5001 .* \.\/opt\/sekisho\/run$/m);
  expect(listed).toContain('./usr/bin/sekisho-agent -> /opt/sekisho/run');
  const control = path.join(scratch, 'control');
  output('dpkg-deb', '-e', deb, control);
  expect(JSON.parse(readFileSync(path.join(control, 'installer'), 'utf8'))).toEqual(configuration);
  expect(output('stat', '-c', '%a', path.join(control, 'installer')).trim()).toBe('600');
});

test('rpm: digests, facts, contents; bsdtar and rpm2cpio read it too; a changed byte is noticed', () => {
  expect(output('rpm', '-K', '--nosignature', rpm)).toContain('digests OK');
  expect(output('rpm', '-qp', '--qf', '%{NAME} %{VERSION} %{ARCH} %{PAYLOADDIGESTALGO} %{PACKAGER} %{URL}', rpm)).toBe(
    'sekisho-agent 0.4.0 noarch 8 Sekisho <it@example.jp> (none)',
  );
  const listed = output('rpm', '-qlvp', rpm);
  expect(listed).toMatch(/^-rw------- .* \/etc\/sekisho\/installer\.json$/m);
  expect(listed).toMatch(/^lrwxrwxrwx .* \/usr\/bin\/sekisho-agent -> \/opt\/sekisho\/run$/m);
  expect(output('bsdtar', '-xOf', rpm, './opt/sekisho/見本')).toBe('sample');
  const unpacked = execFileSync('sh', [
    '-c',
    'rpm2cpio "$1" | cpio -i --quiet --to-stdout "*installer.json"',
    'sh',
    rpm,
  ]);
  expect(JSON.parse(unpacked.toString())).toEqual(configuration);
  const content = readFileSync(rpm);
  for (const at of [content.length - 20, content.length - 2_000]) {
    const changed = Buffer.from(content);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const damaged = path.join(scratch, 'damaged.rpm');
    writeFileSync(damaged, changed);
    expect(spawnSync('rpm', ['-K', '--nosignature', damaged]).status).toBe(1);
  }
});

test.each([
  [null, 'Sekisho'],
  ['it@example.jp', 'Sekisho <it@example.jp>'],
  ['情報システム部 <it@example.jp>', '情報システム部 <it@example.jp>'],
])('whose mail comes from %s: a package of %s', (mailFrom, maintainer) => {
  expect(maintainerOf(mailFrom)).toBe(maintainer);
});

test('each download has its own stamp, and the next one is right as well', async () => {
  const other = { ...configuration, enrolmentToken: 'another-token-for-another-group' };
  const maker = createRpmMaker(forLinux, folder);
  const [first, second] = [await stamped(maker, other), await stamped(maker)];
  for (const each of [first, second]) expect(output('rpm', '-K', '--nosignature', each)).toContain('digests OK');
});

test('nothing that everybody may read has the token in it', () => {
  for (const query of ['--scripts', '--dump', '-i', '--requires'])
    expect(output('rpm', '-qp', query, rpm)).not.toContain(token);
  const scripts = Object.values(
    maintainerScripts('deb', { texts, version: '1', architectures: ['x64'], configuration }),
  );
  expect(scripts.join('')).not.toContain(token);
});

test.each(['dash', 'bash'])('%s takes every script', (shell) => {
  for (const format of ['deb', 'rpm'] as const) {
    const scripts = maintainerScripts(format, { texts, version: '1', architectures: ['x64'], configuration });
    for (const script of Object.values<string>(scripts)) execFileSync(shell, ['-n'], { input: script });
  }
});
