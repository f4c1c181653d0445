/** The files that the installer brings for itself. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFolder } from '../workspace-paths.ts';
import { nsisFolder } from './nsis.ts';
import type { WindowsProgramFile } from './program.ts';

/** What the installer lets run on the device: one CommonJS script. */
async function bundleSetup(): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'setup/main.ts')],
    absWorkingDir: repositoryFolder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    charset: 'ascii',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    write: false,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('nothing came out of a bundle');
  return output.contents;
}

/** What the installer needs of itself on the device, beside the agent. */
export async function gatherSetupFiles(): Promise<WindowsProgramFile[]> {
  return [
    { name: 'setup.cjs', content: await bundleSetup() },
    { name: 'sekisho.ico', content: await readFile(path.join(nsisFolder, 'sekisho.ico')) },
  ];
}
