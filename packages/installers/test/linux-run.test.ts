/** The one file that runs a client that does not stay: carries what it is told, runs on any POSIX shell, and leaves nothing behind. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { InstallerConfiguration } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLinuxRunMaker, openDownloads, type StampedPackage } from '../src/index.ts';
import { endOfArchive, packEntries } from '../src/tar.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-run-'));
const downloadsFolder = path.join(scratch, 'downloads');
const temporary = path.join(scratch, 'temporary');
const seen = path.join(scratch, 'seen');
// The user without rights reads the file, too.
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Says what it was given, and where; then waits for somebody to open the pipe, if there is one. */
const agent = `#!/bin/sh
{ printf '%s\\n' "$@"; cat "$3"; } >"$SEEN.new"; mv "$SEEN.new" "$SEEN"
[ ! -p "$SEEN.wait" ] || cat "$SEEN.wait"
exit "\${AGENT_EXIT:-0}"
`;
const configuration: InstallerConfiguration = {
  version: 1,
  platform: 'linux',
  clientKind: 'standalone',
  format: 'silent',
  settingName: `INSTALLER\n$(touch ${scratch}/broken) \`id\` 'x' "y" \\ 設定`,
  organizationCode: '0123456789',
  organizationId: '0198c0de-0000-7000-8000-000000000001',
  groupId: 3,
  groupName: '総務部',
  serverUrl: 'https://sekisho.example.jp:8443',
  rootPem: null,
  trustHash: 'b'.repeat(64),
  enrolmentToken: 'c2VraXNoby1pbnN0YWxsZXItdG9rZW4',
  expiresAt: 1_800_000_000_000,
  importKey: 'AAAA',
  initial: {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: false,
    desktopEntry: false,
    uninstallPassword: false,
    restartPrompt: false,
    inventoryAfterInstall: true,
    inventorySections: ['hardware'],
  },
};

function writeDownloads(): void {
  mkdirSync(downloadsFolder);
  mkdirSync(temporary);
  const script = (content: string) => Buffer.from(content);
  const entries = ['node', 'sekisho-agent'].map((name) => {
    const content = script(name === 'node' ? '#!/bin/sh\nexit 0\n' : agent);
    return { name: `sekisho-agent/${name}`, content, executable: true };
  });
  const archives = (['arm64', 'x64'] as const).map((architecture) => {
    const bytes = gzipSync(
      Buffer.concat([packEntries([...entries, { name: architecture, content: script('') }]), endOfArchive]),
    );
    const fileName = `agent-linux-${architecture}.tar.gz`;
    writeFileSync(path.join(downloadsFolder, fileName), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { fileName, architecture, compression: 'gzip', bytes: bytes.length, sha256 };
  });
  const manifest = { agentVersion: '0.4.0', runtimeVersion: '26.10.0', fingerprint: 'x', archives };
  writeFileSync(path.join(downloadsFolder, 'manifest.json'), JSON.stringify(manifest));
}

const texts = { 'file-damaged': 'damaged', 'needs-root': 'needs root' };
const maker = createLinuxRunMaker({ downloads: openDownloads(downloadsFolder), texts: { ja: texts, en: texts } });

function writeFile(name: string, { parts }: StampedPackage): string {
  const bytes = parts.map((part) =>
    'file' in part ? readFileSync(part.file).subarray(part.start, part.end) : Buffer.from(part),
  );
  const file = path.join(scratch, name);
  writeFileSync(file, Buffer.concat(bytes));
  return file;
}

const environment = { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, SEEN: seen, LANG: 'C' };
let file = '';
beforeAll(async () => {
  writeDownloads();
  file = writeFile('client.run', await maker.stamp(configuration));
});

/** A machine that does not give out memory of one's own, as in a container. */
function pathWithoutUnshare(): string {
  const folder = path.join(scratch, 'programs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return `${folder}:${environment.PATH}`;
}

test('is described by what it is made of, and is as long as it says', async () => {
  expect(await maker.find()).toMatchObject({ agentVersion: '0.4.0', architectures: ['arm64', 'x64'], signed: false });
  expect(statSync(file).size).toBe((await maker.stamp(configuration)).bytes);
});

test('before anything is built there is none', async () => {
  const empty = createLinuxRunMaker({ downloads: openDownloads(temporary), texts: { ja: texts, en: texts } });
  expect(await empty.find()).toBeNull();
  await expect(empty.stamp(configuration)).rejects.toThrow('built');
});

test.each([
  ['dash', environment.PATH],
  ['bash', environment.PATH],
  ['dash', pathWithoutUnshare()],
])('%s: runs its client with the very configuration, and nothing is left', (shell, programs) => {
  const before = readdirSync('/dev/shm');
  execFileSync(shell, [file, '--proxy', 'none'], { env: { ...environment, PATH: programs } });
  const lines = readFileSync(seen, 'utf8').split('\n');
  expect(lines.slice(0, 2)).toEqual(['standalone', '--installer']);
  expect(lines.slice(5, 9)).toEqual(['--proxy', 'none', '--output', scratch]);
  expect(JSON.parse(lines[9] ?? '')).toEqual(configuration);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync('/dev/shm')).toEqual(before);
  expect(readdirSync(scratch)).not.toContain('broken');
});

test('through a link it finds itself, and writes beside the file', () => {
  const link = path.join(temporary, 'link.run');
  symlinkSync(file, link);
  execFileSync('sh', [link], { env: environment });
  rmSync(link);
  expect(readFileSync(seen, 'utf8')).toContain(`--output\n${scratch}\n`);
});

test('its exit code is that of the client', async () => {
  const ended = promisify(execFile)('sh', [file], { env: { ...environment, AGENT_EXIT: '78' } });
  await expect(ended).rejects.toMatchObject({ code: 78 });
});

test('killed while its client runs, it leaves nothing', async () => {
  rmSync(seen);
  execFileSync('mkfifo', [`${seen}.wait`]);
  const child = spawn('sh', [file], { env: environment, detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => readdirSync(scratch)).toContain('seen');
  expect(readFileSync(seen, 'utf8')).toContain('--installer\n/dev/shm/installer.json\n');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
  rmSync(`${seen}.wait`);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync('/dev/shm')).not.toContain('installer.json');
});

test('damaged on its way it is not run', async () => {
  const bytes = readFileSync(file);
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  const damaged = path.join(scratch, 'damaged.run');
  writeFileSync(damaged, bytes);
  const cutOff = path.join(scratch, 'cut-off.run');
  writeFileSync(cutOff, bytes.subarray(0, -100));
  for (const each of [damaged, cutOff]) {
    const ended = promisify(execFile)('sh', [each], { env: environment });
    await expect(ended).rejects.toMatchObject({ code: 1, stderr: 'damaged\n' });
  }
});

test('without administrator rights it says so', async () => {
  const ended = promisify(execFile)('setpriv', ['--reuid=65534', '--clear-groups', 'sh', file], {
    env: environment,
    cwd: '/',
  });
  await expect(ended).rejects.toMatchObject({ code: 1 });
});
