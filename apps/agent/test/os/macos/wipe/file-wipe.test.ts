/** The files of a wipe on a Mac: its calls of the C library on real files, through the library of Linux; layouts of macOS as its SDK publishes them. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { WipeFileTarget } from '@sekisho/agent-core';
import { expect, test } from 'vitest';
import { loadKoffi } from '../../../../src/os/any/koffi.ts';
import { createCalledFolders } from '../../../../src/os/macos/wipe/called-folders.ts';
import { darwinCalls, readDarwinStat, readDarwinVolume } from '../../../../src/os/macos/wipe/darwin-calls.ts';
import { type FileWipeOptions, removeTarget } from '../../../../src/os/posix/wipe/file-wipe.ts';
import { Tree } from '../../linux/wipe/tree.ts';
import { linuxCalls } from './linux-calls.ts';

const koffi = loadKoffi({ programFolder: null, ownCommand: [process.execPath, import.meta.filename] });
const folders = createCalledFolders(koffi, linuxCalls);

function remove(tree: Tree, options: Partial<FileWipeOptions> & { target?: WipeFileTarget } = {}) {
  const { target = { kind: 'folder', path: tree.target }, ...others } = options;
  return removeTarget(target, { folders, kept: { never: [], system: [] }, note: () => {}, ...others });
}

test('a folder goes with everything in it, whatever it is and whatever it is called; links are not followed', async () => {
  using tree = new Tree();
  for (const name of ['a.txt', '報告書.xlsx', ' ', '...', '-rf', '\n', '*', '長'.repeat(85), '.hidden', 'x\\y'])
    tree.file(`target/more/${name}`, '12345');
  writeFileSync(Buffer.concat([Buffer.from(`${tree.target}/`), Buffer.from([0xff, 0xfe, 0x80])]), '12345');
  execFileSync('mkfifo', [tree.at('target/pipe')]);
  mkdirSync(tree.at('target/empty/empty'), { recursive: true });
  symlinkSync(tree.outside, tree.at('target/to-folder'));
  symlinkSync(path.join(tree.outside, 'precious.txt'), tree.at('target/to-file'));
  linkSync(path.join(tree.outside, 'precious.txt'), tree.at('target/linked'));
  expect(await remove(tree)).toMatchObject({
    code: null,
    removedFiles: 15,
    removedFolders: 4,
    removedBytes: 55,
    linkedElsewhere: 1,
    failed: 0,
    kept: 0,
  });
  expect(existsSync(tree.target)).toBe(false);
  expect(tree.isOutsideWhole()).toBe(true);
  expect(await remove(tree)).toMatchObject({ code: 'wipe-target-missing' });
});

test.each(['', '.', '..', 'a/b', 'a\0b'])('%j is not the name of an entry', (name) => {
  expect(() => folders.unlinkEntry(folders.openRoot(), name)).toThrow('not the name of an entry');
});

test('a target through a link ends there; a single file, a pattern and what is kept are minded', async () => {
  using tree = new Tree();
  symlinkSync(tree.outside, tree.at('link'));
  for (const name of ['link', 'link/deep'])
    expect(await remove(tree, { target: { kind: 'folder', path: tree.at(name) } })).toMatchObject({
      code: 'wipe-target-linked',
    });
  const single = tree.file('single', '123');
  expect(await remove(tree, { target: { kind: 'folder', path: single } })).toMatchObject({ removedBytes: 3 });
  for (const name of ['a.xlsx', 'sub/b.xlsx', 'sub/c.txt']) tree.file(`target/${name}`);
  const target = { kind: 'pattern', path: tree.target, pattern: '*.xlsx' } as const;
  expect(await remove(tree, { target })).toMatchObject({ removedFiles: 2, removedFolders: 0 });
  const kept = { never: [tree.at('target/sub')], system: [] };
  tree.file('target/more');
  expect(await remove(tree, { kept })).toMatchObject({ removedFiles: 1, kept: 1, code: null });
  expect(await remove(tree, { kept, target: { kind: 'folder', path: tree.at('target/sub/c.txt') } })).toMatchObject({
    code: 'wipe-target-kept',
  });
  expect(tree.left()).toEqual(['sub', 'sub/c.txt']);
  expect(await remove(tree, { target: { kind: 'folder', path: '/proc/sys' } })).toMatchObject({
    code: 'wipe-target-not-local',
  });
});

test('folders in each other deeper than open files reach, and many files in one', async () => {
  using tree = new Tree();
  const dig = `process.chdir(process.argv[1]); for (let i = 0; i < 300; i++) { fs.mkdirSync('dddd'); process.chdir('dddd'); }
    fs.writeFileSync('bottom', 'x');`;
  execFileSync(process.execPath, ['-e', `const fs = require('node:fs'); ${dig}`, tree.target]);
  mkdirSync(tree.at('target/wide'));
  for (let index = 0; index < 3_000; index += 1) writeFileSync(tree.at(`target/wide/${index}`), '');
  expect(await remove(tree)).toMatchObject({ removedFiles: 3_001, removedFolders: 302, code: null });
  expect(existsSync(tree.target)).toBe(false);
});

test.each<[string, (tree: Tree) => void]>([
  ['a folder becomes a link to the outside', (tree) => symlinkSync(tree.outside, tree.at('target/a'))],
  ['a folder becomes a link upwards', (tree) => symlinkSync('..', tree.at('target/a'))],
  ['a folder becomes a file', (tree) => tree.file('target/a')],
])('in mid-walk %s: the outside stays whole', async (_, replace) => {
  using tree = new Tree();
  tree.file('target/a/b/c');
  let swapped = false;
  const beforeEntry = (entry: string) => {
    if (swapped || entry !== tree.at('target/a')) return;
    swapped = true;
    renameSync(tree.at('target/a'), tree.at('stolen'));
    replace(tree);
  };
  await remove(tree, { beforeEntry });
  expect(swapped).toBe(true);
  expect(tree.isOutsideWhole()).toBe(true);
});

test('what cannot be removed is told with the system’s word', async () => {
  using tree = new Tree();
  tree.file('target/sub/stubborn');
  execFileSync('chattr', ['+i', tree.at('target/sub/stubborn')]);
  try {
    const { failures } = await remove(tree);
    expect(failures).toEqual([{ path: tree.at('target/sub/stubborn'), reason: 'EPERM' }]);
  } finally {
    execFileSync('chattr', ['-i', tree.at('target/sub/stubborn')]);
  }
});

/** Open descriptors of this process that lead into the tree, removed or not. */
function openIn(tree: Tree): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(tree.folder));
}

