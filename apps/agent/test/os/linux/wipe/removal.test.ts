/** What a wipe removes, and that it never leaves its target: real files, links, deep and wide trees, and somebody who swaps them. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { startChild } from '@sekisho/testkit/child';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '../../../../src/os/any/wipe/glob.ts';
import { procFolders } from '../../../../src/os/linux/wipe/descriptors.ts';
import { Tree } from './tree.ts';

test('a folder goes with everything in it, whatever it is and whatever it is called', async () => {
  using tree = new Tree();
  for (const name of ['a.txt', '報告書.xlsx', ' ', '...', '-rf', '\n', '*', `${'長'.repeat(85)}`, '.hidden', 'x\\y'])
    tree.file(`target/more/${name}`, '12345');
  writeFileSync(Buffer.concat([Buffer.from(`${tree.target}/`), Buffer.from([0xff, 0xfe, 0x80])]), '12345');
  execFileSync('mkfifo', [tree.at('target/pipe')]);
  execFileSync('mknod', [tree.at('target/null'), 'c', '1', '3']);
  mkdirSync(tree.at('target/empty/empty'), { recursive: true });
  symlinkSync('nowhere', tree.at('target/dangling'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(tree.at('target/socket'), resolve));
  const outcome = await tree.remove();
  server.close();
  expect(outcome).toMatchObject({
    kind: 'folder',
    path: tree.target,
    code: null,
    removedFiles: 15,
    removedFolders: 4,
    removedBytes: 55,
    failed: 0,
    kept: 0,
  });
  expect(existsSync(tree.target)).toBe(false);
  expect(await tree.remove()).toMatchObject({ code: 'wipe-target-missing', removedFiles: 0 });
});

test('symbolic links go, what they lead to stays', async () => {
  using tree = new Tree();
  symlinkSync(tree.outside, tree.at('target/to-folder'));
  symlinkSync('../outside', tree.at('target/up'));
  symlinkSync(path.join(tree.outside, 'precious.txt'), tree.at('target/to-file'));
  symlinkSync('/', tree.at('target/root'));
  symlinkSync('.', tree.at('target/self'));
  expect(await tree.remove()).toMatchObject({ removedFiles: 5, code: null });
  expect(tree.isOutsideWhole()).toBe(true);
});

test('of a hard link this name goes; the content has another one, which is told', async () => {
  using tree = new Tree();
  linkSync(path.join(tree.outside, 'precious.txt'), tree.at('target/linked'));
  tree.file('target/own', '123');
  expect(await tree.remove()).toMatchObject({ removedFiles: 2, linkedElsewhere: 1, removedBytes: 3, code: null });
  expect(tree.isOutsideWhole()).toBe(true);
});

test.each([
  ['is itself', 'link', 'link'],
  ['goes through', 'link', 'link/deep'],
])('a target that %s a symbolic link is not followed, and said to be one', async (_, link, target) => {
  using tree = new Tree();
  symlinkSync(tree.outside, tree.at(link));
  const outcome = await tree.wipe().remove({ kind: 'folder', path: tree.at(target) }, () => {});
  expect(outcome).toMatchObject({ code: 'wipe-target-linked', removedFiles: 0 });
  expect(tree.isOutsideWhole()).toBe(true);
  expect(lstatSync(tree.at(link)).isSymbolicLink()).toBe(true);
});

test('a single file may be named in place of a folder', async () => {
  using tree = new Tree();
  const file = tree.file('target/secret.txt', '1234');
  tree.file('target/other.txt');
  expect(await tree.wipe().remove({ kind: 'folder', path: file }, () => {})).toMatchObject({
    removedFiles: 1,
    removedBytes: 4,
  });
  expect(tree.left()).toEqual(['other.txt']);
});

test('no name leads upwards', () => {
  for (const name of ['..', '.', '', 'a/b', '../x', 'a\0'])
    expect(() => procFolders.unlinkEntry(procFolders.openRoot(), name)).toThrow('not the name of an entry');
});

test('of a pattern, files of such names go; folders, other files and links stay', async () => {
  using tree = new Tree();
  for (const name of ['a.xlsx', 'sub/b.xlsx', 'sub/c.XLSX', 'd.xls', 'sub/deep/報告.xlsx']) tree.file(`target/${name}`);
  mkdirSync(tree.at('target/folder.xlsx'));
  tree.file('target/folder.xlsx/keep.txt');
  symlinkSync(path.join(tree.outside, 'precious.txt'), tree.at('target/link.xlsx'));
  const outcome = await tree.wipe().remove({ kind: 'pattern', path: tree.target, pattern: '*.xlsx' }, () => {});
  expect(outcome).toMatchObject({ removedFiles: 3, removedFolders: 0, code: null, pattern: '*.xlsx' });
  expect(tree.left()).toEqual([
    'd.xls',
    'folder.xlsx',
    'folder.xlsx/keep.txt',
    'link.xlsx',
    'sub',
    'sub/c.XLSX',
    'sub/deep',
  ]);
});

test('a pattern matches as its stars and question marks say, in no time', () => {
  const reference = (name: string, pattern: string) =>
    new RegExp(
      `^${pattern.replace(/[*?]|[^*?]/gu, (mark) => (mark === '*' ? '.*' : mark === '?' ? '.' : mark))}$`,
      'su',
    ).test(name);
  const word = (letters: string[], most: number) =>
    fc.array(fc.constantFrom(...letters), { maxLength: most }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(word(['a', 'b', '𠮷'], 8), word(['a', 'b', '𠮷', '*', '?'], 6), (name, pattern) => {
      expect(matchesGlob(name, pattern)).toBe(reference(name, pattern));
    }),
    { numRuns: 2_000 },
  );
  // One that tried every way would not come back.
  expect(matchesGlob('a'.repeat(255), `${'*a'.repeat(120)}b`)).toBe(false);
});

test('what is kept stays, with the folders above it; all around it goes', async () => {
  using tree = new Tree();
  tree.file('target/opt/agent/agent.cjs');
  tree.file('target/opt/other/x');
  const config = tree.file('target/etc/agent.json');
  tree.file('target/etc/passwords.txt');
  linkSync(config, tree.at('target/etc/second-name.json'));
  symlinkSync('opt/agent', tree.at('target/current'));
  const never = [tree.at('target/opt/agent'), config, tree.at('target/current')];
  expect(await tree.remove({ never })).toMatchObject({
    removedFiles: 2,
    removedFolders: 1,
    kept: 4,
    code: null,
    failed: 0,
  });
  expect(tree.left()).toEqual([
    'current',
    'etc',
    'etc/agent.json',
    'etc/second-name.json',
    'opt',
    'opt/agent',
    'opt/agent/agent.cjs',
  ]);
});

test.each(['target', 'target/inside', 'target/inside/file'])(
  'a target in what is kept (%s) is refused',
  async (relative) => {
    using tree = new Tree();
    tree.file('target/inside/file');
    for (const role of ['never', 'system'] as const) {
      const kept = { never: [], system: [], [role]: [tree.target] };
      const outcome = await tree.wipe({ kept }).remove({ kind: 'folder', path: tree.at(relative) }, () => {});
      expect(outcome).toMatchObject({ code: 'wipe-target-kept', removedFiles: 0 });
    }
    expect(tree.left()).toEqual(['inside', 'inside/file']);
  },
);

test('what cannot be removed is told with the reason, and keeps nothing else from going', async () => {
  using tree = new Tree();
  tree.file('target/sub/stubborn');
  tree.file('target/sub/easy');
  tree.file('target/z');
  execFileSync('chattr', ['+i', tree.at('target/sub/stubborn')]);
  try {
    const outcome = await tree.remove();
    expect(outcome).toMatchObject({ code: 'wipe-target-incomplete', removedFiles: 2, failed: 1 });
    expect(outcome.failures).toEqual([{ path: tree.at('target/sub/stubborn'), reason: 'EPERM' }]);
    expect(tree.left()).toEqual(['sub', 'sub/stubborn']);
  } finally {
    execFileSync('chattr', ['-i', tree.at('target/sub/stubborn')]);
  }
});

test('two thousand folders in each other, longer than any path may be', async () => {
  using tree = new Tree();
  const dig = `process.chdir(process.argv[1]); for (let i = 0; i < 2000; i++) { fs.mkdirSync('dddd'); process.chdir('dddd'); }
    fs.writeFileSync('bottom', 'x');`;
  execFileSync(process.execPath, ['-e', `const fs = require('node:fs'); ${dig}`, tree.target]);
  expect(await tree.remove()).toMatchObject({ removedFiles: 1, removedFolders: 2001, code: null });
  expect(existsSync(tree.target)).toBe(false);
});

test('twenty thousand files in one folder', async () => {
  using tree = new Tree();
  for (let index = 0; index < 20_000; index += 1) writeFileSync(tree.at(`target/${index}`), '');
  expect(await tree.remove()).toMatchObject({ removedFiles: 20_000, code: null });
  expect(existsSync(tree.target)).toBe(false);
});

/** Somebody acts between the look at an entry and what is done to it. */
const swaps: [string, (tree: Tree) => void][] = [
  [
    'a folder becomes a link to the outside',
    (tree) => {
      renameSync(tree.at('target/a'), tree.at('stolen'));
      symlinkSync(tree.outside, tree.at('target/a'));
    },
  ],
  [
    'a folder becomes a link to the folder of the link',
    (tree) => {
      renameSync(tree.at('target/a'), tree.at('stolen'));
      symlinkSync('..', tree.at('target/a'));
    },
  ],
  [
    'a folder becomes a file',
    (tree) => {
      renameSync(tree.at('target/a'), tree.at('stolen'));
      tree.file('target/a');
    },
  ],
  [
    'the target itself becomes a link to the outside',
    (tree) => {
      renameSync(tree.target, tree.at('stolen'));
      symlinkSync(tree.outside, tree.target);
    },
  ],
];

