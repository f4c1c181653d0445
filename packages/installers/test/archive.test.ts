/** Archives as real tools see them, the font, and the unit for systemd. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { openDownloads } from '../src/downloads.ts';
import { lockScreenCharacters } from '../src/font.ts';
import { endOfArchive, packEntries } from '../src/tar.ts';
import { plainFilesFolder, repositoryFolder } from '../src/workspace-paths.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-archive-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('tar unpacks an archive of two compressed parts, with rights and contents', () => {
  const first = packEntries([{ name: 'a/run', content: Buffer.from('x'.repeat(1000)), executable: true }]);
  const second = packEntries([
    { name: 'a/empty', content: Buffer.alloc(0) },
    { name: 'a/日本語', content: Buffer.from('見本') },
  ]);
  const file = path.join(scratch, 'two.tar.gz');
  writeFileSync(file, Buffer.concat([gzipSync(first), gzipSync(Buffer.concat([second, endOfArchive]))]));
  const list = execFileSync('tar', ['-tvzf', file, '--quoting-style=literal'], { encoding: 'utf8' }).trim().split('\n');
  expect(list.map((line) => line.split(/\s+/).slice(0, 3).join(' '))).toEqual([
    '-rwxr-xr-x root/root 1000',
    '-rw-r--r-- root/root 0',
    '-rw-r--r-- root/root 6',
  ]);
  execFileSync('tar', ['-xzf', file, '-C', scratch]);
  expect(readFileSync(path.join(scratch, 'a/日本語'), 'utf8')).toBe('見本');
  expect(() => packEntries([{ name: 'x'.repeat(101), content: Buffer.alloc(0) }])).toThrow('too long');
});

test('the font has what organizations are named with', () => {
  const characters = new Set(lockScreenCharacters());
  for (const character of 'リモートロック中 Aé亜龠ｱ㈱①髙﨑') expect(characters.has(character), character).toBe(true);
  expect(characters.size).toBeGreaterThan(7_000);
});

test('a manifest is read again when it changes; a damaged one is none', async () => {
  const folder = path.join(scratch, 'dist');
  const downloads = openDownloads(folder);
  expect(await downloads.manifest()).toBeNull();
  mkdirSync(folder);
  const manifest = { agentVersion: '1', runtimeVersion: '26', fingerprint: 'f', archives: [] };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  expect(await downloads.manifest()).toEqual(manifest);
  rmSync(path.join(folder, 'manifest.json'));
  expect(await downloads.manifest()).toBeNull();
  writeFileSync(path.join(folder, 'manifest.json'), '{"archives":[{"fileName":"../../etc/passwd"}]}');
  expect(await downloads.manifest()).toBeNull();
});

test('systemd accepts the unit', () => {
  const prefix = path.join(scratch, 'prefix');
  mkdirSync(path.join(prefix, 'agent'), { recursive: true });
  cpSync(path.join(plainFilesFolder, 'sekisho-agent'), path.join(prefix, 'agent/sekisho-agent'));
  const unit = readFileSync(path.join(plainFilesFolder, 'sekisho-agent.service'), 'utf8').replaceAll(
    '@PREFIX@',
    prefix,
  );
  const file = path.join(scratch, 'sekisho-agent.service');
  writeFileSync(file, unit);
  const verified = execFileSync(
    'sh',
    ['-c', 'systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1', 'sh', file],
    {
      encoding: 'utf8',
    },
  );
  expect(verified).toBe('');
  expect(unit).toMatch(/^Restart=always$/m);
  expect(unit).toMatch(/^Before=.*\bdisplay-manager\.service\b/m);
  expect(unit).toMatch(/^WantedBy=multi-user\.target$/m);
});

test('package-lock.json pins the runtime of every architecture with its integrity', () => {
  const lock = JSON.parse(readFileSync(path.join(repositoryFolder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string } | undefined>;
  };
  const [x64, arm64] = ['x64', 'arm64'].map((name) => lock.packages[`node_modules/node-linux-${name}`]);
  expect(x64?.version).toBe(arm64?.version);
  for (const entry of [x64, arm64]) expect(entry?.integrity).toMatch(/^sha512-/);
});
