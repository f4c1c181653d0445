/** What a Windows is called: the registry says "Windows 10" of an 11 as well, and only the build tells them apart. */

export interface OsRegistry {
  readonly productName: string | null;
  /** `23H2`; before it there was ReleaseId, `1909`. */
  readonly displayVersion: string | null;
  readonly releaseId: string | null;
  readonly build: string | null;
  /** The number after the build, of updates (UBR). */
  readonly revision: number | null;
  /** `Client`, `Server`. */
  readonly installationType: string | null;
}

const firstBuildOf11 = 22_000;

export function osNameOf({ productName, build, installationType }: OsRegistry): string {
  const name = productName?.trim() || 'Windows';
  const isClient = installationType !== 'Server' && installationType !== 'Server Core';
  return isClient && Number(build) >= firstBuildOf11 ? name.replace(/^Windows 10\b/, 'Windows 11') : name;
}

/** `23H2 (22631.3447)`; blank parts are left out. */
export function osVersionOf({ displayVersion, releaseId, build, revision }: OsRegistry): string {
  const name = displayVersion?.trim() || releaseId?.trim() || '';
  const number = build === null ? '' : revision === null ? build : `${build}.${revision}`;
  if (name === '') return number;
  return number === '' ? name : `${name} (${number})`;
}