test('another place is walked than the one that is named: `/` means where people write; no descriptor stays open', async () => {
  using tree = new Tree();
  tree.file('target/a/b/c');
  let mostOpen = 0;
  const beforeEntry = () => {
    mostOpen = Math.max(mostOpen, openIn(tree).length);
  };
  const target = { kind: 'folder', path: '/' } as const;
  const outcome = await remove(tree, { target, walkedPath: tree.at('target/a'), beforeEntry });
  expect(outcome).toMatchObject({ path: '/', removedFiles: 1, code: null });
  expect(mostOpen).toBeGreaterThan(0);
  expect(openIn(tree)).toEqual([]);
});

test('structures of macOS are read where its SDK puts their fields', () => {
  const stat = Buffer.alloc(144);
  stat.writeInt32LE(0x0100_000f, 0);
  stat.writeUInt16LE(0o100644, 4);
  stat.writeUInt16LE(2, 6);
  stat.writeBigUInt64LE(1_152_921_500_312_345_678n, 8);
  stat.writeBigInt64LE(5_000_000_000n, 96);
  expect(readDarwinStat(stat)).toEqual({
    dev: 0x0100_000fn,
    mode: 0o100644,
    nlink: 2n,
    ino: 1_152_921_500_312_345_678n,
    size: 5_000_000_000n,
  });
  const statfs = Buffer.alloc(2168);
  statfs.writeUInt32LE(0x0480_9000, 64);
  statfs.write('apfs', 72);
  statfs.write('/System/Volumes/Data', 88);
  expect(readDarwinVolume(statfs)).toEqual({ mountPoint: '/System/Volumes/Data', local: true });
  statfs.writeUInt32LE(0x0480_8000, 64);
  expect(readDarwinVolume(statfs).local).toBe(false);
});

test('on Intel the calls with 64-bit inode numbers have names of their own, on Apple silicon they are the only ones', () => {
  expect(darwinCalls('x64')).toMatchObject({
    openat: 'openat',
    fstatat: 'fstatat$INODE64',
    readdir: 'readdir$INODE64',
  });
  expect(darwinCalls('arm64')).toMatchObject({ openat: 'openat', fstatat: 'fstatat', readdir: 'readdir' });
});