test.each(swaps)('in mid-walk %s: the outside stays whole', async (_, swap) => {
  using tree = new Tree();
  tree.file('target/a/b/c');
  let swapped = false;
  const beforeEntry = (entry: string) => {
    if (swapped || entry !== tree.at('target/a')) return;
    swapped = true;
    swap(tree);
  };
  await tree.remove({ beforeEntry });
  expect(swapped).toBe(true);
  expect(tree.isOutsideWhole()).toBe(true);
  expect(tree.left('outside')).toHaveLength(4);
});

test('in mid-walk a file becomes a folder: it goes all the same', async () => {
  using tree = new Tree();
  tree.file('target/a');
  let swapped = false;
  const beforeEntry = (entry: string) => {
    if (swapped || entry !== tree.at('target/a')) return;
    swapped = true;
    unlinkSync(tree.at('target/a'));
    tree.file('target/a/inner');
  };
  expect(await tree.remove({ beforeEntry })).toMatchObject({ code: null });
  expect(existsSync(tree.target)).toBe(false);
});

test('an open folder is carried out of the target and a link put in its place: nothing beside it is touched', async () => {
  using tree = new Tree();
  tree.file('target/a/b/c');
  tree.file('target/a/b/d');
  let carried = false;
  const beforeEntry = (entry: string) => {
    if (carried || entry !== tree.at('target/a/b')) return;
    carried = true;
    renameSync(tree.at('target/a'), tree.at('outside/a'));
    symlinkSync('../outside', tree.at('target/a'));
  };
  await tree.remove({ beforeEntry });
  expect(tree.isOutsideWhole()).toBe(true);
  // What had been in the target when it was opened went; the links and folders beside it did not.
  expect(tree.left('outside')).toEqual(['a', 'deep', 'deep/er', 'deep/er/precious.txt', 'precious.txt']);
  expect(existsSync(tree.target)).toBe(false);
});

