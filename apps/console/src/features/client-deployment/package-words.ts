/** What a package and its architectures are called, and what is said of one that cannot be downloaded. Pure. */
import type { ClientArchitecture, InstallerPackage, InstallerPackageId } from '@sekisho/contracts';

const words: Readonly<Record<ClientArchitecture, string>> = { x64: '64bit', x86: '32bit', arm64: 'ARM64' };

/** As administrators say it; an architecture there is no word for by the name its maker gives it. */
export function architectureWord(name: string): string {
  return Object.hasOwn(words, name) ? words[name as ClientArchitecture] : name;
}

export function packageState({ missing, builtAt }: Pick<InstallerPackage, 'missing' | 'builtAt'>) {
  if (missing !== null) return 'missing';
  return builtAt === null ? 'not-built' : 'ready';
}

/** Makes the packages of a system, run in the folder of the server; `null` where they are made with the server itself. */
export function buildCommand({ id, platform }: Pick<InstallerPackage, 'id' | 'platform'>): string | null {
  if (id === 'linux-run') return null;
  return `npm run packages -- ${platform}`;
}

/** What one types on the device, where there is something to type. Names of installers hold no quotation marks. */
export function runCommand(id: InstallerPackageId, fileName: string): string | null {
  switch (id) {
    case 'windows-msi':
      return `msiexec /i "${fileName}" /qn`;
    case 'linux-deb':
      return `apt install './${fileName}'`;
    case 'linux-rpm':
      return `dnf install './${fileName}'`;
    case 'linux-sh':
    case 'linux-run':
      return `sh './${fileName}'`;
    default:
      return null;
  }
}
