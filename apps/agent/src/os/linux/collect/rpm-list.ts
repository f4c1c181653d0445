/** Reads the answer of `rpm -qa` in a format of our own: one package a line, fields between tabs. */

export interface RpmPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly vendor: string;
  readonly installedAtMs: number | null;
}

export const rpmQueryFormat =
  '%{NAME}\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{INSTALLTIME}\\n';

const blankWhenNone = (value: string | undefined) => (value === undefined || value === '(none)' ? '' : value);

/** Keys imported for checking signatures stand in the database as packages named gpg-pubkey; they are no software. */
export function parseRpmList(text: string): RpmPackage[] {
  const packages: RpmPackage[] = [];
  for (const line of text.split('\n')) {
    const [name, version, architecture, vendor, time] = line.split('\t');
    if (!name || !version || name === 'gpg-pubkey') continue;
    const seconds = Number(time);
    packages.push({
      name,
      version,
      architecture: blankWhenNone(architecture),
      vendor: blankWhenNone(vendor),
      installedAtMs: Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : null,
    });
  }
  return packages;
}