test('a process that swaps folder and link as fast as it can wins nothing in forty wipes', {
  timeout: 60_000,
}, async () => {
  using tree = new Tree();
  const hostile = startChild(process.execPath, ['-e', hostileProgram, tree.folder]);
  try {
    await hostile.waitFor(/swapping/);
    for (let round = 0; round < 40; round += 1) {
      for (let index = 0; index < 30; index += 1) tree.file(`target/filler-${index}/x/y`);
      await tree.remove();
      expect(tree.isOutsideWhole()).toBe(true);
      expect(readFileSync(tree.at('outside/deep/er/precious.txt'), 'utf8')).toBe('precious');
      mkdirSync(tree.target, { recursive: true });
    }
  } finally {
    await hostile.stop('SIGKILL');
  }
  rmSync(tree.target, { recursive: true, force: true });
  expect(tree.left('outside')).toHaveLength(4);
});

/** Makes `target/victim` a folder, a link to `outside`, a file, again and again. */
const hostileProgram = `
  const fs = require('node:fs');
  const root = process.argv[1];
  const victim = root + '/target/victim';
  const attempt = (act) => { try { act(); } catch {} };
  console.log('swapping');
  for (let round = 0; ; round++) {
    const spare = root + '/spare-' + (round % 2);
    attempt(() => fs.mkdirSync(spare + '/deep/er', { recursive: true }));
    attempt(() => fs.writeFileSync(spare + '/deep/er/precious.txt', 'bait'));
    attempt(() => fs.renameSync(spare, victim));
    attempt(() => fs.renameSync(victim, spare));
    attempt(() => fs.symlinkSync(root + '/outside', victim));
    attempt(() => fs.unlinkSync(victim));
    attempt(() => fs.writeFileSync(victim, ''));
    attempt(() => fs.unlinkSync(victim));
  }`;
