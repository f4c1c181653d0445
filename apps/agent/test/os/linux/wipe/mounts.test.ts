/** A wipe among real mounts, each test in a mount namespace of its own: other volumes, bind mounts, shares, read-only ones. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WipeFileTarget } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { expect, test } from 'vitest';
import type { KeptPaths } from '../../../../src/os/posix/wipe/kept.ts';
import { Tree } from './tree.ts';

const wipeProcess = fileURLToPath(import.meta.resolve('./wipe-process.ts'));
const nothingKept: KeptPaths = { never: [], system: [] };

/** @param script of the shell that mounts, `$t` is the tree's folder; what it prints after the wipe comes back beside the outcome */
function wipeAmong(
  tree: Tree,
  mounts: string,
  target: WipeFileTarget,
  { after = 'true', kept = nothingKept }: { after?: string; kept?: KeptPaths } = {},
): { outcome: WipeOutcome; seen: string[] } {
  const script = `set -e; t=$1; ${mounts}\n"$2" "$3" "$4"; echo; ${after}`;
  const words = ['sh', tree.folder, process.execPath, wipeProcess, JSON.stringify({ target, kept })];
  const out = execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, ...words], {
    encoding: 'utf8',
  });
  const [json = '', ...seen] = out.split('\n');
  return { outcome: JSON.parse(json) as WipeOutcome, seen: seen.filter(Boolean) };
}

const folder = (tree: Tree): WipeFileTarget => ({ kind: 'folder', path: tree.target });
const volume = (tree: Tree): WipeFileTarget => ({ kind: 'volume', path: tree.target });

test('another volume, a bind mount of the same one, and a mounted file stay whole; all around them goes', () => {
  using tree = new Tree();
  for (const name of ['tmpfs', 'bind', 'deep/bind', 'rbind']) mkdirSync(tree.at(`target/${name}`), { recursive: true });
  tree.file('target/file');
  tree.file('target/other/x');
  const mounts = `mount -t tmpfs tmp $t/target/tmpfs; echo kept > $t/target/tmpfs/kept
    mount --bind $t/outside $t/target/bind; mount --bind $t/outside $t/target/deep/bind
    mount --rbind $t/outside/deep $t/target/rbind; mount --bind $t/outside/precious.txt $t/target/file`;
  const { outcome, seen } = wipeAmong(tree, mounts, folder(tree), {
    after: 'cat $t/target/tmpfs/kept $t/target/file $t/target/bind/deep/er/precious.txt | tr -d "\\n"',
  });
  expect(outcome).toMatchObject({ code: null, failed: 0, kept: 5, removedFiles: 1, removedFolders: 1 });
  expect(seen).toEqual(['keptpreciousprecious']);
  expect(tree.isOutsideWhole()).toBe(true);
  expect(tree.left()).toEqual(['bind', 'deep', 'deep/bind', 'file', 'rbind', 'tmpfs']);
});

test('a pattern does not look into other volumes either', () => {
  using tree = new Tree();
  mkdirSync(tree.at('target/bind'));
  tree.file('target/here.txt');
  const target: WipeFileTarget = { kind: 'pattern', path: tree.target, pattern: '*.txt' };
  const { outcome } = wipeAmong(tree, 'mount --bind $t/outside $t/target/bind', target);
  expect(outcome).toMatchObject({ code: null, removedFiles: 1, kept: 1 });
  expect(tree.isOutsideWhole()).toBe(true);
});

test('a folder that is where a volume is mounted is emptied and stays', () => {
  using tree = new Tree();
  tree.file('target/below');
  const mounts = 'mount -t tmpfs tmp $t/target; mkdir -p $t/target/a/b; echo x > $t/target/a/b/c';
  const { outcome, seen } = wipeAmong(tree, mounts, folder(tree), {
    after: 'find $t/target -mindepth 1; mountpoint -q $t/target && echo mounted',
  });
  expect(outcome).toMatchObject({ code: null, removedFiles: 1, removedFolders: 2 });
  expect(seen).toEqual(['mounted']);
  // What lies under the mount is another volume's.
  expect(tree.left()).toEqual(['below']);
});

test('a volume is emptied, mounted as it is', () => {
  using tree = new Tree();
  const mounts =
    'mount -t tmpfs tmp $t/target; mkdir $t/target/a; echo x > $t/target/a/b; ln -s $t/outside $t/target/l';
  const { outcome, seen } = wipeAmong(tree, mounts, volume(tree), {
    after: 'find $t/target -mindepth 1; mountpoint -q $t/target && echo mounted',
  });
  expect(outcome).toMatchObject({ kind: 'volume', code: null, removedFiles: 2, removedFolders: 1 });
  expect(seen).toEqual(['mounted']);
  expect(tree.isOutsideWhole()).toBe(true);
});

