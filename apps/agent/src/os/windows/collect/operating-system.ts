/** The operating-system section: edition, build, name, time zone, language, when it was installed and started, and whether it waits for a restart. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import { osNameOf, osVersionOf } from '../os-name.rules.ts';
import { isRestartPending } from '../restart.ts';
import { readInstalledAt, readOsRegistry } from './facts.ts';
import type { Sources } from './sources.ts';

export function collectOperatingSystem(sources: Sources): InventoryContents['operating-system'] {
  const os = readOsRegistry(sources);
  const build = os.build === null ? '' : `10.0.${os.build}`;
  return {
    name: cleanText(osNameOf(os)),
    version: cleanText(osVersionOf(os)),
    kernel: cleanText(build),
    architecture: cleanText(sources.architecture()),
    hostname: cleanText(sources.hostname()),
    timeZone: cleanText(sources.timeZone()),
    locale: cleanText(sources.locale()),
    installedAt: readInstalledAt(sources),
    bootedAt: sources.bootedAt(),
    restartPending: isRestartPending(sources.registry),
  };
}
