/** Every direct dependency stands in docs/adr/0002-dependencies.md with its places and licence, and nothing else does. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly license?: string;
  readonly licenses?: readonly { readonly type: string }[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;

const manifests = execFileSync('git', ['ls-files', '--cached', 'package.json', '*/package.json'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

interface Direct {
  readonly name: string;
  readonly version: string;
  readonly place: string;
  readonly folder: string;
}

const direct: Direct[] = manifests.flatMap((path) => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = readManifest(path);
  const folder = dirname(path);
  const workspace = folder === '.' ? 'root' : basename(folder);
  const from = (group: Readonly<Record<string, string>> | undefined, place: string): Direct[] =>
    Object.entries(group ?? {}).map(([name, version]) => ({ name, version, place, folder }));
  return [
    ...from(dependencies, workspace),
    ...from(optionalDependencies, workspace),
    ...from(peerDependencies, workspace),
    ...from(devDependencies, `${workspace} (dev)`),
  ].filter(({ name }) => !name.startsWith('@sekisho/'));
});

const rows = readFileSync(join(root, 'docs/adr/0002-dependencies.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, name = '', places = '', reason = '', licence = ''] = line.split('|').map((cell) => cell.trim());
    return { name: name.replaceAll('`', ''), places: places.split(', ').sort(), reason, licence };
  });

/** `null` for a package of another platform, which is not installed here. */
function installedLicence({ name, folder }: Direct): string | null {
  const places = [join(folder, 'node_modules', name), join('node_modules', name)];
  const place = places.find((each) => existsSync(join(root, each, 'package.json')));
  if (place === undefined) return null;
  const { license, licenses } = readManifest(join(place, 'package.json'));
  return license ?? (licenses ?? []).map(({ type }) => type).join(' OR ');
}

describe('the table of dependencies', () => {
  it('names every direct dependency, where it is used, and no other', () => {
    const used = new Map<string, string[]>();
    for (const { name, place } of direct) used.set(name, [...(used.get(name) ?? []), place]);
    const wanted = [...used].map(([name, places]) => ({ name, places: places.sort() }));
    const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
    expect(rows.map(({ name, places }) => ({ name, places })).sort(byName)).toEqual(wanted.sort(byName));
  });

  it('gives each a reason and the licence its package names', () => {
    for (const { name, reason, licence } of rows) {
      expect(reason, name).not.toBe('');
      const found = direct.filter((each) => each.name === name).map(installedLicence);
      for (const each of found) if (each !== null) expect(licence.split('; ')[0], name).toBe(each);
    }
  });

  it('has exact versions only', () => {
    const inexact = direct.filter(({ version }) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(inexact).toEqual([]);
  });
});
