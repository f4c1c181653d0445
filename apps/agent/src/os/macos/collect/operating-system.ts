/** The operating system's section: version, time zone, language, installation and start. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

export interface SystemVersion {
  readonly name: string;
  /** With the build in brackets. */
  readonly version: string;
}

/** `sw_vers`: lines of a name, a colon and tabs. */
export function parseSystemVersion(text: string): SystemVersion {
  const value = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const [version, extra, build] = [value('ProductVersion'), value('ProductVersionExtra'), value('BuildVersion')];
  const whole = [version, extra, build === '' ? '' : `(${build})`].filter((part) => part !== '').join(' ');
  return { name: cleanText(value('ProductName')) || 'macOS', version: cleanText(whole) };
}

export async function readSystemVersion(sources: Sources): Promise<SystemVersion> {
  return parseSystemVersion((await sources.run('sw_vers', [])) ?? '');
}

/** `{ sec = 1700000000, usec = 123456 } Tue Nov …` */
export function parseBootTime(text: string): number | null {
  const seconds = Number(/sec = (\d+)/.exec(text)?.[1]);
  return seconds > 0 ? seconds * 1000 : null;
}

/** Left by the assistant that ran at the first start. */
const trace = '/private/var/db/.AppleSetupDone';
const globalPreferences = '/Library/Preferences/.GlobalPreferences';

export async function collectOperatingSystem(sources: Sources): Promise<InventoryContents['operating-system']> {
  const link = await sources.readLink('/etc/localtime');
  const locale = await sources.run('defaults', ['read', globalPreferences, 'AppleLocale']);
  const installedAt = await sources.modifiedAt(trace);
  return {
    ...(await readSystemVersion(sources)),
    kernel: cleanText(`Darwin ${sources.kernel()}`),
    architecture: cleanText(sources.machine()),
    hostname: cleanText(sources.hostname()),
    timeZone: cleanText(/zoneinfo\/(.+)$/.exec(link ?? '')?.[1]) || 'UTC',
    locale: cleanText(locale),
    installedAt: installedAt === null ? null : Math.round(installedAt),
    bootedAt: parseBootTime((await sources.run('sysctl', ['-n', 'kern.boottime'])) ?? ''),
  };
}
