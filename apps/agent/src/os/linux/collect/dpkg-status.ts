/** Reads dpkg's status file (deb-control(5)): paragraphs of fields, one paragraph a package. */

export interface DpkgPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly maintainer: string;
}

/** The last word of `Status`: `install ok installed`. Half-removed packages leave `config-files` or `not-installed`. */
const presentStates = new Set([
  'installed',
  'unpacked',
  'half-configured',
  'half-installed',
  'triggers-awaited',
  'triggers-pending',
]);

function fieldOf(paragraph: string, name: string): string {
  const prefix = `\n${name}: `;
  const start = paragraph.indexOf(prefix);
  if (start < 0) return '';
  const from = start + prefix.length;
  const end = paragraph.indexOf('\n', from);
  return paragraph.slice(from, end < 0 ? undefined : end).trim();
}

/** Packages that are on the disk, in the file's order. Paragraphs without a name or version are passed over. */
export function parseDpkgStatus(text: string): DpkgPackage[] {
  const packages: DpkgPackage[] = [];
  for (const block of text.split(/\n\s*\n/)) {
    const paragraph = `\n${block}`;
    const state = fieldOf(paragraph, 'Status').split(' ').at(-1) ?? '';
    const name = fieldOf(paragraph, 'Package');
    const version = fieldOf(paragraph, 'Version');
    if (name === '' || version === '' || !presentStates.has(state)) continue;
    const architecture = fieldOf(paragraph, 'Architecture');
    packages.push({ name, version, architecture, maintainer: fieldOf(paragraph, 'Maintainer') });
  }
  return packages;
}
