/** The software section: what stands in the Uninstall keys of the machine, in both views of the registry, and of everybody who is logged on. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { RegistryKey, Root, View } from '../registry.ts';
import { isPerson } from '../sid.ts';
import type { Sources } from './sources.ts';

type Package = InventoryContents['software']['packages'][number];

export const uninstallKey = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const mostPackages = 20_000;

/** `20260115`; some installers write other things there. */
export function installDateOf(text: string | null): number | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text?.trim() ?? '') ?? [];
  if (year === undefined) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const written = new Date(at).toISOString().slice(0, 10);
  return written === `${year}-${month}-${day}` && at >= 0 ? at : null;
}

/** What Settings does not show either is left out: parts of the system, and updates of something that is listed itself. */
function readPackage(key: RegistryKey, architecture: string): Package | null {
  const name = cleanText(key.text('DisplayName'));
  if (name === '' || key.number('SystemComponent') === 1 || (key.text('ParentKeyName') ?? '') !== '') return null;
  return {
    name,
    version: cleanText(key.text('DisplayVersion')),
    architecture,
    publisher: cleanText(key.text('Publisher')),
    source: 'registry',
    installedAt: installDateOf(key.text('InstallDate')),
  };
}

export function readUninstallKeys({ registry }: Pick<Sources, 'registry'>, root: Root, path: string, view: View) {
  const architecture = view === '32' ? 'x86' : '';
  const names = registry.read(root, path, (key) => key.keys(), view) ?? [];
  return names.flatMap((name) => {
    return registry.read(root, `${path}\\${name}`, (key) => readPackage(key, architecture), view) ?? [];
  });
}

export function collectSoftware(sources: Sources): InventoryContents['software'] {
  const people = sources.registry.read('users', '', (key) => key.keys())?.filter(isPerson) ?? [];
  const found = [
    ...readUninstallKeys(sources, 'machine', uninstallKey, '64'),
    ...readUninstallKeys(sources, 'machine', uninstallKey, '32'),
    ...people.flatMap((sid) => readUninstallKeys(sources, 'users', `${sid}\\${uninstallKey}`, '64')),
  ];
  const byIdentity = new Map(found.toReversed().map((each) => [`${each.name}\n${each.version}`, each]));
  const packages = [...byIdentity.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return { packages: packages.slice(0, mostPackages) };
}
