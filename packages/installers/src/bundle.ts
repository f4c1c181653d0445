/** Bundles the agent into one script, with the licences of everything that went into it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFolder } from './workspace-paths.ts';

export interface Bundle {
  readonly script: Uint8Array;
  readonly thirdPartyLicences: string;
}

/** CommonJS packages inside an ES module look for `require`. */
const banner =
  "import { createRequire as sekishoRequire } from 'node:module';\nconst require = sekishoRequire(import.meta.url);";

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

/** `optional` accelerators of ws are left out: it works without. Throws with esbuild's messages when it does not build. */
export async function bundleAgent(entry: string, agentVersion: string): Promise<Bundle> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [path.join(repositoryFolder, entry)],
    absWorkingDir: repositoryFolder,
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    external: ['bufferutil', 'utf-8-validate'],
    define: { SEKISHO_AGENT_VERSION: JSON.stringify(agentVersion) },
    banner: { js: banner },
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error(`nothing came out of ${entry}`);
  const folders = new Set(Object.keys(result.metafile.inputs).flatMap((input) => packageFolderOf(input) ?? []));
  const licences = await Promise.all([...folders].sort().map(readLicence));
  return { script: output.contents, thirdPartyLicences: licences.join(`\n${'-'.repeat(80)}\n\n`) };
}
