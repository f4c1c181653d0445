/** The software section: applications as the profiler finds them, with who signed them. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import { type Item, type Report, textAt } from './profiler.ts';

type Package = InventoryContents['software']['packages'][number];

const architectures: Readonly<Record<string, string>> = {
  arch_arm: 'arm64',
  arch_arm_i64: 'universal',
  arch_i32: 'i386',
  arch_i32_i64: 'universal',
  arch_i64: 'x86_64',
  arch_ios: 'ios',
  arch_web: 'web',
};

/** The first certificate names a developer as `Developer ID Application: Name (TEAM)`; those of Apple and its store name themselves. */
function publisherOf(item: Item): string {
  if (textAt(item, 'obtained_from') === 'apple') return 'Apple';
  const signers = item['signed_by'];
  const first: unknown = Array.isArray(signers) ? signers[0] : undefined;
  const name = typeof first === 'string' ? /^[^:]+: (.*?)(?: \([0-9A-Z]+\))?$/.exec(first)?.[1] : undefined;
  return cleanText(name);
}

function describeApplication(item: Item): Package {
  const kind = textAt(item, 'arch_kind', 64);
  const modifiedMs = Date.parse(textAt(item, 'lastModified'));
  return {
    name: textAt(item, '_name'),
    version: textAt(item, 'version'),
    architecture: architectures[kind] ?? kind.replace(/^arch_/, ''),
    publisher: publisherOf(item),
    source: 'bundle',
    installedAt: modifiedMs > 0 ? modifiedMs : null,
  };
}

export function describeSoftware({ SPApplicationsDataType }: Report): InventoryContents['software'] {
  const named = SPApplicationsDataType.map(describeApplication).filter(({ name }) => name !== '');
  const key = ({ name, version, architecture }: Package) => `${name}\n${version}\n${architecture}`;
  const once = new Map(named.map((each) => [key(each), each]));
  const sorted = [...once.values()].sort((left, right) => (key(left) < key(right) ? -1 : 1));
  return { packages: sorted.slice(0, 20_000) };
}
