/** Versions beside the installed one, as an agent prepares them on Windows: what is kept, what goes, and the runtime that has but one name. */
import { createHash } from 'node:crypto';
import {
  existsSync,
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
import { gzipSync } from 'node:zlib';
import { notSupportedHere } from '@sekisho/agent-core';
import type { ReleaseFile } from '@sekisho/contracts';
import { afterAll, expect, test } from 'vitest';
import { freshState } from '../../../src/os/any/launch/launch.rules.ts';
import { baseVariable, launchPlaces, writeLaunchState } from '../../../src/os/any/launch/launch-files.ts';
import { createUpdates } from '../../../src/os/any/launch/updates.ts';

const base = mkdtempSync(path.join(tmpdir(), 'sekisho-updates-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const packed = new Map<string, Buffer>();

function fileOf(name: string, content: Buffer): ReleaseFile {
  const zipped = gzipSync(content);
  packed.set(sha256(zipped), zipped);
  const about = { bytes: zipped.length, sha256: sha256(zipped) };
  return { name, executable: false, bytes: content.length, sha256: sha256(content), packed: about };
}

const runtime = { ...fileOf('node.exe', Buffer.from('x')), sha256: sha256(readFileSync(process.execPath)) };
const about = (version: string) => Buffer.from(JSON.stringify({ agentVersion: version }));
const library = Buffer.from('a library');
const places = launchPlaces(base);

function putVersion(version: string): string {
  const folder = path.join(places.versions, version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'version.json'), about(version));
  writeFileSync(path.join(folder, 'koffi.node'), library);
  return folder;
}

/** Running in 0.3.0, on trial; 0.2.0 is what was confirmed. */
function updatesOnTrial() {
  for (const version of ['0.1.1', '0.2.0', '.gone-0.0.9']) putVersion(version);
  writeLaunchState(places, { ...freshState('0.1.0'), current: '0.2.0' });
  const options = {
    platform: 'windows',
    programFolder: putVersion('0.3.0'),
    environment: { [baseVariable]: base },
  } as const;
  const updates = createUpdates(options);
  if (updates === notSupportedHere) throw new Error('no updates');
  const prepare = (...files: ReleaseFile[]) =>
    updates.prepare(
      '0.4.0',
      { platform: 'windows', architecture: 'x64', files },
      async ({ packed: { sha256: name } }, from) => (packed.get(name) ?? Buffer.alloc(0)).subarray(from),
    );
  return { prepare };
}

const program = [fileOf('version.json', about('0.4.0')), fileOf('koffi.node', library)];

test('has files of its own, without the runtime; what runs and what was confirmed stay, the rest goes', async () => {
  const { prepare } = updatesOnTrial();
  expect(await prepare(...program, runtime)).toBe(true);
  expect(readdirSync(places.versions).sort()).toEqual(['0.2.0', '0.3.0', '0.4.0', 'state.json']);
  expect(readdirSync(path.join(places.versions, '0.4.0')).sort()).toEqual(['koffi.node', 'version.json']);
  const [before, after] = ['0.3.0', '0.4.0'].map(
    (version) => statSync(path.join(places.versions, version, 'koffi.node')).ino,
  );
  expect(after).not.toBe(before);
});

test('another runtime takes an installer', async () => {
  const { prepare } = updatesOnTrial();
  rmSync(path.join(places.versions, '0.4.0'), { recursive: true, force: true });
  await expect(prepare(...program, fileOf('node.exe', Buffer.from('another')))).rejects.toMatchObject({
    fault: 'runtime-differs',
  });
  expect(existsSync(path.join(places.versions, '0.4.0'))).toBe(false);
});
