/** The operating-system section: distribution, kernel, name, time zone, language, and when it was installed and started. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';
import { type OsRelease, parseAssignments, parseOsRelease } from './os-release.ts';

export async function readOsRelease(sources: Sources): Promise<OsRelease> {
  const text = (await sources.readText('/etc/os-release')) ?? (await sources.readText('/usr/lib/os-release'));
  return parseOsRelease(text ?? '');
}

/** `/etc/localtime` is a link into the time zone database (localtime(5)); Debian's own file is for when it is a copy. */
export async function readTimeZone(sources: Sources): Promise<string> {
  const link = await sources.readLink('/etc/localtime');
  const name = link === null ? undefined : /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(link)?.[1];
  if (name !== undefined) return cleanText(name);
  return cleanText(await sources.readText('/etc/timezone')) || 'UTC';
}

/** The system's own language, not that of whoever runs us: /etc/locale.conf, on Debian /etc/default/locale. */
export async function readLocale(sources: Sources): Promise<string> {
  for (const file of ['/etc/locale.conf', '/etc/default/locale']) {
    const values = parseAssignments((await sources.readText(file)) ?? '');
    const locale = values.get('LC_ALL') || values.get('LANG');
    if (locale) return cleanText(locale);
  }
  return '';
}

/** Left behind by the installers of Debian, of Red Hat, and by the first start of any systemd. */
const traces = ['/var/log/installer', '/root/anaconda-ks.cfg', '/etc/machine-id'];

async function readInstalledAt(sources: Sources): Promise<number | null> {
  for (const trace of traces) {
    const time = await sources.modifiedAt(trace);
    if (time !== null && time > 0) return Math.round(time);
  }
  return null;
}

/** `btime` of /proc/stat: seconds since 1970 at which the kernel started. */
export function parseBootTime(text: string): number | null {
  const seconds = Number(/^btime (\d+)$/m.exec(text)?.[1]);
  return seconds > 0 ? seconds * 1000 : null;
}

export async function readBootTime(sources: Sources): Promise<number | null> {
  return parseBootTime((await sources.readText('/proc/stat')) ?? '');
}

export async function collectOperatingSystem(sources: Sources): Promise<InventoryContents['operating-system']> {
  const distribution = await readOsRelease(sources);
  return {
    name: cleanText(distribution.name),
    version: cleanText(distribution.version),
    kernel: cleanText(sources.kernel()),
    architecture: cleanText(sources.machine()),
    hostname: cleanText(sources.hostname()),
    timeZone: await readTimeZone(sources),
    locale: await readLocale(sources),
    installedAt: await readInstalledAt(sources),
    bootedAt: await readBootTime(sources),
  };
}