test('a volume that is not mounted is not there: its mount point is no target', () => {
  using tree = new Tree();
  tree.file('target/of-the-volume-above');
  const { outcome } = wipeAmong(tree, 'true', volume(tree));
  expect(outcome).toMatchObject({ code: 'wipe-volume-not-mounted', removedFiles: 0 });
  expect(tree.left()).toEqual(['of-the-volume-above']);
});

test('a volume that cannot be written is told so, entry by entry', () => {
  using tree = new Tree();
  const mounts = `mount -t tmpfs tmp $t/target; echo x > $t/target/a; mkdir $t/target/b; mount -o remount,ro $t/target`;
  const { outcome } = wipeAmong(tree, mounts, volume(tree));
  expect(outcome).toMatchObject({ code: 'wipe-target-incomplete', failed: 2, removedFiles: 0 });
  expect(outcome.failures.map(({ reason }) => reason)).toEqual(['EROFS', 'EROFS']);
});

test.each(['volume', 'folder', 'pattern'] as const)('what is no local file system is refused: a %s', (kind) => {
  using tree = new Tree();
  const target = { kind, path: tree.target, ...(kind === 'pattern' ? { pattern: '*' } : {}) } as WipeFileTarget;
  // As a share would be: a file system by its type, whatever lies in it.
  expect(wipeAmong(tree, 'mount -t proc proc $t/target', target).outcome).toMatchObject({
    code: 'wipe-target-not-local',
    removedFiles: 0,
  });
});

test('what is kept is kept by what it is, through a bind mount too', () => {
  using tree = new Tree();
  tree.file('state/device.db');
  tree.file('target/gone');
  const mounts = 'mkdir $t/target/alias; mount --bind $t/state $t/target/alias';
  const kept = { never: [tree.at('state')], system: [] };
  expect(wipeAmong(tree, mounts, folder(tree), { kept }).outcome).toMatchObject({ removedFiles: 1, kept: 1 });
  const alias: WipeFileTarget = { kind: 'volume', path: tree.at('target/alias') };
  expect(wipeAmong(tree, 'mount --bind $t/state $t/target/alias', alias, { kept }).outcome).toMatchObject({
    code: 'wipe-target-kept',
  });
  expect(existsSync(tree.at('state/device.db'))).toBe(true);
});

test('below a folder of the system, a volume of its own may be wiped; below the agent’s nothing may', () => {
  using tree = new Tree();
  mkdirSync(tree.at('run/media/stick'), { recursive: true });
  const target: WipeFileTarget = { kind: 'volume', path: tree.at('run/media/stick') };
  const mounts = 'mount -t tmpfs tmp $t/run/media/stick; echo x > $t/run/media/stick/file';
  const run = tree.at('run');
  expect(wipeAmong(tree, mounts, target, { kept: { never: [], system: [run] } }).outcome).toMatchObject({
    code: null,
    removedFiles: 1,
  });
  expect(wipeAmong(tree, mounts, target, { kept: { never: [run], system: [] } }).outcome).toMatchObject({
    code: 'wipe-target-kept',
    removedFiles: 0,
  });
});

test('the whole machine: a root of its own, wiped as a volume, keeps what runs it and the agent, and nothing else', () => {
  using tree = new Tree();
  const root = tree.at('root');
  for (const file of [
    'usr/bin/x',
    'etc/passwd',
    'boot/vmlinuz',
    'home/taro/報告.xlsx',
    'opt/sekisho/agent/node',
    'opt/other/x',
    'root/.ssh/id',
  ])
    tree.file(`root/${file}`);
  for (const file of [
    'var/lib/sekisho/device.db',
    'var/lib/systemd/x',
    'var/lib/mysql/data',
    'var/log/x',
    'srv/x',
    'data/x',
  ])
    tree.file(`root/${file}`);
  const kept = {
    never: ['opt/sekisho/agent', 'var/lib/sekisho'].map((each) => path.join(root, each)),
    system: ['usr', 'etc', 'boot', 'var/lib/systemd'].map((each) => path.join(root, each)),
  };
  const mounts = 'mount --bind $t/root $t/root; mount --bind $t/root/usr $t/root/usr';
  const { outcome } = wipeAmong(tree, mounts, { kind: 'volume', path: root }, { kept });
  expect(outcome).toMatchObject({ code: null, failed: 0, removedFiles: 7, kept: 6 });
  expect(tree.left('root').filter((each) => each.split('/').length <= 4 && !each.endsWith('lib'))).toEqual([
    'boot',
    'boot/vmlinuz',
    'etc',
    'etc/passwd',
    'opt',
    'opt/sekisho',
    'opt/sekisho/agent',
    'opt/sekisho/agent/node',
    'usr',
    'usr/bin',
    'usr/bin/x',
    'var',
    'var/lib/sekisho',
    'var/lib/sekisho/device.db',
    'var/lib/systemd',
    'var/lib/systemd/x',
  ]);
});
