/** Which version is started, whatever is cut off when; what a download may not do to the disk. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
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
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { ReleaseFile } from '@sekisho/contracts';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  decideLaunch,
  endTrial,
  freshState,
  isSameTry,
  type LaunchState,
  mostTries,
  parseLaunchState,
  type Trial,
} from '../../../src/os/any/launch/launch.rules.ts';
import { launchPlaces, readLaunchState, writeLaunchState } from '../../../src/os/any/launch/launch-files.ts';
import { renamePatiently } from '../../../src/os/any/launch/patient-rename.ts';
import { runtimeName } from '../../../src/os/any/launch/runtime-of.ts';
import { bringVersion } from '../../../src/os/any/launch/version-folder.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-launch-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const trial: Trial = { version: '0.2.0', from: '0.1.0', rollout: 'r', attempt: 1, patienceMs: 1000, tries: 0 };
const base = '0.1.0';
const everything = () => true;
const starts = { baseVersion: base, has: everything, starts: true };

test.each<[string, LaunchState | null, object, string | null, number | null]>([
  ['nothing stored', null, {}, null, null],
  ['a confirmed one', { ...freshState(base), current: '0.2.0' }, {}, '0.2.0', null],
  ['a confirmed one that has gone', { ...freshState(base), current: '0.2.0' }, { has: () => false }, null, null],
  ['another was installed since', { ...freshState('0.0.9'), current: '0.2.0', trial }, {}, null, null],
  ['a first try', { ...freshState(base), trial }, {}, '0.2.0', 1],
  ['the last try', { ...freshState(base), trial: { ...trial, tries: 2 } }, {}, '0.2.0', 3],
  ['tries are over', { ...freshState(base), trial: { ...trial, tries: 3 } }, {}, null, null],
  [
    'tries are over, one was confirmed',
    { ...freshState(base), current: '0.1.5', trial: { ...trial, tries: 3 } },
    {},
    '0.1.5',
    null,
  ],
  ['a trial whose folder has gone', { ...freshState(base), trial }, { has: () => false }, null, null],
  ['a command is no try', { ...freshState(base), current: '0.1.5', trial }, { starts: false }, '0.1.5', null],
])('%s', (_what, stored, facts, version, tries) => {
  const decision = decideLaunch(stored, { ...starts, ...facts });
  expect([decision.version, decision.trial?.tries ?? null]).toEqual([version, tries]);
});

test('killed at any step, as often as one likes, a version that never confirms is left after three tries, one that does stays', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 4, maxLength: 12 }), fc.boolean(), (writes, good) => {
      // What is on the disk: a write that power cut off never was.
      let disk: LaunchState = { ...freshState(base), trial };
      let tried = 0;
      for (const isWritten of [...writes, true, true, true, true]) {
        const decision = decideLaunch(disk, starts);
        if (!isWritten) continue;
        disk = parseLaunchState(JSON.stringify(decision.state)) ?? freshState(base);
        if (decision.trial === null) continue;
        tried += 1;
        expect(decision.version).toBe('0.2.0');
        if (good && isSameTry(disk, decision.trial)) disk = endTrial(disk, null);
      }
      expect(tried).toBe(good ? 1 : mostTries);
      expect(decideLaunch(disk, starts).version).toBe(good ? '0.2.0' : null);
      expect(disk.ended).toMatchObject({ version: '0.2.0', fault: good ? null : 'did-not-start' });
    }),
  );
});

test.each(['', '{', '{}', '[]', 'null', '{"base":"../../etc","current":null,"trial":null,"ended":null}'])(
  'a damaged state (%s) is none',
  (text) => {
    expect(parseLaunchState(text)).toBeNull();
  },
);

test('a name for a version leads nowhere else', () => {
  const state = { ...freshState(base), current: '../../../tmp/evil' };
  expect(parseLaunchState(JSON.stringify(state))).toBeNull();
});

test('the launcher’s thread and the agent in its process write at the same time: neither takes the other’s file away', async () => {
  const places = launchPlaces(path.join(scratch, 'two-writers'));
  const files = path.join(import.meta.dirname, '../../../src/os/any/launch/launch-files.ts');
  const state = freshState(base);
  const script = `
    const { parentPort, workerData: [files, places, state] } = require('node:worker_threads');
    import(files).then(({ writeLaunchState }) => {
      parentPort.postMessage('begun');
      for (let count = 0; count < 60; count += 1) writeLaunchState(places, state);
    });`;
  const thread = new Worker(script, { eval: true, workerData: [files, places, state] });
  const ended = once(thread, 'exit');
  await once(thread, 'message');
  for (let count = 0; count < 60; count += 1) writeLaunchState(places, state);
  expect(await ended).toEqual([0]);
  expect(readdirSync(places.versions)).toEqual(['state.json']);
});

test('the state is there whole, and the one before where it cannot be written', () => {
  const places = launchPlaces(path.join(scratch, 'installed'));
  writeLaunchState(places, { ...freshState(base), trial });
  expect(readLaunchState(places)).toEqual({ ...freshState(base), trial });
  expect(readdirSync(places.versions)).toEqual(['state.json']);
});

test.each([
  ['linux', 'x64', 'node'],
  ['darwin', 'arm64', 'node-arm64'],
  ['win32', 'x64', 'node.exe'],
] as const)('the runtime on %s %s is %s', (platform, architecture, name) => {
  expect(runtimeName(platform, architecture)).toBe(name);
});

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const packedOf = new Map<string, Buffer>();

function fileOf(name: string, content: Buffer, packed = gzipSync(content)): ReleaseFile {
  packedOf.set(sha256(packed), packed);
  const about = { bytes: packed.length, sha256: sha256(packed) };
  return { name, executable: false, bytes: content.length, sha256: sha256(content), packed: about };
}

function foldersIn(name: string) {
  const [folder = '', staging = '', running = ''] = ['new', '.new', 'running'].map((each) =>
    path.join(scratch, name, each),
  );
  mkdirSync(running, { recursive: true });
  return { folder, staging, running, mayLink: true };
}

const target = (...files: ReleaseFile[]) => ({ platform: 'linux', architecture: 'x64', files }) as const;
const script = Buffer.from('console.log(1);\n'.repeat(100_000));

test('goes on where it was cut off, byte for byte, and asks for nothing that is here', async () => {
  const folders = foldersIn('resume');
  const known = Buffer.from('the same as before');
  writeFileSync(path.join(folders.running, 'known'), known);
  const files = target(fileOf('agent.cjs', script), fileOf('known', known), fileOf('licences/a.txt', Buffer.from('a')));
  const asked: string[] = [];
  let calls = 0;
  const inPieces = async ({ name, packed }: ReleaseFile, from: number) => {
    asked.push(name);
    calls += 1;
    // Every second call the line is dead.
    return calls % 2 === 0 ? null : (packedOf.get(packed.sha256) ?? Buffer.alloc(0)).subarray(from, from + 700);
  };
  let rounds = 0;
  while (!(await bringVersion(folders, files, inPieces))) {
    rounds += 1;
    expect(rounds).toBeLessThan(100);
  }
  expect(rounds).toBeGreaterThan(1);
  expect(asked).not.toContain('known');
  expect(readFileSync(path.join(folders.folder, 'agent.cjs')).equals(script)).toBe(true);
  expect(readdirSync(folders.folder).sort()).toEqual(['agent.cjs', 'known', 'licences']);
});

test.each([true, false])('a file that is here already is the same one where links may be: %s', async (mayLink) => {
  const folders = { ...foldersIn(`links-${mayLink}`), mayLink };
  const known = Buffer.from('the same as before');
  writeFileSync(path.join(folders.running, 'known'), known);
  expect(await bringVersion(folders, target(fileOf('known', known)), async () => null)).toBe(true);
  const [before, after] = [folders.running, folders.folder].map((each) => statSync(path.join(each, 'known')).ino);
  expect(before === after).toBe(mayLink);
});

test.each([
  ['at once', 'win32', [], true],
  ['once nobody has it open any more', 'win32', ['EPERM', 'EBUSY', 'EACCES'], true],
  ['not while somebody has it open', 'win32', Array(20).fill('EPERM'), false],
  ['not where it is for another reason', 'win32', ['ENOENT'], false],
  ['not where only rights can be the reason', 'linux', ['EPERM'], false],
] as const)('is renamed: %s', (_what, platform, faults, done) => {
  const left: string[] = [...faults];
  let renamed = false;
  const rename = () => {
    const code = left.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    renamed = true;
  };
  const attempt = () => renamePatiently('a', 'b', { rename, pause: () => undefined, platform });
  if (done) attempt();
  else expect(attempt).toThrow(faults[0]);
  expect(renamed).toBe(done);
});

test.each<[string, ReleaseFile, Buffer]>([
  ['other bytes than were signed', fileOf('agent.cjs', script), gzipSync(Buffer.from('something else'))],
  ['packed bytes that unpack to more', { ...fileOf('agent.cjs', script), bytes: 10 }, gzipSync(script)],
  [
    'packed bytes that are none',
    fileOf('agent.cjs', script, Buffer.from('no gzip at all')),
    Buffer.from('no gzip at all'),
  ],
])('%s are refused and leave nothing that could be started', async (what, file, served) => {
  const folders = foldersIn(what.replaceAll(' ', '-'));
  const serve = async (_file: ReleaseFile, from: number, bytes: number) => {
    const rest = Buffer.concat([served, Buffer.alloc(Math.max(0, file.packed.bytes - served.length))]);
    return rest.subarray(from, from + bytes);
  };
  await expect(bringVersion(folders, target(file), serve)).rejects.toMatchObject({ fault: 'download-damaged' });
  expect(() => readFileSync(path.join(folders.folder, 'agent.cjs'))).toThrow();
  expect(() => readFileSync(path.join(folders.staging, 'agent.cjs'))).toThrow();
});

test('a link that somebody put where a file goes is not written through', async () => {
  const folders = foldersIn('links');
  const precious = path.join(scratch, 'precious');
  writeFileSync(precious, 'precious');
  mkdirSync(folders.staging, { recursive: true });
  for (const name of ['agent.cjs', 'agent.cjs.new']) symlinkSync(precious, path.join(folders.staging, name));
  const file = fileOf('agent.cjs', script);
  const serve = async ({ packed }: ReleaseFile, from: number, bytes: number) =>
    packedOf.get(packed.sha256)?.subarray(from, from + bytes) ?? null;
  expect(await bringVersion(folders, target(file), serve)).toBe(true);
  expect(readFileSync(precious, 'utf8')).toBe('precious');
  expect(readFileSync(path.join(folders.folder, 'agent.cjs')).equals(script)).toBe(true);
});
