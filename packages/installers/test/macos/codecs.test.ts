/** The formats of a flat package, read back by tools of others (cpio, cksum, bsdtar, 7z) and by a reader of our own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { writeBom } from '../../src/macos/bom.ts';
import { cksum } from '../../src/macos/cksum.ts';
import { packCpio } from '../../src/macos/cpio.ts';
import { type MacEntry, modeOf } from '../../src/macos/entry.ts';
import { writePropertyList } from '../../src/macos/property-list.ts';
import { sha1Of, type XarFile, xarHead } from '../../src/macos/xar.ts';
import { readBom } from './read-bom.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-macos-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** @throws with the name of the package where the tool is missing */
function tool(program: string, debianPackage: string, args: readonly string[], options: object = {}): Buffer {
  try {
    return execFileSync(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new Error(`${program} is not installed: apt-get install ${debianPackage}`) : error;
  }
}

const name = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ019 ._-日本é&<"') })
  .filter((text) => text !== '.' && text !== '..' && text.trim() === text);
const content = fc.uint8Array({ maxLength: 300 });
const mode = fc.constantFrom(0o600, 0o644, 0o755);

/** Folders before what is in them; no name twice. */
const entries = fc
  .uniqueArray(fc.record({ parent: fc.nat(5), name, content: fc.option(content), mode }), {
    maxLength: 20,
    selector: (each) => `${each.parent} ${each.name}`,
  })
  .map((drawn): MacEntry[] => {
    const folders = ['.'];
    const listed: MacEntry[] = [{ path: '.', mode: 0o755, group: 0, content: null }];
    for (const each of drawn) {
      const where = `${folders[each.parent % folders.length]}/${each.name}`;
      if (listed.some((entry) => entry.path === where)) continue;
      listed.push({ path: where, mode: each.content === null ? 0o755 : each.mode, group: 80, content: each.content });
      if (each.content === null) folders.push(where);
    }
    return listed;
  });

test('cpio unpacks what was packed: names, contents, rights', () => {
  let round = 0;
  fc.assert(
    fc.property(entries, (packed) => {
      round += 1;
      const folder = path.join(scratch, `cpio-${round}`);
      mkdirSync(folder);
      tool('cpio', 'cpio', ['-i', '--quiet', '--make-directories', '--no-absolute-filenames'], {
        cwd: folder,
        input: packCpio(packed),
      });
      for (const entry of packed) {
        const file = path.join(folder, entry.path);
        expect(statSync(file).mode).toBe(modeOf(entry));
        if (entry.content !== null) expect(Buffer.compare(readFileSync(file), entry.content)).toBe(0);
      }
    }),
    { numRuns: 20 },
  );
});

test('a checksum is that of cksum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const said = tool('cksum', 'coreutils', [], { input: Buffer.from(bytes) }).toString();
      expect(`${cksum(bytes)} ${bytes.length}`).toBe(said.trim());
    }),
    { numRuns: 30 },
  );
});

test('a Bom names every path with rights, owner, size and checksum, in the order in which it is searched', () => {
  fc.assert(
    fc.property(entries, (told) => {
      const wanted = told.map((entry) => ({
        path: entry.path,
        isFolder: entry.content === null,
        mode: modeOf(entry),
        user: 0,
        group: entry.group,
        bytes: entry.content?.length ?? 0,
        checksum: entry.content === null ? 0 : cksum(entry.content),
      }));
      const byPath = (left: { path: string }, right: { path: string }) => (left.path < right.path ? -1 : 1);
      expect(readBom(writeBom(told)).sort(byPath)).toEqual(wanted.sort(byPath));
    }),
  );
});

test('a Bom refuses what it cannot say', () => {
  const file = (index: number): MacEntry => ({ path: `./${index}`, mode: 0o644, group: 0, content: Buffer.alloc(0) });
  const root: MacEntry = { path: '.', mode: 0o755, group: 0, content: null };
  expect(() => writeBom([root, ...Array.from({ length: 256 }, (_, index) => file(index))])).toThrow('256');
  expect(() => writeBom([root, { ...file(1), path: './none/1' }])).toThrow('folder is missing');
});

const xarFiles: fc.Arbitrary<XarFile[]> = fc
  .uniqueArray(fc.record({ folder: fc.option(name), name, content }), {
    minLength: 1,
    maxLength: 8,
    selector: (each) => each.name,
  })
  .map((drawn) =>
    drawn.map((each, index) => ({
      path: each.folder === null ? `f${index}${each.name}` : `d${each.folder}/f${index}${each.name}`,
      content: each.content,
    })),
  );

test('bsdtar unpacks a xar, the last file from the disk, and believes its checksums', () => {
  let round = 0;
  fc.assert(
    fc.property(xarFiles, content, (files, last) => {
      round += 1;
      const folder = path.join(scratch, `xar-${round}`);
      mkdirSync(folder);
      const onDisk = { bytes: last.length, sha1: sha1Of(last).toString('hex') };
      writeFileSync(`${folder}.xar`, Buffer.concat([xarHead([...files, { path: 'last', content: onDisk }]), last]));
      tool('bsdtar', 'libarchive-tools', ['-xf', `${folder}.xar`, '-C', folder]);
      for (const each of [...files, { path: 'last', content: last }])
        expect(Buffer.compare(readFileSync(path.join(folder, each.path)), each.content as Uint8Array)).toBe(0);
    }),
    { numRuns: 20 },
  );
  expect(() =>
    xarHead([
      { path: 'a', content: { bytes: 1, sha1: '' } },
      { path: 'b', content: Buffer.alloc(1) },
    ]),
  ).toThrow('only the last');
});

test('7z finds a xar whole, and one with a changed byte damaged', () => {
  const file = path.join(scratch, 'whole.xar');
  const bytes = xarHead([{ path: 'a/b.txt', content: Buffer.from('これは見本です。'.repeat(40)) }]);
  writeFileSync(file, bytes);
  expect(tool('7z', 'p7zip-full', ['t', file]).toString()).toContain('Everything is Ok');
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  expect(() => tool('7z', 'p7zip-full', ['t', file])).toThrow();
});

test('a property list is what another reader makes of it', () => {
  const value = { Label: 'a & <b> "c"', RunAtLoad: true, No: false, Umask: 63, List: ['日本', { x: -1 }], Empty: '' };
  const script = 'import plistlib,sys,json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  const read = tool('python3', 'python3', ['-c', script], { input: writePropertyList(value) }).toString();
  expect(JSON.parse(read)).toEqual(value);
  expect(() => writePropertyList(0.5)).toThrow('whole number');
});
