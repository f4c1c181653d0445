/** Bundles the agent and its lock screen into a script each, with the licences of everything that went into it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildOptions, Metafile, OutputFile, Plugin } from 'esbuild';
import { repositoryFolder } from './workspace-paths.ts';

export interface Bundle {
  readonly agent: Uint8Array;
  readonly launcher: Uint8Array;
  readonly lockScreen: Uint8Array;
  readonly window: Uint8Array;
  readonly thirdPartyLicences: string;
}

function packageFolderOf(input: string): string | null {
  const marker = 'node_modules/';
  const at = input.lastIndexOf(marker);
  if (at < 0) return null;
  const [scope = '', name = ''] = input.slice(at + marker.length).split('/');
  return input.slice(0, at + marker.length) + (scope.startsWith('@') ? `${scope}/${name}` : scope);
}

async function readLicence(folder: string): Promise<string> {
  const absolute = path.join(repositoryFolder, folder);
  const about = JSON.parse(await readFile(path.join(absolute, 'package.json'), 'utf8')) as Record<string, unknown>;
  const file = (await readdir(absolute)).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : await readFile(path.join(absolute, file), 'utf8');
  return `${about['name']} ${about['version']} (${about['license']})\n\n${text.trim()}\n`;
}

/** What only the lock screen or the window needs is a script of its own, which the agent at rest does not carry along. */
export const launcherEntry = 'apps/agent/src/os/posix/launch-entry.ts';
const lockScreenEntry = 'apps/agent/src/os/linux/lock-screen/screen-entry.ts';
const windowEntry = 'apps/agent/src/os/linux/window/window-entry.ts';

const scripts: Readonly<Record<string, string>> = {
  'screen-entry.ts': './lock-screen.cjs',
  'window-entry.ts': './window.cjs',
};

export const screensApart: Plugin = {
  name: 'screens-apart',
  setup(build) {
    build.onResolve({ filter: /\/(screen|window)-entry\.ts$/ }, ({ kind, path: entry }) => {
      const script = scripts[path.basename(entry)];
      return kind === 'dynamic-import' && script !== undefined ? { path: script, external: true } : null;
    });
  },
};

/**
 * CommonJS: an ES module that imports `node:http` makes the runtime load all that `http` could ever lazily give, ten megabytes of it.
 * Escapes instead of letters beyond Latin-1: the runtime keeps such a script in half the memory.
 */
export function bundleOptions(entry: string, target = 'node26', define: Readonly<Record<string, string>> = {}) {
  return {
    entryPoints: [path.join(repositoryFolder, entry)],
    absWorkingDir: repositoryFolder,
    bundle: true,
    platform: 'node',
    target,
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'ascii',
    // Accelerators of ws, without which it works.
    external: ['bufferutil', 'utf-8-validate'],
    // Only the sources look beside themselves.
    define: { 'import.meta.dirname': '__dirname', ...define },
    write: false,
    metafile: true,
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}

/** Throws with esbuild's messages when it does not build. */
export async function bundleAgent(): Promise<Bundle> {
  const { build } = await import('esbuild');
  const linux = { 'process.platform': '"linux"' };
  const [agent, launcher, lockScreen, window] = await Promise.all([
    build({
      ...bundleOptions('apps/agent/src/main.ts', 'node26', linux),
      plugins: [screensApart],
    }),
    build(bundleOptions(launcherEntry, 'node26', linux)),
    build(bundleOptions(lockScreenEntry)),
    build(bundleOptions(windowEntry)),
  ]);
  return {
    agent: contentsOf(agent.outputFiles),
    launcher: contentsOf(launcher.outputFiles),
    lockScreen: contentsOf(lockScreen.outputFiles),
    window: contentsOf(window.outputFiles),
    thirdPartyLicences: await licencesOf([agent, lockScreen, window]),
  };
}

/** Of every package that went into these bundles. */
export async function licencesOf(bundles: readonly { readonly metafile: Metafile }[]): Promise<string> {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((input) => packageFolderOf(input) ?? []));
  // Loaded at run time, so that no bundle shows it.
  folders.add('node_modules/koffi');
  const licences = await Promise.all([...folders].sort().map(readLicence));
  return licences.join(`\n${'-'.repeat(80)}\n\n`);
}

export function contentsOf([output]: readonly OutputFile[]): Uint8Array {
  if (output === undefined) throw new Error('nothing came out of a bundle');
  return output.contents;
}
